//! `durable.toml`, and the same shape in a `Cargo.toml`.

use std::path::Path;

use cargo_durable::config::{Code, ConfigError, Declared, parse_cargo_toml, parse_durable_toml};
use cargo_durable::execution::DurableConfig;
use toml::{Table, Value};

use super::config::{BASE, sound, told};

pub(crate) fn durable_toml(text: &str) {
    let path = Path::new(BASE).join("durable.toml");
    let found = match parse_durable_toml(text.to_owned(), &path) {
        Ok(found) => found,
        Err(error) => return wrong(&error, text),
    };
    let table: Table = toml::from_str(text).expect("what is accepted is TOML");
    let functions = table.get("functions").and_then(Value::as_table);
    let names: Vec<&str> = found
        .functions
        .iter()
        .map(|function| function.name.as_str())
        .collect();
    let written: Vec<&String> = functions
        .map(|functions| functions.keys().collect())
        .unwrap_or_default();
    assert_eq!(names, written, "a function for each table");
    found.functions.iter().for_each(sound);
    let again = Table::from_iter([("functions".to_owned(), spelled(&found.functions).into())]).to_string();
    let parsed = parse_durable_toml(again.clone(), &path).unwrap_or_else(|error| panic!("{again}: {error}"));
    assert_eq!(
        parsed.functions, found.functions,
        "functions survive being written: {again}"
    );
    inside(functions.cloned().unwrap_or_default(), &found.functions);
}

/// The same shape in a package's metadata means the same, but for whose targets are built.
fn inside(functions: Table, found: &[Declared]) {
    let path = Path::new(BASE).join("Cargo.toml");
    let metadata = Table::from_iter([(
        "durable".to_owned(),
        Table::from_iter([("functions".to_owned(), functions.into())]).into(),
    )]);
    for section in ["package", "workspace"] {
        let section = (
            section.to_owned(),
            Table::from_iter([("metadata".to_owned(), metadata.clone().into())]).into(),
        );
        let text = Table::from_iter([section]).to_string();
        let parsed =
            parse_cargo_toml(text.clone(), &path, None).unwrap_or_else(|error| panic!("{text}: {error}"));
        let codes = |functions: &[Declared]| {
            functions
                .iter()
                .map(|function| function.code.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(codes(&parsed.functions), codes(found), "the same shape: {text}");
    }
}

pub(crate) fn cargo_toml(text: &str) {
    let path = Path::new(BASE).join("Cargo.toml");
    let found = match parse_cargo_toml(text.to_owned(), &path, Some("shop")) {
        Ok(found) => found,
        Err(error) => return wrong(&error, text),
    };
    found.functions.iter().for_each(sound);
    assert!(
        super::variables::can_be_set(&found.lambda_env),
        "they can be set: {:?}",
        found.lambda_env
    );
    // A number that no table holds, somewhere where nobody looks.
    let Ok(table) = toml::from_str::<Table>(text) else {
        return;
    };
    let metadata = |section: &str| table.get(section)?.get("metadata");
    let count = |section: &str| {
        let functions =
            metadata(section).and_then(|metadata| metadata.get("durable")?.get("functions")?.as_table());
        functions.map_or(0, Table::len)
    };
    let (packages, workspaces) = (count("package"), count("workspace"));
    assert_eq!(
        found.functions.len(),
        packages + workspaces,
        "a function for each table"
    );
    let of_package = &found.functions[..packages];
    assert!(
        targets(of_package).all(|package| package.is_some()),
        "a package's targets are its own"
    );
    let variables = metadata("package").and_then(|metadata| metadata.get("lambda")?.get("env")?.as_table());
    assert_eq!(
        found.lambda_env.len(),
        variables.map_or(0, Table::len),
        "cargo-lambda's variables"
    );
}

/// The packages of what cargo builds.
fn targets(functions: &[Declared]) -> impl Iterator<Item = Option<&str>> {
    functions.iter().filter_map(|function| match &function.code {
        Code::Cargo(target) => Some(target.package.as_deref()),
        _ => None,
    })
}

/// An error names a line of the file, or the one after the last.
fn wrong(error: &ConfigError, text: &str) {
    told(error);
    let ConfigError::File { line, .. } = error else {
        panic!("an error in a file has a place: {error:?}");
    };
    let lines = text.matches('\n').count() + 1;
    assert!(
        (1..=lines).contains(line),
        "a line of the file: {line} of {lines}"
    );
}

/// The functions, each with all that was found.
fn spelled(functions: &[Declared]) -> Table {
    functions
        .iter()
        .map(|function| (function.name.to_string(), one(function).into()))
        .collect()
}

fn one(function: &Declared) -> Table {
    let mut table = code(function);
    let mut set = |key: &str, value: Value| {
        table.insert(key.to_owned(), value);
    };
    set("timeout_s", i64::from(function.timeout_s).into());
    set("memory_mb", i64::from(function.memory_mb).into());
    set("durable", function.durable.map_or(Value::Boolean(false), durable));
    set("aliases", list(&function.aliases));
    set(
        "layers",
        list(
            &function
                .layers
                .iter()
                .map(|layer| text(layer))
                .collect::<Vec<_>>(),
        ),
    );
    if let Some(architecture) = function.architecture {
        set("architecture", architecture.word().into());
    }
    if let Some(handler) = &function.handler {
        set("handler", handler.as_str().into());
    }
    let env: Table = function
        .env
        .iter()
        .map(|(key, value)| (key.clone(), value.as_str().into()))
        .collect();
    set("env", env.into());
    table
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn list(words: &[String]) -> Value {
    Value::from(
        words
            .iter()
            .map(|word| Value::from(word.as_str()))
            .collect::<Vec<_>>(),
    )
}

/// What runs.
fn code(function: &Declared) -> Table {
    let mut table = Table::new();
    let mut set = |key: &str, value: Value| {
        table.insert(key.to_owned(), value);
    };
    match (&function.code, &function.runtime) {
        (
            Code::Python { handler, dir } | Code::Node { handler, dir } | Code::Managed { handler, dir },
            Some(runtime),
        ) => {
            set("runtime", runtime.as_str().into());
            set("handler", handler.as_str().into());
            set("code", text(dir).into());
        }
        // A program of one of Lambda's bare runtimes; where there is nothing, the code is the program.
        (Code::Command { argv, dir }, Some(runtime)) => {
            set("runtime", runtime.as_str().into());
            let program = argv[0].strip_prefix("./").expect("it stands in its directory");
            set("code", text(&dir.join(program)).into());
        }
        (Code::Image(image), None) => {
            set("image", image.reference.as_str().into());
            if let Some(command) = &image.command {
                set("command", list(command));
            }
            if let Some(entry_point) = &image.entry_point {
                set("entry_point", list(entry_point));
            }
        }
        (Code::Command { argv, dir }, None) => {
            set("command", list(argv));
            set("code", text(dir).into());
        }
        (Code::Endpoint(Some(url)), None) => set("endpoint", url.as_str().into()),
        (Code::Cargo(target), None) => {
            let mut cargo = Table::from_iter([(target.kind.word().to_owned(), target.name.as_str().into())]);
            cargo.extend(
                target
                    .package
                    .iter()
                    .map(|package| ("package".to_owned(), package.as_str().into())),
            );
            set("cargo", cargo.into());
        }
        (code, runtime) => panic!("no file says this: {code:?} with {runtime:?}"),
    }
    table
}

fn durable(config: DurableConfig) -> Value {
    let mut table = Table::new();
    if config.timeout_configured {
        table.insert(
            "execution_timeout_s".to_owned(),
            i64::from(config.execution_timeout_s).into(),
        );
    }
    let days = config
        .retention_days
        .map(|days| ("retention_days".to_owned(), i64::from(days).into()));
    table.extend(days);
    table.into()
}
