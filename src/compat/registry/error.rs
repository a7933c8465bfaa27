//! Why a registry does not tell what we ask it.

use std::time::Duration;

use reqwest::StatusCode;
use serde::Deserialize;
use thiserror::Error;

use super::Registry;

/// Why a registry does not tell what we ask it.
#[derive(Debug, Error)]
pub enum RegistryError {
    #[error("{place} has no such {what}")]
    NotFound { place: String, what: String },
    /// Registries do not tell strangers which of the two it is.
    #[error("{place} has no such {what}, or does not show it to whoever has not logged in")]
    Hidden { place: String, what: String },
    #[error("{place} does not let us in: {why}")]
    Unauthorized { place: String, why: String },
    #[error("{place} is asked too often")]
    TooMany { place: String, wait: Option<Duration> },
    #[error("{place} is out of order: it answers with status {status}")]
    Failing { place: String, status: u16 },
    #[error("{place} cannot be reached: {why}")]
    NoNetwork { place: String, why: String },
    #[error("{place} does not answer as a registry of images: {why}")]
    NotARegistry { place: String, why: String },
    /// Somebody on the way, or the registry, has changed it.
    #[error("{place} sends something else than it says: {found} instead of {expected}")]
    Altered {
        place: String,
        expected: String,
        found: String,
    },
    #[error("no HTTP client can be made")]
    Client(#[source] reqwest::Error),
}

/// What a registry says of an error.
#[derive(Deserialize)]
struct Said {
    errors: Vec<SaidError>,
}

#[derive(Deserialize)]
struct SaidError {
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
}

impl RegistryError {
    /// Whether the next try may succeed.
    pub(super) const fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::TooMany { .. } | Self::Failing { .. } | Self::NoNetwork { .. }
        )
    }
}

impl Registry {
    pub(super) fn strange(&self, why: impl Into<String>) -> RegistryError {
        RegistryError::NotARegistry {
            place: self.place.clone(),
            why: why.into(),
        }
    }

    pub(super) fn denied(&self, why: impl Into<String>) -> RegistryError {
        RegistryError::Unauthorized {
            place: self.place.clone(),
            why: why.into(),
        }
    }

    /// No answer, or half of one.
    pub(super) fn unreachable(&self, error: reqwest::Error) -> RegistryError {
        let error = error.without_url();
        let mut deepest: &dyn std::error::Error = &error;
        let mut is_http = true;
        while let Some(source) = deepest.source() {
            deepest = source;
            is_http &= !deepest.downcast_ref().is_some_and(hyper::Error::is_parse);
        }
        let why = deepest.to_string();
        if error.is_redirect() || error.is_builder() || !is_http {
            return self.strange(why);
        }
        RegistryError::NoNetwork {
            place: self.place.clone(),
            why: if error.is_timeout() {
                "no answer in time".to_owned()
            } else {
                why
            },
        }
    }

    /// A registry's no.
    pub(super) fn refusal(&self, status: StatusCode, said: &[u8], what: &str) -> RegistryError {
        let said: Option<Said> = serde_json::from_slice(said).ok();
        let first = said.and_then(|said| said.errors.into_iter().next());
        let (place, what) = (self.place.clone(), what.to_owned());
        match (status, first) {
            (StatusCode::NOT_FOUND, Some(_)) => RegistryError::NotFound { place, what },
            // Docker Hub's words for what is not there, too.
            (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, _) if self.credentials.is_none() => {
                RegistryError::Hidden { place, what }
            }
            (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, Some(first)) => {
                self.denied(if first.message.is_empty() {
                    first.code
                } else {
                    first.message
                })
            }
            (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, None) => {
                self.denied(format!("it answers with status {}", status.as_u16()))
            }
            (status, first) => {
                let more = first.map_or_else(String::new, |first| format!(": {}", first.message));
                self.strange(format!("it answers with status {}{more}", status.as_u16()))
            }
        }
    }
}
