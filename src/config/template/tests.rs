//! What templates may say, and what is made of it.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use super::*;
use crate::config::{Architecture, parse_overrides};

mod intrinsics;
mod kinds;
mod wrong;

/// What is found in a template at `/p`, with these parameter overrides, as text.
fn found(text: &str, overrides: &str) -> String {
    let stack = Stack {
        region: "eu-west-1".to_owned(),
        account: "123456789012".to_owned(),
        overrides: match parse_overrides([overrides]) {
            Ok(overrides) => overrides,
            Err(error) => return told(&error),
        },
    };
    match parse(text, Path::new("/p/template.yaml"), &stack) {
        Ok(found) => shown(&found),
        Err(error) => told(&error),
    }
}

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&found(text, ""));
}

fn told(error: &ConfigError) -> String {
    let hint = error.hint().map(|hint| format!("\nhint: {hint}"));
    format!("{error}{}\n", hint.unwrap_or_default())
}

fn shown(found: &Found) -> String {
    let mut text = String::new();
    for function in &found.functions {
        one(&mut text, function).unwrap();
    }
    for (id, name) in found.ids.iter().filter(|(id, name)| *id != name.as_str()) {
        writeln!(text, "{id} is {name}").unwrap();
    }
    for remark in &found.remarks {
        writeln!(text, "- {}", remark.text).unwrap();
    }
    text
}

fn one(text: &mut String, function: &Declared) -> std::fmt::Result {
    if let Code::Unclear(unclear) = &function.code {
        let said = told(&unclear.error());
        return write!(
            text,
            "{}: cannot run\n  {}",
            function.name,
            said.trim_end().replace('\n', "\n  ") + "\n"
        );
    }
    let durable = match function.durable {
        None => "plain".to_owned(),
        Some(config) => {
            let days = config.retention_days.unwrap_or(0);
            let set = if config.timeout_configured {
                ""
            } else {
                " by default"
            };
            format!("durable for {}s{set}, {days} days", config.execution_timeout_s)
        }
    };
    let (timeout, memory) = (function.timeout_s, function.memory_mb);
    writeln!(
        text,
        "{}: {durable}, {timeout}s, {memory}MB: {}",
        function.name, function.code
    )?;
    if let Code::Image(image) = &function.code {
        let overrides = (&image.entry_point, &image.command, &image.working_dir);
        if overrides != (&None, &None, &None) {
            writeln!(text, "  {overrides:?}")?;
        }
        if let Some(build) = &image.build {
            writeln!(text, "  {build}")?;
        }
    }
    let runs = [
        function.runtime.as_deref(),
        function.handler.as_deref(),
        function.architecture.map(Architecture::word),
    ];
    let runs: Vec<&str> = runs.into_iter().flatten().collect();
    if !runs.is_empty() {
        writeln!(text, "  {}", runs.join(", "))?;
    }
    if let Some(inline) = &function.inline {
        writeln!(text, "  {inline:?}")?;
    }
    for (name, value) in &function.env {
        writeln!(text, "  {name}={value}")?;
    }
    for layer in &function.layers {
        writeln!(text, "  layer {}", layer.display())?;
    }
    for alias in &function.aliases {
        writeln!(text, "  alias {alias}")?;
    }
    Ok(())
}
