//! Inputs and outputs of the routes that only the official emulator has (contract 1.13).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::json;

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
