//! The project's root: where the store lives, and which files speak.

use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

/// What was found at a directory or above it (decisions 24).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Root {
    /// `None` outside any project.
    pub dir: Option<PathBuf>,
    /// The nearest `durable.toml`.
    pub durable_toml: Option<PathBuf>,
    /// The nearest `Cargo.toml`, or the one that was named.
    pub manifest: Option<PathBuf>,
    /// The nearest SAM or CloudFormation template in the project.
    pub template: Option<PathBuf>,
}

impl Root {
    /// Looks from `dir` upwards. No process is started: `execution list` must answer at once. Outside any project, a
    /// template that is named stands for one.
    pub fn find(dir: &Path, manifest_path: Option<&Path>, named: Option<&Path>) -> Self {
        let manifest = match manifest_path {
            Some(path) => Some(dir.join(path)),
            None => nearest(dir, "Cargo.toml"),
        };
        let from = match (manifest_path, manifest.as_deref().and_then(Path::parent)) {
            (Some(_), Some(parent)) => parent,
            _ => dir,
        };
        let durable_toml = nearest(from, "durable.toml");
        let home = home(durable_toml.as_deref(), manifest.as_deref());
        let template = template(from, home.as_deref());
        let of_named = || named.map(|path| home_of(&dir.join(path)));
        let beside = || template.as_deref().and_then(Path::parent).map(Path::to_owned);
        Self {
            dir: home.or_else(of_named).or_else(beside),
            durable_toml,
            manifest,
            template,
        }
    }
}

/// The directory of a project by what was found of it.
fn home(durable_toml: Option<&Path>, manifest: Option<&Path>) -> Option<PathBuf> {
    match (durable_toml, manifest) {
        (Some(file), _) => file.parent().map(Path::to_owned),
        (None, Some(manifest)) => Some(workspace_root(manifest)),
        (None, None) => None,
    }
}

/// The project that a template belongs to, or its directory: one store, from wherever the template is named.
fn home_of(template: &Path) -> PathBuf {
    let beside = template.parent().unwrap_or(template);
    let is_roundabout = beside.components().any(|part| part == Component::ParentDir);
    let straight = is_roundabout.then(|| beside.canonicalize().ok()).flatten();
    let beside = straight.as_deref().unwrap_or(beside);
    // What `sam build` makes it also removes.
    let beside = if beside.ends_with(BUILT) {
        beside.ancestors().nth(2).unwrap_or(beside)
    } else {
        beside
    };
    let (durable_toml, manifest) = (nearest(beside, "durable.toml"), nearest(beside, "Cargo.toml"));
    home(durable_toml.as_deref(), manifest.as_deref()).unwrap_or_else(|| beside.to_owned())
}

/// Where `sam build` puts its template.
const BUILT: &str = ".aws-sam/build";

/// What SAM takes for a template where none is named, in its order.
const TEMPLATES: [&str; 3] = ["template.yaml", "template.yml", "template.json"];
/// The largest file that may be one.
const MAX_TEMPLATE_BYTES: u64 = 1 << 20;

/// The nearest template, not above the project's root. Others call their files so, too: it speaks of functions.
fn template(dir: &Path, root: Option<&Path>) -> Option<PathBuf> {
    let mut below = true;
    dir.ancestors()
        .take_while(|dir| std::mem::replace(&mut below, Some(*dir) != root))
        .flat_map(|dir| TEMPLATES.map(|name| dir.join(name)))
        .find(|path| is_template(path))
}

fn is_template(path: &Path) -> bool {
    let is_small = path
        .metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MAX_TEMPLATE_BYTES);
    is_small
        && std::fs::read_to_string(path).is_ok_and(|text| {
            ["AWS::Serverless::", "AWS::Lambda::"]
                .iter()
                .any(|word| text.contains(word))
        })
}

fn nearest(dir: &Path, name: &str) -> Option<PathBuf> {
    dir.ancestors()
        .map(|dir| dir.join(name))
        .find(|path| path.is_file())
}

#[derive(Deserialize)]
struct Manifest {
    package: Option<Package>,
    workspace: Option<Workspace>,
}

#[derive(Deserialize)]
struct Package {
    workspace: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Workspace {
    #[serde(default)]
    exclude: Vec<PathBuf>,
}

/// The workspace's root, by cargo's rules; a file that cannot be read is cargo's to complain about.
fn workspace_root(manifest: &Path) -> PathBuf {
    let home = manifest.parent().unwrap_or(Path::new("."));
    let Some(found) = read(manifest) else {
        return home.to_owned();
    };
    if found.workspace.is_some() {
        return home.to_owned();
    }
    if let Some(named) = found.package.and_then(|package| package.workspace) {
        return home.join(named);
    }
    for above in home.ancestors().skip(1) {
        let workspace = read(&above.join("Cargo.toml")).and_then(|found| found.workspace);
        if let Some(workspace) = workspace {
            let excluded = workspace
                .exclude
                .iter()
                .any(|path| home.starts_with(above.join(path)));
            return if excluded {
                home.to_owned()
            } else {
                above.to_owned()
            };
        }
    }
    home.to_owned()
}

fn read(manifest: &Path) -> Option<Manifest> {
    toml::from_str(&std::fs::read_to_string(manifest).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(dir: &Path, path: &str, text: &str) {
        let path = dir.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    #[test]
    fn nowhere() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(Root::find(dir.path(), None, None).dir, None);
    }

    #[test]
    fn a_member_belongs_to_its_workspace() {
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path();
        write(
            at,
            "Cargo.toml",
            "[workspace]\nmembers = [\"a\"]\nexclude = [\"c\"]\n",
        );
        write(at, "a/Cargo.toml", "[package]\nname = \"a\"\n");
        write(at, "c/Cargo.toml", "[package]\nname = \"c\"\n");
        write(at, "a/src/main.rs", "");
        let member = Root::find(&at.join("a/src"), None, None);
        assert_eq!(member.dir.as_deref(), Some(at));
        assert_eq!(member.manifest, Some(at.join("a/Cargo.toml")));
        assert_eq!(Root::find(&at.join("c"), None, None).dir, Some(at.join("c")));
        let named = Root::find(Path::new("/"), Some(&at.join("a/Cargo.toml")), None);
        assert_eq!(named.dir.as_deref(), Some(at));
    }

    #[test]
    fn durable_toml_wins() {
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path();
        write(at, "Cargo.toml", "[package]\nname = \"a\"\n");
        write(at, "functions/durable.toml", "");
        write(at, "functions/src/app.py", "");
        let root = Root::find(&at.join("functions/src"), None, None);
        assert_eq!(root.dir, Some(at.join("functions")));
        assert_eq!(root.manifest, Some(at.join("Cargo.toml")));
    }

    #[test]
    fn a_template_that_is_named_stands_for_a_project() {
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path();
        write(at, "alone/.aws-sam/build/template.yaml", "");
        write(at, "shop/durable.toml", "");
        write(at, "elsewhere/x", "");
        let at = &at.canonicalize().unwrap();
        let (alone, shop, elsewhere) = (at.join("alone"), at.join("shop"), at.join("elsewhere"));
        let home = |from: &Path, template: &str| Root::find(from, None, Some(Path::new(template))).dir;
        assert_eq!(home(&elsewhere, "../alone/t.yaml"), Some(alone.clone()));
        let built = alone.join(".aws-sam/build/template.yaml");
        assert_eq!(
            home(&elsewhere, built.to_str().unwrap()),
            Some(alone),
            "`sam build` removes the rest"
        );
        let below = shop.join("deploy/template.yaml");
        assert_eq!(
            home(&elsewhere, below.to_str().unwrap()),
            Some(shop.clone()),
            "its project's"
        );
        assert_eq!(home(&shop, "../alone/t.yaml"), Some(shop), "we are in a project");
    }
}
