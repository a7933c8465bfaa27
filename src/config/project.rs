//! A Cargo project: which packages and targets there are, and which one is meant.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, Target};

use super::cargo::Cargo;
use super::file::{self, Found};
use super::{CargoTarget, ConfigError, TargetKind};

/// A workspace, and what a command in it is about.
#[derive(Debug)]
pub struct Project {
    metadata: Metadata,
    /// Indexes of the packages that the command is about: `-p`, else as cargo chooses.
    chosen: Vec<usize>,
}

impl Project {
    /// Asks cargo. `manifest` is the nearest `Cargo.toml`.
    pub fn load(cargo: &Cargo, manifest: &Path, packages: &[String]) -> Result<Self, ConfigError> {
        let metadata = cargo.metadata()?;
        let chosen = choose(&metadata, manifest, packages)?;
        Ok(Self { metadata, chosen })
    }

    /// What cargo said, for the build.
    pub const fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// What the chosen packages' manifests declare, each with its package's variables; then the workspace's.
    pub(super) fn declared(&self) -> Result<Vec<Found>, ConfigError> {
        let mut all = Vec::new();
        for package in self.chosen.iter().map(|index| &self.metadata.packages[*index]) {
            let path = package.manifest_path.as_std_path();
            all.push(file::cargo_toml(path, Some(package.name.as_str()))?);
        }
        let root = self
            .metadata
            .workspace_root
            .join("Cargo.toml")
            .into_std_path_buf();
        let is_read = self
            .chosen
            .iter()
            .any(|index| self.metadata.packages[*index].manifest_path.as_std_path() == root);
        if !is_read {
            let mut found = file::cargo_toml(&root, None)?;
            // The root package's own table is that package's business, and it was not chosen.
            found.functions.retain(|_| self.metadata.root_package().is_none());
            found.lambda_env = BTreeMap::new();
            all.push(found);
        }
        Ok(all)
    }

    /// The target of this name, with its package: in the chosen packages, else in the one package of the
    /// workspace that has it.
    pub fn target(
        &self,
        kind: TargetKind,
        name: &str,
        package: Option<&str>,
    ) -> Result<CargoTarget, ConfigError> {
        let everywhere: Vec<usize> = (0..self.metadata.packages.len()).collect();
        let named: Vec<usize> = match package {
            Some(package) => vec![self.package(package)?],
            None => self.chosen.clone(),
        };
        let found = self.find(&named, kind, name).or_else(|| {
            let mut having = everywhere
                .iter()
                .filter_map(|index| self.find(&[*index], kind, name));
            having
                .next()
                .filter(|_| package.is_none() && having.next().is_none())
        });
        found.ok_or_else(|| ConfigError::UnknownTarget {
            kind: kind.word(),
            name: name.to_owned(),
            place: match package {
                Some(package) => format!("in package `{package}`"),
                None => "in this workspace".to_owned(),
            },
            known: self.names(if package.is_some() { &named } else { &everywhere }, kind),
        })
    }

    /// A binary or an example of this name, if there is one.
    pub fn lookup(&self, name: &str) -> Option<CargoTarget> {
        [TargetKind::Bin, TargetKind::Example]
            .into_iter()
            .find_map(|kind| self.target(kind, name, None).ok())
    }

    /// Every binary of the chosen packages.
    pub fn binaries(&self) -> Vec<CargoTarget> {
        self.binaries_in(&self.chosen)
    }

    /// Every binary of one package; of the chosen ones, if none is named.
    pub(super) fn binaries_of(&self, package: Option<&str>) -> Vec<CargoTarget> {
        match package.and_then(|name| self.package(name).ok()) {
            Some(index) => self.binaries_in(&[index]),
            None => self.binaries(),
        }
    }

    fn binaries_in(&self, packages: &[usize]) -> Vec<CargoTarget> {
        packages
            .iter()
            .flat_map(|index| {
                let package = &self.metadata.packages[*index];
                package
                    .targets
                    .iter()
                    .filter(|target| target.is_bin())
                    .map(|target| CargoTarget {
                        package: Some(package.name.to_string()),
                        kind: TargetKind::Bin,
                        name: target.name.clone(),
                        manifest: None,
                    })
            })
            .collect()
    }

    /// The package of a manifest, if it is one of this workspace's.
    pub(super) fn package_at(&self, manifest: &Path) -> Option<&str> {
        let manifest = manifest.canonicalize().ok()?;
        let is_it = |package: &&cargo_metadata::Package| {
            let path = package.manifest_path.as_std_path();
            path.canonicalize().is_ok_and(|path| path == manifest)
        };
        let package = self.metadata.packages.iter().find(is_it)?;
        Some(package.name.as_str())
    }

    /// The directory of a package: where its functions run.
    pub fn dir_of(&self, package: &str) -> PathBuf {
        let found = self
            .metadata
            .packages
            .iter()
            .find(|found| found.name.as_str() == package);
        let manifest = found.map_or(&self.metadata.workspace_root, |package| &package.manifest_path);
        manifest
            .as_std_path()
            .parent()
            .map(Path::to_owned)
            .unwrap_or_default()
    }

    fn package(&self, name: &str) -> Result<usize, ConfigError> {
        position(&self.metadata, name)
    }

    fn find(&self, packages: &[usize], kind: TargetKind, name: &str) -> Option<CargoTarget> {
        packages
            .iter()
            .map(|index| &self.metadata.packages[*index])
            .find_map(|package| {
                let has = package
                    .targets
                    .iter()
                    .any(|target| is_kind(target, kind) && target.name == name);
                has.then(|| CargoTarget {
                    package: Some(package.name.to_string()),
                    kind,
                    name: name.to_owned(),
                    manifest: None,
                })
            })
    }

    fn names(&self, packages: &[usize], kind: TargetKind) -> Vec<String> {
        let targets = packages
            .iter()
            .flat_map(|index| &self.metadata.packages[*index].targets);
        targets
            .filter(|target| is_kind(target, kind))
            .map(|target| target.name.clone())
            .collect()
    }
}

fn is_kind(target: &Target, kind: TargetKind) -> bool {
    match kind {
        TargetKind::Bin => target.is_bin(),
        TargetKind::Example => target.is_example(),
    }
}

fn position(metadata: &Metadata, name: &str) -> Result<usize, ConfigError> {
    let named = |package: &cargo_metadata::Package| package.name.as_str() == name;
    metadata
        .packages
        .iter()
        .position(named)
        .ok_or_else(|| ConfigError::UnknownPackage {
            name: name.to_owned(),
            known: metadata
                .packages
                .iter()
                .map(|package| package.name.to_string())
                .collect(),
        })
}

/// As cargo does: the packages that are named, else the one whose manifest is nearest, else the workspace's
/// default members.
fn choose(metadata: &Metadata, manifest: &Path, packages: &[String]) -> Result<Vec<usize>, ConfigError> {
    if !packages.is_empty() {
        return packages.iter().map(|name| position(metadata, name)).collect();
    }
    let is_root = manifest.parent() == Some(metadata.workspace_root.as_std_path());
    let here = |package: &cargo_metadata::Package| package.manifest_path.as_std_path() == manifest;
    if !is_root && let Some(index) = metadata.packages.iter().position(here) {
        return Ok(vec![index]);
    }
    let defaults: Vec<_> = if metadata.workspace_default_members.is_available() {
        metadata.workspace_default_members.to_vec()
    } else {
        metadata.workspace_members.clone()
    };
    let index =
        |id: &cargo_metadata::PackageId| metadata.packages.iter().position(|package| package.id == *id);
    Ok(defaults.iter().filter_map(index).collect())
}
