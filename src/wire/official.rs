//! Inputs and outputs of the routes that only the official emulator has (contract 1.13).

use std::borrow::Cow;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};

use super::json;
use crate::execution::Rejection;

/// What `POST /start-durable-execution` is asked. SAM writes `null` for what its user left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct StartInput<'a> {
    #[serde(borrow, deserialize_with = "json::text")]
    pub account_id: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "json::text")]
    pub function_name: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "json::text")]
    pub function_qualifier: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "json::text")]
    pub execution_name: Option<Cow<'a, str>>,
    #[serde(deserialize_with = "json::whole")]
    pub execution_timeout_seconds: Option<i64>,
    #[serde(deserialize_with = "json::whole")]
    pub execution_retention_period_days: Option<i64>,
    /// JSON text; other text is taken for a JSON string.
    #[serde(
        borrow,
        deserialize_with = "json::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub input: Option<Cow<'a, str>>,
    #[serde(
        borrow,
        deserialize_with = "json::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub lambda_endpoint: Option<Cow<'a, str>>,
    #[serde(
        borrow,
        deserialize_with = "json::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub tenant_id: Option<Cow<'a, str>>,
}

impl<'a> StartInput<'a> {
    /// Reads it. A key that must be there may still be `null`, three of them excepted.
    pub fn parse(body: &'a [u8]) -> Result<Self, Rejection> {
        let keys: StartKeys = json::structure(body)?;
        let input: Self = json::structure(body)?;
        for (is_there, key) in [
            (input.account_id.is_some(), "AccountId"),
            (input.function_name.is_some(), "FunctionName"),
            (input.function_qualifier.is_some(), "FunctionQualifier"),
            (keys.execution_name, "ExecutionName"),
            (keys.execution_timeout_seconds, "ExecutionTimeoutSeconds"),
            (
                keys.execution_retention_period_days,
                "ExecutionRetentionPeriodDays",
            ),
        ] {
            if !is_there {
                return Err(Rejection::MissingField(key));
            }
        }
        Ok(input)
    }
}

/// Which of the keys are there that may be `null`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct StartKeys {
    #[serde(deserialize_with = "present")]
    execution_name: bool,
    #[serde(deserialize_with = "present")]
    execution_timeout_seconds: bool,
    #[serde(deserialize_with = "present")]
    execution_retention_period_days: bool,
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}

/// Its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StartOutput<'a> {
    pub execution_arn: Cow<'a, str>,
}

/// What `PUT /lambda-endpoint` is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LambdaEndpointInput<'a> {
    #[serde(
        borrow,
        deserialize_with = "json::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub endpoint_url: Option<Cow<'a, str>>,
    #[serde(
        borrow,
        deserialize_with = "json::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub region_name: Option<Cow<'a, str>>,
}

impl<'a> LambdaEndpointInput<'a> {
    /// Reads it.
    pub fn parse(body: &'a [u8]) -> Result<Self, Rejection> {
        json::structure(body)
    }
}

/// Its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageOutput<'a> {
    pub message: Cow<'a, str>,
}

/// The answer to `GET /health`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthOutput<'a> {
    pub status: Cow<'a, str>,
}

/// The answer to `GET /metrics`: the official emulator's are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricsOutput {
    pub metrics: NoMetrics,
}

/// None.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoMetrics {}
