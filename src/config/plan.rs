//! Finding and merging: which functions there are, which one is meant, and what runs each.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::cargo::Cargo;
use super::error::ConfigError;
use super::isolation::{self, Containers, Isolation, Place, WantedImage};
use super::program::Programs;
use super::project::Project;
use super::projects::Projects;
use super::root::Root;
use super::template::{self, Remark, Stack};
use super::{CargoTarget, Code, Declared, Given, Source, TargetKind, artefact, file, ready};
use crate::execution::FunctionName;
use crate::sandbox::{FunctionKind, FunctionSpec};

mod choose;

/// Where to look.
#[derive(Debug)]
pub struct Search<'a> {
    pub root: &'a Root,
    /// What relative directories on the command line are relative to.
    pub dir: &'a Path,
    pub given: &'a [Given],
    /// Functions of `--function-configs`.
    pub configs: Vec<Declared>,
    pub cargo: Cargo,
    pub packages: &'a [String],
    pub stack: Stack,
    /// The template that is named, if one is; else the root's.
    pub template: Option<PathBuf>,
}

/// Every function that is declared, by name; the first declaration won.
#[derive(Debug)]
pub struct Plan {
    functions: BTreeMap<FunctionName, Declared>,
    projects: Projects,
    /// A template's functions by their logical ids.
    ids: BTreeMap<String, FunctionName>,
    remarks: Vec<Remark>,
    dir: PathBuf,
    root: Option<PathBuf>,
    lambda_env: BTreeMap<String, BTreeMap<String, String>>,
}

/// What a build takes from outside.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// Where programs are looked for.
    pub environment: &'a BTreeMap<OsString, OsString>,
    /// Set for every function, over its own.
    pub variables: &'a BTreeMap<String, String>,
    /// Where functions without code are.
    pub lambda_endpoint: Option<&'a str>,
    pub containers: Containers<'a>,
    /// Where archives are unpacked; `None` for who only looks.
    pub scratch: Option<&'a Path>,
}

/// How a function would run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outlook {
    /// Cargo builds this first.
    Build(CargoTarget),
    Run(FunctionKind),
}

/// Which function is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// The only one there is.
    Only,
    Named(String),
    Target(TargetKind, String),
}

impl Plan {
    /// Reads every place that declares functions.
    pub fn find(search: Search<'_>) -> Result<Self, ConfigError> {
        let mut plan = Self {
            functions: BTreeMap::new(),
            projects: Projects::new(None, search.cargo.clone(), search.dir.to_owned()),
            ids: BTreeMap::new(),
            remarks: Vec::new(),
            dir: search.dir.to_owned(),
            root: search.root.dir.clone(),
            lambda_env: BTreeMap::new(),
        };
        for given in search.given {
            if plan.functions.contains_key(given.name()) {
                return Err(ConfigError::Option {
                    option: "--function",
                    message: format!("`{}` is given twice", given.name()),
                    hint: None,
                });
            }
            plan.add(given.declare(search.dir));
        }
        if let Some(path) = &search.root.durable_toml {
            file::durable_toml(path)?
                .functions
                .into_iter()
                .for_each(|found| plan.add(found));
        }
        if let Some(manifest) = &search.root.manifest {
            let project = Project::load(&search.cargo, manifest, search.packages)?;
            for found in project.declared()? {
                found.functions.into_iter().for_each(|found| plan.add(found));
            }
            plan.projects.own = Some(project);
        } else if let Some(package) = search.packages.first() {
            return Err(ConfigError::UnknownPackage {
                name: package.clone(),
                known: Vec::new(),
            });
        }
        plan.read_template(&search)?;
        search.configs.into_iter().for_each(|found| plan.add(found));
        plan.lambda_env = plan.projects.lambda_env()?;
        Ok(plan)
    }

    /// The first declaration of a name wins; `--function-configs` still settles how it runs (contract 1.13).
    fn add(&mut self, declared: Declared) {
        match self.functions.get_mut(&declared.name) {
            None => {
                self.functions.insert(declared.name.clone(), declared);
            }
            Some(known) if declared.source == Source::FunctionConfigs => {
                known.durable = declared.durable;
                known.aliases = declared.aliases;
            }
            Some(_) => {}
        }
    }

    /// A template's functions; those that are declared already stay as they are.
    fn read_template(&mut self, search: &Search<'_>) -> Result<(), ConfigError> {
        let path = match (&search.template, &search.root.template) {
            (Some(named), _) => search.dir.join(named),
            (None, Some(found)) => {
                let (path, remark) = template::built_or_source(found);
                self.remarks.extend(remark);
                path
            }
            (None, None) if search.stack.overrides.is_empty() => return Ok(()),
            (None, None) => {
                return Err(ConfigError::Option {
                    option: "--parameter-overrides",
                    message: "there is no template here".to_owned(),
                    hint: Some("name it by `--template PATH`".to_owned()),
                });
            }
        };
        let found = template::read(&path, &search.stack)?;
        self.remarks.extend(found.remarks);
        self.ids = found.ids;
        for mut declared in found.functions {
            if !self.functions.contains_key(&declared.name) {
                self.projects.settle(&mut declared);
                self.add(declared);
            }
        }
        Ok(())
    }

    /// What a template says and is left out.
    pub fn remarks(&self) -> &[Remark] {
        &self.remarks
    }

    fn own(&self) -> Option<&Project> {
        self.projects.own.as_ref()
    }

    /// Every function, by name.
    pub fn functions(&self) -> impl Iterator<Item = &Declared> {
        self.functions.values()
    }

    /// Every binary of the chosen packages, declared or not.
    pub fn binaries(&self) -> Vec<CargoTarget> {
        self.own().map(Project::binaries).unwrap_or_default()
    }

    /// How each function would run, by name. Nothing is built and nothing is started.
    pub fn outlook(&self, surroundings: Surroundings<'_>) -> Vec<(&Declared, Result<Outlook, ConfigError>)> {
        let programs = self.programs(surroundings);
        let outlook = |declared: &Declared| match &declared.code {
            Code::Cargo(code) => self.projects.target(code).map(Outlook::Build),
            _ => ready::kind(declared, programs, surroundings, None).map(Outlook::Run),
        };
        self.functions
            .values()
            .map(|declared| (declared, outlook(declared)))
            .collect()
    }

    fn programs<'a>(&'a self, surroundings: Surroundings<'a>) -> Programs<'a> {
        Programs {
            environment: surroundings.environment,
            root: self.root.as_deref(),
        }
    }

    /// Declares every binary of the chosen packages: `start -p PACKAGE`.
    pub fn adopt_binaries(&mut self) -> Result<(), ConfigError> {
        for binary in self.binaries() {
            self.adopt(binary)?;
        }
        Ok(())
    }

    /// What can be run of each function; what cargo builds, it builds in one call (decisions 25).
    /// What cannot run is told apart by function; what cargo cannot build fails as a whole.
    pub async fn build(
        &self,
        surroundings: Surroundings<'_>,
    ) -> Result<Vec<(FunctionName, Result<FunctionSpec, ConfigError>)>, ConfigError> {
        let targets = self.cargo_targets()?;
        let found = self.artefacts(&targets, surroundings.containers);
        let wanted = targets
            .iter()
            .filter(|(name, _)| !found.contains_key(name))
            .map(|(_, target)| target);
        let built = self.projects.build(wanted).await?;
        let programs = self.programs(surroundings);
        let mut specs = Vec::new();
        for declared in self.functions.values() {
            let target = targets.get(&declared.name);
            let found = found.get(&declared.name);
            let binary = found.or_else(|| built.get(target?));
            let dir = target
                .map(|target| self.projects.dir_of(target))
                .unwrap_or_default();
            let built = binary.map(|binary| ready::Built { binary, dir: &dir });
            let package_env = target
                .and_then(|target| self.lambda_env.get(target.package.as_ref()?))
                .cloned()
                .unwrap_or_default();
            let spec = ready::kind(declared, programs, surroundings, built)
                .and_then(|kind| ready::spec(declared, kind, package_env, surroundings));
            specs.push((declared.name.clone(), spec));
        }
        Ok(specs)
    }

    /// What `cargo lambda build` has left of functions that run in containers.
    fn artefacts(
        &self,
        targets: &BTreeMap<FunctionName, CargoTarget>,
        containers: Containers<'_>,
    ) -> BTreeMap<FunctionName, PathBuf> {
        let found = targets.iter().filter_map(|(name, target)| {
            let declared = self.functions.get(name)?;
            let in_container = matches!(isolation::place(declared, containers), Ok(Place::Container(_)));
            let metadata = self.projects.of(target).ok().filter(|_| in_container)?.metadata();
            let path = artefact::fresh(metadata, target, declared.architecture)?;
            Some((name.clone(), path))
        });
        found.collect()
    }

    /// The images that functions would like.
    pub fn images(&self, isolation: Isolation) -> BTreeSet<WantedImage> {
        self.functions
            .values()
            .filter_map(|declared| isolation::wanted_image(declared, isolation))
            .collect()
    }

    /// The target of each function that cargo builds, with its package.
    fn cargo_targets(&self) -> Result<BTreeMap<FunctionName, CargoTarget>, ConfigError> {
        let mut targets = BTreeMap::new();
        for declared in self.functions.values() {
            if let Code::Cargo(code) = &declared.code {
                targets.insert(declared.name.clone(), self.projects.target(code)?);
            }
        }
        Ok(targets)
    }
}
