//! What `start` answers.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::cli::output::{Human, View, style, text};

/// What `start` answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::cli) struct Started {
    pub(super) endpoint: String,
    pub(in crate::cli) process_id: u32,
    pub(in crate::cli) store: String,
    /// How time passes, if not as everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) time: Option<String>,
    /// What to set for an SDK or the AWS CLI.
    #[serde(with = "variables")]
    pub(super) environment: Vec<(String, String)>,
    pub(super) functions: Vec<Found>,
    /// AWS's emulator, if that is what runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) emulator: Option<OfficialEmulator>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Found {
    pub(super) function_name: String,
    pub(super) durable: bool,
    pub(super) from: String,
}

/// AWS's emulator, which has no functions of its own.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct OfficialEmulator {
    pub(super) image: String,
    pub(super) image_digest: Option<String>,
    /// Where it calls functions, as its container reaches them.
    pub(super) lambda_endpoint: String,
}

/// What to set for an SDK or the AWS CLI.
pub(super) fn environment(endpoint: &str, region: &str) -> Vec<(String, String)> {
    [
        ("AWS_ENDPOINT_URL_LAMBDA", endpoint),
        ("AWS_REGION", region),
        // What boto3 reads.
        ("AWS_DEFAULT_REGION", region),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

/// Variables as an object, which programs want, in the order in which people read them.
mod variables {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        variables: &[(String, String)],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(variables.iter().map(|(name, value)| (name, value)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<(String, String)>, D::Error> {
        let variables: BTreeMap<String, String> = BTreeMap::deserialize(deserializer)?;
        let mut variables: Vec<(String, String)> = variables.into_iter().collect();
        // Where it listens comes first; credentials come last.
        variables.sort_by_key(|(name, _)| match name.as_str() {
            "AWS_ENDPOINT_URL_LAMBDA" => 0,
            "AWS_REGION" => 1,
            "AWS_DEFAULT_REGION" => 2,
            _ => 3,
        });
        Ok(variables)
    }
}

impl View for Started {
    fn human(&self, out: &mut Human<'_>) -> io::Result<()> {
        let (bold, dim) = (style::BOLD, style::DIM);
        writeln!(
            out,
            "{bold}listening on {}{bold:#}  {dim}store {}{dim:#}",
            self.endpoint, self.store
        )?;
        match self.time.as_deref() {
            Some("skip") => writeln!(out, "{dim}waits are skipped{dim:#}")?,
            Some(times) => writeln!(out, "{dim}time runs {times} times as fast{dim:#}")?,
            None => {}
        }
        writeln!(out)?;
        for (name, value) in &self.environment {
            writeln!(out, "  export {name}={}", text::shell(value))?;
        }
        writeln!(out)?;
        if let Some(emulator) = &self.emulator {
            return writeln!(
                out,
                "  {}  {dim}calls functions at {}{dim:#}",
                emulator.image, emulator.lambda_endpoint
            );
        }
        if self.functions.is_empty() {
            return writeln!(out, "{dim}no functions yet: `invoke` brings its own{dim:#}");
        }
        let width = self
            .functions
            .iter()
            .map(|found| found.function_name.len())
            .max()
            .unwrap_or(0);
        for found in &self.functions {
            let kind = if found.durable { "durable" } else { "plain" };
            writeln!(
                out,
                "  {:<width$}  {kind:<7}  {dim}{}{dim:#}",
                found.function_name, found.from
            )?;
        }
        Ok(())
    }
}
