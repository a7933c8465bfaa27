//! Lambda's runtimes, and the base images that have them.

use std::path::{Path, PathBuf};

use super::{Code, archive};

/// Where a Python function that names no runtime runs.
pub(super) const PYTHON: &str = "python3.13";
/// Where a Node function that names no runtime runs.
pub(super) const NODE: &str = "nodejs22.x";
/// Where programs run that bring their own runtime.
pub(super) const PROVIDED: &str = "provided.al2023";

const REPOSITORY: &str = "public.ecr.aws/lambda";

/// What a runtime's functions are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Python,
    Node,
    Provided,
    /// Java, .NET, Ruby: what only an image can run.
    Other,
}

/// The language of a runtime; `None` if it is none of Lambda's.
pub(super) fn language(runtime: &str) -> Option<Language> {
    split(runtime).map(|(language, _)| match language {
        "python" => Language::Python,
        "nodejs" => Language::Node,
        "provided" => Language::Provided,
        _ => Language::Other,
    })
}

/// The image that AWS publishes for a runtime, as `public.ecr.aws/lambda/python:3.13`.
pub(super) fn base_image(runtime: &str) -> Option<String> {
    let (language, version) = split(runtime)?;
    Some(format!("{REPOSITORY}/{language}:{version}"))
}

/// The code of a runtime of which the function is the program: a directory with a `bootstrap`, or the program itself.
pub(super) fn provided(code: PathBuf) -> Code {
    let (dir, program) = if code.is_dir() || archive::is_archive(&code) {
        (code, "bootstrap".into())
    } else {
        let program = code
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        (code.parent().map(Path::to_owned).unwrap_or_default(), program)
    };
    Code::Command {
        argv: vec![format!("./{program}")],
        dir,
    }
}

/// `nodejs22.x` is `nodejs` and `22`, `java8.al2` is `java` and `8.al2`, `provided` is of Amazon Linux 1.
fn split(runtime: &str) -> Option<(&'static str, &str)> {
    if runtime == "provided" {
        return Some(("provided", "alami"));
    }
    let languages = ["python", "nodejs", "java", "dotnet", "ruby", "provided"];
    let (language, version) = languages
        .into_iter()
        .find_map(|language| Some((language, runtime.strip_prefix(language)?)))?;
    let version = match language {
        "nodejs" => version.strip_suffix(".x")?,
        "dotnet" => version.strip_prefix("core").unwrap_or(version),
        "provided" => version.strip_prefix('.')?,
        _ => version,
    };
    let is_version = !version.is_empty() && version.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
    is_version.then_some((language, version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images() {
        for (runtime, image) in [
            ("python3.13", Some("python:3.13")),
            ("nodejs22.x", Some("nodejs:22")),
            ("java21", Some("java:21")),
            ("java8.al2", Some("java:8.al2")),
            ("dotnet8", Some("dotnet:8")),
            ("dotnetcore3.1", Some("dotnet:3.1")),
            ("ruby3.4", Some("ruby:3.4")),
            ("provided.al2023", Some("provided:al2023")),
            ("provided.al2", Some("provided:al2")),
            ("provided", Some("provided:alami")),
            ("go1.x", None),
            ("nodejs22", None),
            ("python", None),
            ("python3.13@sha256:0", None),
        ] {
            let expected = image.map(|image| format!("public.ecr.aws/lambda/{image}"));
            assert_eq!(base_image(runtime), expected, "{runtime}");
        }
    }
}
