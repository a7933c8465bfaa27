//! `--function NAME=SPEC`: a function on the command line.

use std::path::{Path, PathBuf};

use super::{CargoTarget, Code, ConfigError, Declared, Image, Source, TargetKind};
use crate::execution::{FunctionName, limits};

const OPTION: &str = "--function";
const FORMS: &str = "SPEC is `cargo:BIN`, `example:NAME`, `python:MODULE.HANDLER[@DIR]`, `node:FILE.HANDLER[@DIR]`, \
                     `command:PROGRAM ARGS`, `image:NAME`, or a URL";

/// A function given on the line; its directory is still relative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    name: FunctionName,
    code: Code,
    plain: bool,
    timeout_s: Option<u32>,
    memory_mb: Option<u32>,
}

impl Given {
    /// The function's name.
    pub const fn name(&self) -> &FunctionName {
        &self.name
    }

    /// The function, with directories taken from `base`.
    pub fn declare(&self, base: &Path) -> Declared {
        let code = match self.code.clone() {
            Code::Python { handler, dir } => Code::Python {
                handler,
                dir: base.join(dir),
            },
            Code::Node { handler, dir } => Code::Node {
                handler,
                dir: base.join(dir),
            },
            Code::Command { argv, dir } => Code::Command {
                argv,
                dir: base.join(dir),
            },
            Code::Managed { handler, dir } => Code::Managed {
                handler,
                dir: base.join(dir),
            },
            code @ (Code::Cargo(_) | Code::Image(_) | Code::Endpoint(_) | Code::Unclear(_)) => code,
        };
        let mut declared = Declared::new(self.name.clone(), code, Source::Line);
        if self.plain {
            declared.durable = None;
        }
        declared.timeout_s = self.timeout_s.unwrap_or(declared.timeout_s);
        declared.memory_mb = self.memory_mb.unwrap_or(declared.memory_mb);
        declared
    }
}

/// Reads `NAME[,plain][,timeout=SECONDS][,memory=MB]=SPEC`.
pub fn parse(text: &str) -> Result<Given, ConfigError> {
    let (head, spec) = split_head(text).ok_or_else(|| wrong(format!("`{text}` is not `NAME=SPEC`")))?;
    let mut parts = head.split(',');
    let name = parts.next().unwrap_or_default();
    let name = FunctionName::parse(name).map_err(|_| {
        wrong(format!(
            "`{name}` is not a function's name: letters, digits, `-` and `_`"
        ))
    })?;
    let mut given = Given {
        name,
        code: code(spec)?,
        plain: false,
        timeout_s: None,
        memory_mb: None,
    };
    for part in parts {
        match part.split_once('=') {
            None if part == "plain" => given.plain = true,
            Some(("timeout", value)) => {
                let seconds = number(value).filter(|seconds| *seconds <= limits::MAX_FUNCTION_TIMEOUT_S);
                given.timeout_s = Some(seconds.ok_or_else(|| {
                    let most = limits::MAX_FUNCTION_TIMEOUT_S;
                    wrong(format!("`{part}` needs a whole number, 1 to {most}"))
                })?);
            }
            Some(("memory", value)) => {
                let megabytes = number(value);
                given.memory_mb = Some(
                    megabytes.ok_or_else(|| wrong(format!("`{part}` needs a whole number, 1 or more")))?,
                );
            }
            _ => {
                return Err(wrong(format!(
                    "`{part}` is none of `plain`, `timeout=SECONDS`, `memory=MB`"
                )));
            }
        }
    }
    match given.declare(Path::new("")).fault() {
        Some(fault) => Err(wrong(fault)),
        None => Ok(given),
    }
}

/// Splits at the `=` before SPEC: the first one that belongs to no `,key=value`.
fn split_head(text: &str) -> Option<(&str, &str)> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find('=')?;
        let part = text[..at].rsplit(',').next().unwrap_or_default();
        let is_setting = text[..at].contains(',') && matches!(part, "timeout" | "memory");
        if !is_setting {
            return Some((&text[..at], &text[at + 1..]));
        }
        from = at + 1;
    }
}

fn code(spec: &str) -> Result<Code, ConfigError> {
    if spec.starts_with("http://") || spec.starts_with("https://") {
        return Ok(Code::Endpoint(Some(spec.to_owned())));
    }
    let (kind, rest) = spec
        .split_once(':')
        .filter(|(_, rest)| !rest.is_empty())
        .ok_or_else(|| wrong(format!("`{spec}` says not what to run")))?;
    let target = |kind| {
        Code::Cargo(CargoTarget {
            package: None,
            kind,
            name: rest.to_owned(),
            manifest: None,
        })
    };
    match kind {
        "cargo" => Ok(target(TargetKind::Bin)),
        "example" => Ok(target(TargetKind::Example)),
        "python" => handler(rest).map(|(handler, dir)| Code::Python { handler, dir }),
        "image" => Ok(Code::Image(Image {
            reference: rest.to_owned(),
            ..Image::default()
        })),
        "node" => handler(rest).map(|(handler, dir)| Code::Node { handler, dir }),
        "command" => Ok(Code::Command {
            argv: words(rest)?,
            dir: PathBuf::new(),
        }),
        _ => Err(wrong(format!("`{kind}` is no kind of function"))),
    }
}

fn handler(text: &str) -> Result<(String, PathBuf), ConfigError> {
    let (handler, dir) = text.split_once('@').unwrap_or((text, ""));
    match handler.rsplit_once('.') {
        Some((module, function)) if !module.is_empty() && !function.is_empty() => {
            Ok((handler.to_owned(), PathBuf::from(dir)))
        }
        _ => Err(wrong(format!(
            "`{handler}` is not a handler: a module and a function, as `app.handler`"
        ))),
    }
}

/// Splits a command at blanks; quotes keep them.
fn words(text: &str) -> Result<Vec<String>, ConfigError> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(rest.next()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    if let Some(quote) = quote {
        return Err(wrong(format!("the quote {quote} is not closed")));
    }
    words.extend(word);
    Ok(words)
}

fn number(value: &str) -> Option<u32> {
    value.parse().ok().filter(|number| *number > 0)
}

fn wrong(message: String) -> ConfigError {
    ConfigError::Option {
        option: OPTION,
        message,
        hint: Some(FORMS.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(text: &str) -> Declared {
        parse(text).unwrap().declare(Path::new("/p"))
    }

    #[test]
    fn every_kind() {
        assert_eq!(declared("order=cargo:order").code.to_string(), "cargo bin order");
        assert_eq!(
            declared("order=example:order").code.to_string(),
            "cargo example order"
        );
        assert_eq!(
            declared("a=python:app.order@fn").code,
            Code::Python {
                handler: "app.order".into(),
                dir: "/p/fn".into()
            }
        );
        assert_eq!(
            declared("a=node:dist/app.order").code,
            Code::Node {
                handler: "dist/app.order".into(),
                dir: "/p/".into()
            }
        );
        assert_eq!(
            declared("a=command:./run 'a b' --x=\"1 2\" ''").code,
            Code::Command {
                argv: vec!["./run".into(), "a b".into(), "--x=1 2".into(), String::new()],
                dir: "/p/".into(),
            }
        );
        assert_eq!(
            declared("a=http://h:1/?a=b").code,
            Code::Endpoint(Some("http://h:1/?a=b".into()))
        );
    }

    #[test]
    fn settings_stand_before_the_spec() {
        let tax = declared("tax,plain,timeout=3,memory=128=command:env A=1 ./tax,plain");
        assert_eq!((tax.durable, tax.timeout_s, tax.memory_mb), (None, 3, 128));
        assert_eq!(
            tax.code,
            Code::Command {
                argv: vec!["env".into(), "A=1".into(), "./tax,plain".into()],
                dir: "/p/".into()
            }
        );
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, message) in [
            ("order", "`order` is not `NAME=SPEC`"),
            (
                "a b=cargo:x",
                "`a b` is not a function's name: letters, digits, `-` and `_`",
            ),
            ("a=order", "`order` says not what to run"),
            ("a=ruby:x.y", "`ruby` is no kind of function"),
            (
                "a=python:app",
                "`app` is not a handler: a module and a function, as `app.handler`",
            ),
            (
                "a,quick=cargo:x",
                "`quick` is none of `plain`, `timeout=SECONDS`, `memory=MB`",
            ),
            (
                "a,timeout=0=cargo:x",
                "`timeout=0` needs a whole number, 1 to 900",
            ),
            (
                "a,timeout=901=cargo:x",
                "`timeout=901` needs a whole number, 1 to 900",
            ),
            ("a,memory=0=cargo:x", "`memory=0` needs a whole number, 1 or more"),
            ("a=command:  ", "the command is empty"),
            ("a=command:''", "the command is empty"),
            ("a=command:'x", "the quote ' is not closed"),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("invalid value for `--function`: {message}")
            );
        }
    }
}
