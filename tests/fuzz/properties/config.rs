//! What people write down about their functions. The first line says where: `durable.toml`, `Cargo.toml`,
//! `--function`, `--function-configs` or `.env`; the rest is what stands there.
//!
//! * What is accepted means the same once more when it is written back in the plainest way.
//! * Every function that is accepted can be run and called: its times are within Lambda's bounds, its aliases can be
//!   named, its variables can be set, its command names a program.
//! * What is refused is told in one line, with the right place.

use std::collections::BTreeMap;
use std::path::Path;

use cargo_durable::config::{
    Code, ConfigError, Declared, parse_env_file, parse_function, parse_function_configs, parse_variable,
};
use cargo_durable::execution::{FunctionInfo, FunctionRef};

use super::model;
use super::tree::{Document, Tree};
use super::{config_file, variables};

/// Where everything is said to stand.
pub(crate) const BASE: &str = "/project";

pub(crate) fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (place, text) = text.split_once('\n').unwrap_or((&text, ""));
    match place {
        "durable.toml" => config_file::durable_toml(text),
        "Cargo.toml" => config_file::cargo_toml(text),
        "--function" => line(text),
        "--function-configs" => configs(text),
        ".env" => variables::check(text),
        _ => {}
    }
}

/// What holds of every function that was accepted, wherever it stood.
pub(crate) fn sound(function: &Declared) {
    let name = function.name.as_str();
    assert!(
        (1..=900).contains(&function.timeout_s),
        "Lambda's bounds: {function:?}"
    );
    assert!(function.memory_mb >= 1, "some memory: {function:?}");
    if let Some(durable) = function.durable {
        assert!(
            (1..=31_622_400).contains(&durable.execution_timeout_s),
            "Lambda's bounds: {function:?}"
        );
        assert!(
            durable.retention_days.is_none_or(|days| (1..=90).contains(&days)),
            "Lambda's bounds: {function:?}"
        );
    }
    let info = FunctionInfo {
        durable: function.durable,
        timeout_s: function.timeout_s,
        memory_mb: function.memory_mb,
        runtime: None,
        handler: None,
        aliases: function
            .aliases
            .iter()
            .map(|alias| (alias.clone(), "1".to_owned()))
            .collect(),
    };
    for alias in &function.aliases {
        let named = FunctionRef::parse(&format!("{name}:{alias}"));
        let qualifier = named.as_ref().and_then(|function| function.qualifier.as_deref());
        assert_eq!(qualifier, Some(alias.as_str()), "an alias can be named");
        assert_eq!(
            info.version(alias),
            Some("1"),
            "an alias is version 1 (decisions 3)"
        );
    }
    assert!(
        variables::can_be_set(&function.env),
        "variables can be set: {function:?}"
    );
    match &function.code {
        Code::Command { argv, .. } => {
            assert!(
                argv.first().is_some_and(|program| !program.is_empty()),
                "a command names a program"
            );
        }
        Code::Python { handler, .. } | Code::Node { handler, .. } => {
            assert!(handler.contains('.'), "a handler is a module and a function");
        }
        Code::Cargo(target) => assert!(!target.name.is_empty(), "a target has a name"),
        Code::Managed { handler, .. } => assert!(!handler.is_empty(), "a handler has a name"),
        Code::Image(image) => assert!(!image.reference.is_empty(), "an image has a name"),
        Code::Unclear(unclear) => assert!(!unclear.message.is_empty(), "it says why"),
        Code::Endpoint(url) => assert!(url.as_deref() != Some(""), "an endpoint has a URL"),
    }
}

/// An error is one line, and so is its hint.
pub(crate) fn told(error: &ConfigError) {
    let is_line = |text: &str| !text.is_empty() && !text.contains('\n');
    // What somebody wrote is quoted as it is.
    let said = error.to_string();
    assert!(
        is_line(&said) || matches!(error, ConfigError::Option { .. }),
        "one line: {said}"
    );
    assert!(
        error.hint().is_none_or(|hint| is_line(&hint)),
        "one line: {:?}",
        error.hint()
    );
}

/// `--function NAME[,plain][,timeout=SECONDS][,memory=MB]=SPEC`.
fn line(text: &str) {
    let given = match parse_function(text) {
        Ok(given) => given,
        Err(error) => return told(&error),
    };
    let declared = given.declare(Path::new(BASE));
    sound(&declared);
    assert_eq!(given.name(), &declared.name);
    assert!(text.starts_with(declared.name.as_str()), "its name stands first");
    let again = spelled(&declared);
    let parsed = parse_function(&again).unwrap_or_else(|error| panic!("{again}: {error}"));
    assert_eq!(
        parsed.declare(Path::new(BASE)),
        declared,
        "a function survives being written: {again}"
    );
}

/// The plainest way to say it.
fn spelled(function: &Declared) -> String {
    let plain = if function.durable.is_none() { ",plain" } else { "" };
    let (timeout, memory) = (function.timeout_s, function.memory_mb);
    let in_dir = |handler: &str, dir: &Path| {
        let dir = dir.strip_prefix(BASE).unwrap_or(dir);
        format!("{handler}@{}", dir.display())
    };
    let spec = match &function.code {
        Code::Cargo(target) => {
            let kind = if target.kind.word() == "bin" {
                "cargo"
            } else {
                "example"
            };
            format!("{kind}:{}", target.name)
        }
        Code::Command { argv, .. } => {
            let words: Vec<String> = argv.iter().map(|word| quoted(word)).collect();
            format!("command:{}", words.join(" "))
        }
        Code::Python { handler, dir } => format!("python:{}", in_dir(handler, dir)),
        Code::Node { handler, dir } => format!("node:{}", in_dir(handler, dir)),
        Code::Image(image) => format!("image:{}", image.reference),
        Code::Managed { .. } | Code::Unclear(_) => panic!("no line says this: {function:?}"),
        Code::Endpoint(url) => url.clone().expect("the line names its endpoint"),
    };
    format!(
        "{}{plain},timeout={timeout},memory={memory}={spec}",
        function.name
    )
}

fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('\\', r"\\").replace('"', "\\\""))
}

/// `--function-configs JSON`; a file is not read here.
fn configs(text: &str) {
    if text.starts_with("file://") {
        return;
    }
    let functions = match parse_function_configs(text, Path::new(BASE)) {
        Ok(functions) => functions,
        Err(error) => return told(&error),
    };
    let Document::Sound(Tree::Object(members)) = Document::read(text.as_bytes()) else {
        panic!("configurations are a JSON object");
    };
    let mut expected: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (key, _) in &members {
        let (name, alias) = key.split_once(':').unwrap_or((key, "1"));
        let aliases = expected.entry(name).or_default();
        if !["1", "$LATEST"].contains(&alias) && !aliases.contains(&alias) {
            aliases.push(alias);
        }
    }
    assert_eq!(functions.len(), expected.len(), "one function for each name");
    for (function, (name, mut aliases)) in functions.iter().zip(expected) {
        sound(function);
        assert_eq!(function.code, Code::Endpoint(None), "its code is elsewhere");
        aliases.sort_unstable();
        assert_eq!(
            (function.name.as_str(), &function.aliases[..]),
            (name, &strings(&aliases)[..])
        );
        assert!(model::FUNCTION_NAME.allows(name));
        of_member(function, &members);
    }
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// A function is what the first of its members, in the order of their names, says.
fn of_member(function: &Declared, members: &[(String, Tree)]) {
    let name = function.name.as_str();
    let is_its = |key: &str| key == name || key.split_once(':').is_some_and(|(head, _)| head == name);
    let key = members
        .iter()
        .map(|(key, _)| key)
        .filter(|key| is_its(key))
        .min()
        .expect("it has a member");
    // Of two members with one name the last one counts.
    let (_, value) = members
        .iter()
        .rev()
        .find(|(known, _)| known == key)
        .expect("it is there");
    let Some(value) = value.members() else {
        assert_eq!(*value, Tree::Null, "`null` is a plain function");
        assert_eq!(function.durable, None);
        return;
    };
    let number = |name: &str| match value.last(name) {
        Some(Tree::Whole(number)) => u32::try_from(*number).ok(),
        _ => None,
    };
    assert_eq!(function.timeout_s, number("Timeout").unwrap_or(900));
    assert_eq!(function.memory_mb, number("MemorySize").unwrap_or(128));
    let durable = value.last("DurableConfig").and_then(Tree::members);
    assert_eq!(
        function.durable.is_some(),
        durable.is_some(),
        "`DurableConfig` decides (decisions 2)"
    );
    if let (Some(found), Some(written)) = (function.durable, durable) {
        let number = |name: &str| match written.last(name) {
            Some(Tree::Whole(number)) => u32::try_from(*number).ok(),
            _ => None,
        };
        assert_eq!(
            found.execution_timeout_s,
            number("ExecutionTimeout").unwrap_or(86_400)
        );
        assert_eq!(found.timeout_configured, number("ExecutionTimeout").is_some());
        assert_eq!(found.retention_days, number("RetentionPeriodInDays").or(Some(14)));
    }
}

/// What `--env-file` and `--env-var` read, as a pair of them must agree.
pub(crate) fn variables_of(text: &str) -> Result<BTreeMap<String, String>, (usize, String)> {
    if let Some((key, value)) = parse_variable(text) {
        assert_eq!(
            format!("{key}={value}"),
            text,
            "a variable is its name and its value"
        );
        assert!(variables::is_name(key));
    }
    parse_env_file(text)
}
