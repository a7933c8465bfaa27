//! The libraries of a program, found where the system's loader finds them: where the file itself says, then where the
//! environment does, then where the system keeps them.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::elf::{self, Elf, ElfError, Machine};

/// Where libraries are if nobody says, in glibc's and in musl's order.
const DEFAULTS: [&str; 5] = ["/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib"];
/// Libraries that glibc opens by itself, to find hosts by their names; what it has not, it does not need.
const NAME_SERVICE: [&str; 3] = ["libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2"];
/// Files that may include each other in the system's configuration.
const MAX_DEPTH: usize = 8;

/// What loads a program and what it loads, by the names that they go by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Libraries {
    /// Its path, which the program names, and where it is now: the same, but for links.
    pub loader: Option<PathBuf>,
    pub found: BTreeMap<String, PathBuf>,
}

/// Why a program's libraries are not known.
#[derive(Debug, Error)]
pub enum LibraryError {
    #[error(transparent)]
    Elf(#[from] ElfError),
    #[error("`{library}`, which `{}` needs, is not on this machine", of.display())]
    Missing { library: String, of: PathBuf },
}

/// Where to look.
#[derive(Debug, Clone)]
pub struct Search {
    /// Before the system's: `LD_LIBRARY_PATH`.
    pub first: Vec<PathBuf>,
    /// The system's own.
    pub system: Vec<PathBuf>,
}

impl Search {
    /// As this machine is set up; `path` is `LD_LIBRARY_PATH`.
    pub fn of_this_machine(path: Option<&str>, machine: Machine) -> Self {
        let split = path.unwrap_or_default().split([':', ';']);
        let first = split.filter(|dir| !dir.is_empty()).map(PathBuf::from).collect();
        let mut system = Vec::new();
        configured(Path::new("/etc/ld.so.conf"), MAX_DEPTH, &mut system);
        if let Some(name) = machine.multiarch() {
            system.extend(["/lib", "/usr/lib"].map(|dir| Path::new(dir).join(name)));
        }
        system.extend(DEFAULTS.map(PathBuf::from));
        Self { first, system }
    }
}

/// The directories of a configuration of the loader's, and of those that it includes: what its cache is made of.
fn configured(file: &Path, depth: usize, dirs: &mut Vec<PathBuf>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let Ok(text) = std::fs::read_to_string(file) else {
        return;
    };
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        match line.split_once(char::is_whitespace) {
            Some(("include", pattern)) => {
                let pattern = file.parent().unwrap_or(file).join(pattern.trim());
                for file in matching(&pattern) {
                    configured(&file, depth, dirs);
                }
            }
            None if line.starts_with('/') => dirs.push(PathBuf::from(line)),
            // `hwcap` and its like name no directories.
            Some(_) | None => {}
        }
    }
}

/// The files of `directory/*.conf`, in order; the only pattern that systems use has one star, in the file's name.
fn matching(pattern: &Path) -> Vec<PathBuf> {
    let name = pattern.file_name().unwrap_or_default().to_string_lossy();
    let Some((before, after)) = name.split_once('*') else {
        return vec![pattern.to_owned()];
    };
    let entries = pattern.parent().map(std::fs::read_dir);
    let mut files: Vec<PathBuf> = entries
        .into_iter()
        .flatten()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.len() >= before.len() + after.len() && name.starts_with(before) && name.ends_with(after)
        })
        .collect();
    files.sort();
    files
}

/// Finds what a program needs, and what that needs. Blocks.
pub fn find(path: &Path, program: &Elf, search: &Search) -> Result<Libraries, LibraryError> {
    let mut libraries = Libraries {
        loader: program.loader.clone(),
        found: BTreeMap::new(),
    };
    let Some(loader) = &program.loader else {
        return Ok(libraries);
    };
    if !loader.exists() {
        return Err(LibraryError::Missing {
            library: loader.display().to_string(),
            of: path.to_owned(),
        });
    }
    let loader_name = loader.file_name().map(|name| name.to_string_lossy().into_owned());
    let mut waiting = VecDeque::from([(path.to_owned(), program.clone())]);
    let mut asked_itself = false;
    while let Some((of, elf)) = waiting.pop_front() {
        let mut needed: Vec<(&str, bool)> = elf.needed.iter().map(|name| (name.as_str(), true)).collect();
        if !asked_itself && elf.needed.iter().any(|name| name == "libc.so.6") {
            asked_itself = true;
            needed.extend(NAME_SERVICE.map(|name| (name, false)));
        }
        for (name, must_be) in needed {
            // The loader loads itself.
            if libraries.found.contains_key(name) || loader_name.as_deref() == Some(name) {
                continue;
            }
            match look(name, &of, &elf, program.machine, search) {
                Some((found, library)) => {
                    libraries.found.insert(name.to_owned(), found.clone());
                    waiting.push_back((found, library));
                }
                None if must_be => {
                    return Err(LibraryError::Missing {
                        library: name.to_owned(),
                        of,
                    });
                }
                None => {}
            }
        }
    }
    Ok(libraries)
}

/// The first file of this name that is for the same machine.
fn look(name: &str, of: &Path, elf: &Elf, machine: Machine, search: &Search) -> Option<(PathBuf, Elf)> {
    let fits = |path: PathBuf| {
        let found = elf::read(&path).ok()?;
        (found.machine == machine).then_some((path, found))
    };
    if name.contains('/') {
        return fits(PathBuf::from(name));
    }
    let origin = of.canonicalize().ok();
    let origin = origin.as_deref().and_then(Path::parent).unwrap_or(Path::new("/"));
    let own = elf.run_paths.iter().map(|path| {
        let origin = origin.to_string_lossy();
        PathBuf::from(path.replace("${ORIGIN}", &origin).replace("$ORIGIN", &origin))
    });
    own.chain(search.first.iter().chain(&search.system).cloned())
        .find_map(|dir| fits(dir.join(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loaders_configuration() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
        write(
            "ld.so.conf",
            "# ours\ninclude d/*.conf\n/opt/lib # theirs\nhwcap 1 avx\ninclude ld.so.conf\nrelative\n",
        );
        std::fs::create_dir(dir.path().join("d")).unwrap();
        write("d/b.conf", "/b\n");
        write("d/a.conf", "  /a/lib  \n");
        write("d/c.txt", "/c\n");
        let mut dirs = Vec::new();
        configured(&dir.path().join("ld.so.conf"), 1, &mut dirs);
        assert_eq!(dirs, [Path::new("/opt/lib")]);
        dirs.clear();
        configured(&dir.path().join("ld.so.conf"), 2, &mut dirs);
        let expected = ["/a/lib", "/b", "/opt/lib", "/opt/lib"].map(PathBuf::from);
        assert_eq!(dirs, expected);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_very_tests_libraries_are_found() {
        let path = std::env::current_exe().unwrap();
        let program = elf::read(&path).unwrap();
        let search = Search::of_this_machine(None, program.machine);
        let found = find(&path, &program, &search).unwrap();
        for name in &program.needed {
            let is_loader = program
                .loader
                .as_ref()
                .is_some_and(|loader| loader.ends_with(name));
            assert!(is_loader || found.found.contains_key(name), "{name}: {found:?}");
        }
        if program.needed.is_empty() {
            return;
        }
        let nowhere = Search {
            first: Vec::new(),
            system: vec![PathBuf::from("/nowhere")],
        };
        let error = find(&path, &program, &nowhere).unwrap_err().to_string();
        assert!(error.ends_with("is not on this machine"), "{error}");
    }
}
