//! SAM's and CloudFormation's templates: the first line is what `--parameter-overrides` says, the rest is the template.
//!
//! * Every function that is found can be run and called, or says in one line, with its place, why not.
//! * What is found means the same once more when it is written back in the plainest way: CloudFormation's own resources,
//!   in JSON, without functions, globals and parameters.
//! * What is refused is told in one line, with a line of the template.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cargo_durable::config::{
    Code, ConfigError, Declared, Image, Stack, Templated, parse_overrides, parse_template,
};
use cargo_durable::execution::FunctionName;
use serde_json::{Map, Value, json};

use super::config::{BASE, sound, told};

/// The longest template that is read.
const MAX_BYTES: usize = 1 << 20;

/// A template is taken or refused, whatever stands in it.
pub(crate) fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (overrides, text) = text.split_once('\n').unwrap_or(("", &text));
    let overrides = match parse_overrides([overrides]) {
        Ok(overrides) => overrides,
        Err(error) => return told(&error),
    };
    let stack = Stack {
        region: "us-east-1".to_owned(),
        account: "123456789012".to_owned(),
        overrides,
    };
    let path = Path::new(BASE).join("template.yaml");
    let found = match parse_template(text, &path, &stack) {
        Ok(found) => found,
        Err(error) => return wrong(&error, text),
    };
    let names: Vec<&str> = found
        .functions
        .iter()
        .map(|function| function.name.as_str())
        .collect();
    assert!(
        names.is_sorted_by(|one, other| one < other),
        "each name once: {names:?}"
    );
    let called: BTreeSet<&str> = found.ids.values().map(FunctionName::as_str).collect();
    assert_eq!(called, names.iter().copied().collect(), "each has a logical id");
    for function in &found.functions {
        sound(function);
        if let Code::Unclear(unclear) = &function.code {
            place(unclear.line, text);
            assert!(!unclear.message.contains('\n'), "one line: {}", unclear.message);
        }
    }
    for remark in &found.remarks {
        assert!(!remark.text.contains('\n'), "one line: {}", remark.text);
    }
    again(&found, &path, &stack);
}

fn wrong(error: &ConfigError, text: &str) {
    told(error);
    match error {
        ConfigError::File { line, .. } => place(*line, text),
        ConfigError::Option { .. } => {}
        error => panic!("an error in a template has a place: {error:?}"),
    }
}

fn place(line: usize, text: &str) {
    // What YAML takes for the end of a line.
    let lines = text.matches(['\n', '\r']).count() + 1;
    assert!(
        (1..=lines + 1).contains(&line),
        "a line of the template: {line} of {lines}"
    );
}

/// The same functions, from a template that says them plainly.
fn again(found: &Templated, path: &Path, stack: &Stack) {
    let plain: Vec<Declared> = found
        .functions
        .iter()
        .filter(|function| !matches!(function.code, Code::Unclear(_)) && is_spellable(function))
        .cloned()
        .map(|mut function| {
            // How to make an image is said where it is made.
            if let Code::Image(image) = &mut function.code {
                image.build = None;
            }
            function
        })
        .collect();
    let mut resources = Map::new();
    for (index, function) in plain.iter().enumerate() {
        resources.insert(format!("F{index}"), one(function));
        for (number, alias) in function.aliases.iter().enumerate() {
            let properties =
                json!({"FunctionName": function.name.as_str(), "Name": alias, "FunctionVersion": "1"});
            let resource = json!({"Type": "AWS::Lambda::Alias", "Properties": properties});
            resources.insert(format!("F{index}A{number:04}"), resource);
        }
    }
    let text = json!({ "Resources": resources }).to_string();
    // A short template may mean what no template can spell.
    if text.len() > MAX_BYTES {
        return;
    }
    let stack = Stack {
        overrides: BTreeMap::default(),
        ..stack.clone()
    };
    let parsed = parse_template(&text, path, &stack).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(parsed.functions, plain, "functions survive being written: {text}");
}

/// A path without a last part names no program, and so none that could be written.
fn is_spellable(function: &Declared) -> bool {
    match &function.code {
        Code::Command { argv, .. } => argv[0] != "./",
        _ => true,
    }
}

fn one(function: &Declared) -> Value {
    let mut properties = Map::new();
    let mut set = |key: &str, value: Value| {
        properties.insert(key.to_owned(), value);
    };
    set("FunctionName", function.name.as_str().into());
    set("Timeout", function.timeout_s.into());
    set("MemorySize", function.memory_mb.into());
    set("Environment", json!({ "Variables": function.env }));
    set("Layers", json!(function.layers));
    if let Some(architecture) = function.architecture {
        set("Architectures", json!([architecture.word()]));
    }
    if let Some(durable) = function.durable {
        let mut config = json!({ "RetentionPeriodInDays": durable.retention_days });
        if durable.timeout_configured {
            config["ExecutionTimeout"] = durable.execution_timeout_s.into();
        }
        set("DurableConfig", config);
    }
    if let Some(runtime) = &function.runtime {
        set("Runtime", runtime.as_str().into());
    }
    if let Some(handler) = &function.handler {
        set("Handler", handler.as_str().into());
    }
    match (&function.code, &function.inline) {
        (_, Some(text)) => set("Code", json!({ "ZipFile": text })),
        (Code::Python { dir, .. } | Code::Node { dir, .. } | Code::Managed { dir, .. }, None) => {
            set("Code", json!(dir));
        }
        (Code::Command { argv, dir }, None) => {
            let is_packed = dir.extension().is_some_and(|extension| {
                extension.eq_ignore_ascii_case("zip") || extension.eq_ignore_ascii_case("jar")
            });
            let program = argv[0].trim_start_matches("./");
            let is_inside = is_packed && program == "bootstrap";
            set(
                "Code",
                json!(if is_inside { dir.clone() } else { dir.join(program) }),
            );
        }
        (Code::Image(image), None) => {
            set("PackageType", "Image".into());
            set("Code", json!({ "ImageUri": image.reference }));
            set("ImageConfig", config(image));
        }
        (code, None) => panic!("no template says this: {code:?}"),
    }
    json!({"Type": "AWS::Lambda::Function", "Properties": properties})
}

fn config(image: &Image) -> Value {
    let mut config = Map::new();
    let mut set = |key: &str, value: Option<Value>| {
        config.extend(value.map(|value| (key.to_owned(), value)));
    };
    set("EntryPoint", image.entry_point.as_ref().map(|words| json!(words)));
    set("Command", image.command.as_ref().map(|words| json!(words)));
    set(
        "WorkingDirectory",
        image.working_dir.as_ref().map(|dir| json!(dir)),
    );
    Value::Object(config)
}
