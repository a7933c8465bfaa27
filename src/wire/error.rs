//! The body and the headers of an error answer (contract 7.3).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::execution::Exception;

/// Tells clients which exception it is; without it they see only the status. Case means nothing in HTTP/1.
pub const ERROR_TYPE: &str = "x-amzn-errortype";

/// An error answer. AWS's model writes `message` for some exceptions and `Message` for others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ErrorBody<'a> {
    /// `User` or `Service`; the generic front end leaves it out.
    #[serde(rename = "Type", skip_serializing_if = "Option::is_none")]
    pub fault: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Cow<'a, str>>,
    #[serde(rename = "Message", skip_serializing_if = "Option::is_none")]
    pub capital_message: Option<Cow<'a, str>>,
    /// Why there were too many requests.
    #[serde(rename = "Reason", skip_serializing_if = "Option::is_none")]
    pub reason: Option<Cow<'a, str>>,
}

impl<'a> ErrorBody<'a> {
    /// The body of an exception.
    pub fn of(exception: Exception, message: impl Into<Cow<'a, str>>) -> Self {
        use Exception as E;
        let message = Some(message.into());
        let user = Some(Cow::Borrowed("User"));
        match exception {
            E::CallbackTimeout | E::DurableExecutionAlreadyStarted | E::ResourceNotFound => Self {
                fault: user,
                capital_message: message,
                ..Self::default()
            },
            E::Service => Self {
                fault: Some("Service".into()),
                capital_message: message,
                ..Self::default()
            },
            E::TooManyRequests => Self {
                fault: user,
                message,
                reason: Some("CallerRateLimitExceeded".into()),
                ..Self::default()
            },
            E::Serialization | E::Validation => Self {
                message,
                ..Self::default()
            },
            E::InvalidParameterValue
            | E::InvalidRequestContent
            | E::RequestTooLarge
            | E::ResourceConflict
            | E::UnsupportedMediaType => Self {
                fault: user,
                message,
                ..Self::default()
            },
        }
    }

    /// The message, wherever it stands.
    pub fn text(&self) -> Option<&str> {
        self.message.as_deref().or(self.capital_message.as_deref())
    }
}

/// The HTTP status of an exception.
pub const fn status(exception: Exception) -> u16 {
    match exception {
        Exception::CallbackTimeout
        | Exception::InvalidParameterValue
        | Exception::InvalidRequestContent
        | Exception::Serialization
        | Exception::Validation => 400,
        Exception::ResourceNotFound => 404,
        Exception::DurableExecutionAlreadyStarted | Exception::ResourceConflict => 409,
        Exception::RequestTooLarge => 413,
        Exception::UnsupportedMediaType => 415,
        Exception::TooManyRequests => 429,
        Exception::Service => 500,
    }
}
