//! The Cargo projects of a plan: its own, and those beside which a template stands.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::cargo::Cargo;
use super::project::Project;
use super::template::Unclear;
use super::{CargoTarget, Code, ConfigError, Declared, TargetKind, file};

/// Cargo's variables of each package.
type PackageEnv = BTreeMap<String, BTreeMap<String, String>>;

/// Every project, and how cargo is called.
#[derive(Debug)]
pub(super) struct Projects {
    pub(super) own: Option<Project>,
    /// By the manifest that a template means.
    elsewhere: BTreeMap<PathBuf, Project>,
    cargo: Cargo,
    /// Where there is no project of our own.
    dir: PathBuf,
}

impl Projects {
    pub(super) fn new(own: Option<Project>, cargo: Cargo, dir: PathBuf) -> Self {
        Self {
            own,
            elsewhere: BTreeMap::new(),
            cargo,
            dir,
        }
    }

    /// The project that a target belongs to.
    pub(super) fn of(&self, target: &CargoTarget) -> Result<&Project, ConfigError> {
        let project = match &target.manifest {
            Some(manifest) => self.elsewhere.get(manifest),
            None => self.own.as_ref(),
        };
        project.ok_or_else(|| ConfigError::NoManifest(self.dir.clone()))
    }

    /// A target, with its package.
    pub(super) fn target(&self, code: &CargoTarget) -> Result<CargoTarget, ConfigError> {
        let project = self.of(code)?;
        let target = project.target(code.kind, &code.name, code.package.as_deref())?;
        Ok(CargoTarget {
            manifest: code.manifest.clone(),
            ..target
        })
    }

    /// Builds all targets, in one call for each project; the path of each.
    pub(super) async fn build(
        &self,
        targets: impl IntoIterator<Item = &CargoTarget>,
    ) -> Result<BTreeMap<CargoTarget, PathBuf>, ConfigError> {
        let mut wanted: BTreeMap<Option<&PathBuf>, BTreeSet<CargoTarget>> = BTreeMap::new();
        for target in targets {
            let set = wanted.entry(target.manifest.as_ref()).or_default();
            set.insert(CargoTarget {
                manifest: None,
                ..target.clone()
            });
        }
        let mut built = BTreeMap::new();
        for (manifest, set) in wanted {
            let (project, cargo) = match manifest {
                Some(manifest) => (self.elsewhere.get(manifest), self.cargo.at(manifest)),
                None => (self.own.as_ref(), self.cargo.clone()),
            };
            let Some(project) = project else {
                return Err(ConfigError::NoManifest(self.dir.clone()));
            };
            for (target, path) in cargo.build(&set, project.metadata()).await? {
                let manifest = manifest.cloned();
                built.insert(CargoTarget { manifest, ..target }, path);
            }
        }
        Ok(built)
    }

    /// The directory of a target's package: where its functions run.
    pub(super) fn dir_of(&self, target: &CargoTarget) -> PathBuf {
        let package = target.package.as_deref().unwrap_or_default();
        self.of(target)
            .map(|project| project.dir_of(package))
            .unwrap_or_default()
    }

    /// What `[package.metadata.lambda.env]` sets, by package.
    pub(super) fn lambda_env(&self) -> Result<PackageEnv, ConfigError> {
        let mut env = PackageEnv::new();
        for project in self.elsewhere.values().chain(&self.own) {
            for package in &project.metadata().packages {
                let path = package.manifest_path.as_std_path();
                // Cargo has parsed every manifest: only the ones that mention cargo-lambda are read again.
                if package.metadata.get("lambda").is_some() {
                    let found = file::cargo_toml(path, None)?;
                    env.insert(package.name.to_string(), found.lambda_env);
                }
            }
        }
        Ok(env)
    }

    /// Finds the package and the binary that a function of a template means; what cannot be found, nobody can run.
    pub(super) fn settle(&mut self, declared: &mut Declared) {
        let Code::Cargo(target) = &declared.code else {
            return;
        };
        let Some(manifest) = target.manifest.clone() else {
            return;
        };
        declared.code = match self.find(&manifest, &target.name) {
            Ok(target) => Code::Cargo(target),
            Err(error) => Code::Unclear(Unclear {
                path: manifest,
                line: 1,
                message: error.to_string(),
                hint: error.hint(),
            }),
        };
    }

    fn find(&mut self, manifest: &Path, name: &str) -> Result<CargoTarget, ConfigError> {
        let is_own = self
            .own
            .as_ref()
            .is_some_and(|project| project.package_at(manifest).is_some());
        if !is_own && !self.elsewhere.contains_key(manifest) {
            let project = Project::load(&self.cargo.at(manifest), manifest, &[])?;
            self.elsewhere.insert(manifest.to_owned(), project);
        }
        let project = match &self.own {
            Some(project) if is_own => Some(project),
            _ => self.elsewhere.get(manifest),
        };
        let project = project.ok_or_else(|| ConfigError::NoManifest(self.dir.clone()))?;
        let package = project.package_at(manifest);
        let target = if name.is_empty() {
            let binaries = project.binaries_of(package);
            let [binary] = &binaries[..] else {
                let names = binaries.into_iter().map(|binary| binary.name);
                return Err(ConfigError::Binary {
                    names: names.collect(),
                });
            };
            binary.clone()
        } else {
            project.target(TargetKind::Bin, name, package)?
        };
        Ok(CargoTarget {
            manifest: (!is_own).then(|| manifest.to_owned()),
            ..target
        })
    }
}
