//! The image: a program by the official emulator's name, with what it needs to run where nothing else is.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tar::{Builder, EntryType, Header};
use thiserror::Error;

use super::elf::{self, Elf, ElfError};
use super::libraries::{self, Libraries, LibraryError, Search};

/// The official emulator's image.
pub const OFFICIAL: &str = "public.ecr.aws/durable-functions/aws-durable-execution-emulator";
/// What SAM calls in it.
const PROGRAM: &str = "usr/local/bin/dex-local-runner";
/// The same under its own name.
const OWN_NAME: &str = "usr/local/bin/cargo-durable";
/// Where its libraries are; the loader is told so.
const LIBRARIES: &str = "usr/local/lib";
/// Certificates of this machine, for functions behind `https` endpoints.
const CERTIFICATES: &str = "/etc/ssl/certs/ca-certificates.crt";
/// Where SAM mounts a project's folder, and starts us in.
const WORKING_DIR: &str = "/tmp/.durable-executions-local";
/// In the context of the build, what the image's root is made of.
const ROOT: &str = "root";

/// What an image is made of.
#[derive(Debug, Clone)]
pub struct Recipe {
    program: PathBuf,
    base: Option<String>,
    /// `linux/arm64`: what the program is compiled for.
    pub platform: &'static str,
    pub libraries: Libraries,
    certificates: Option<PathBuf>,
}

/// Why there is no recipe.
#[derive(Debug, Error)]
pub enum RecipeError {
    #[error(transparent)]
    Elf(#[from] ElfError),
    #[error(transparent)]
    Library(#[from] LibraryError),
    #[error("`{}` is for a machine that no engine has a name for", .0.display())]
    UnknownMachine(PathBuf),
    #[error("`{}` is a program for `{found}`, not for `{wanted}`", program.display())]
    Platform {
        program: PathBuf,
        found: &'static str,
        wanted: String,
    },
}

/// What an image is to be made of.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    pub program: &'a Path,
    /// An image that has the program's libraries; `None` takes them from this machine.
    pub base: Option<&'a str>,
    pub platform: Option<&'a str>,
    /// `LD_LIBRARY_PATH`.
    pub library_path: Option<&'a str>,
}

impl Recipe {
    /// Looks at the program, and finds what it needs. Blocks.
    pub fn find(wanted: Wanted<'_>) -> Result<Self, RecipeError> {
        let path = wanted.program;
        let program: Elf = elf::read(path)?;
        let platform = program
            .machine
            .platform()
            .ok_or_else(|| RecipeError::UnknownMachine(path.to_owned()))?;
        if let Some(wanted) = wanted.platform
            && !same_platform(platform, wanted)
        {
            return Err(RecipeError::Platform {
                program: path.to_owned(),
                found: platform,
                wanted: wanted.to_owned(),
            });
        }
        let libraries = if wanted.base.is_some() {
            Libraries::default()
        } else {
            let search = Search::of_this_machine(wanted.library_path, program.machine);
            libraries::find(path, &program, &search)?
        };
        let certificates = Path::new(CERTIFICATES);
        let has_certificates = wanted.base.is_none() && certificates.is_file();
        Ok(Self {
            program: path.to_owned(),
            base: wanted.base.map(str::to_owned),
            platform,
            libraries,
            certificates: has_certificates.then(|| certificates.to_owned()),
        })
    }

    /// What an engine does with the rest.
    fn dockerfile(&self) -> String {
        let base = self.base.as_deref().unwrap_or("scratch");
        let mut text = format!("FROM {base}\nCOPY {ROOT} /\n");
        if self.base.is_none() {
            text.push_str("ENV PATH=/usr/local/bin\n");
        }
        if !self.libraries.found.is_empty() {
            let _ = writeln!(text, "ENV LD_LIBRARY_PATH=/{LIBRARIES}");
        }
        // SAM's folder belongs to whoever made it, and a base may have a user of its own.
        text.push_str("USER 0\nENTRYPOINT []\nCMD [\"dex-local-runner\", \"start-server\"]\n");
        for (name, value) in [
            ("title", "cargo-durable"),
            ("description", env!("CARGO_PKG_DESCRIPTION")),
            ("version", env!("CARGO_PKG_VERSION")),
            ("licenses", env!("CARGO_PKG_LICENSE")),
        ] {
            let _ = writeln!(text, "LABEL org.opencontainers.image.{name}=\"{value}\"");
        }
        let _ = writeln!(text, "WORKDIR {WORKING_DIR}");
        text
    }

    /// Writes what the engine builds the image from: an archive, the same for the same files. Blocks.
    pub fn write(&self, out: impl Write) -> io::Result<()> {
        let mut archive = Archive(Builder::new(out));
        archive.text("Dockerfile", &self.dockerfile())?;
        archive.root(PROGRAM, &self.program, 0o755)?;
        archive.link(OWN_NAME, "dex-local-runner")?;
        archive.directory("tmp", 0o1777)?;
        if self.base.is_none() {
            // glibc asks files first only if it is told to, and SAM names this machine in one.
            archive.text(&format!("{ROOT}/etc/nsswitch.conf"), "hosts: files dns\n")?;
        }
        if let Some(loader) = &self.libraries.loader {
            archive.root(&loader.to_string_lossy(), loader, 0o755)?;
        }
        for (name, path) in &self.libraries.found {
            let name = name.rsplit('/').next().unwrap_or(name);
            archive.root(&format!("{LIBRARIES}/{name}"), path, 0o755)?;
        }
        if let Some(certificates) = &self.certificates {
            archive.root(CERTIFICATES, certificates, 0o644)?;
        }
        archive.0.into_inner()?.flush()
    }
}

/// A variant such as `linux/arm/v7` is told by no file.
fn same_platform(found: &str, wanted: &str) -> bool {
    wanted == found
        || wanted
            .strip_prefix(found)
            .is_some_and(|rest| rest.starts_with('/'))
}

/// An archive of files that belong to nobody and are of no time.
struct Archive<W: Write>(Builder<W>);

impl<W: Write> Archive<W> {
    fn header(kind: EntryType, mode: u32, size: u64) -> Header {
        let mut header = Header::new_gnu();
        header.set_entry_type(kind);
        header.set_mode(mode);
        header.set_size(size);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        header
    }

    fn text(&mut self, path: &str, text: &str) -> io::Result<()> {
        let mut header = Self::header(EntryType::Regular, 0o644, text.len() as u64);
        self.0.append_data(&mut header, path, text.as_bytes())
    }

    /// A file of the image's root; the last links are followed.
    fn root(&mut self, path: &str, from: &Path, mode: u32) -> io::Result<()> {
        let file = File::open(from)?;
        let mut header = Self::header(EntryType::Regular, mode, file.metadata()?.len());
        let path = format!("{ROOT}/{}", path.trim_start_matches('/'));
        self.0.append_data(&mut header, path, file)
    }

    fn link(&mut self, path: &str, target: &str) -> io::Result<()> {
        let mut header = Self::header(EntryType::Symlink, 0o777, 0);
        self.0.append_link(&mut header, format!("{ROOT}/{path}"), target)
    }

    fn directory(&mut self, path: &str, mode: u32) -> io::Result<()> {
        let mut header = Self::header(EntryType::Directory, mode, 0);
        self.0
            .append_data(&mut header, format!("{ROOT}/{path}/"), io::empty())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use expect_test::expect;

    use super::*;

    fn recipe(base: Option<&str>) -> (tempfile::TempDir, Recipe) {
        let dir = tempfile::tempdir().unwrap();
        for name in ["program", "ld.so", "libx.so.1"] {
            std::fs::write(dir.path().join(name), name).unwrap();
        }
        let recipe = Recipe {
            program: dir.path().join("program"),
            base: base.map(str::to_owned),
            platform: "linux/amd64",
            libraries: Libraries::default(),
            certificates: None,
        };
        (dir, recipe)
    }

    fn listed(recipe: &Recipe) -> String {
        let mut bytes = Vec::new();
        recipe.write(&mut bytes).unwrap();
        let mut list = String::new();
        for entry in tar::Archive::new(&bytes[..]).entries().unwrap() {
            let mut entry = entry.unwrap();
            let path = entry.path().unwrap().display().to_string();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            if let Some(target) = entry.link_name().unwrap() {
                text = format!("-> {}", target.display());
            }
            let mode = entry.header().mode().unwrap();
            let _ = writeln!(list, "{mode:o} {path}: {}", text.trim_end());
        }
        list
    }

    #[test]
    fn from_scratch() {
        let (dir, mut recipe) = recipe(None);
        // A loader is where its program says; its directory here is the test's.
        recipe.libraries.loader = Some(dir.path().join("ld.so"));
        recipe
            .libraries
            .found
            .insert("libx.so.1".to_owned(), dir.path().join("libx.so.1"));
        let list = listed(&recipe).replace(&*dir.path().to_string_lossy(), "/[DIR]");
        expect![[r#"
            644 Dockerfile: FROM scratch
            COPY root /
            ENV PATH=/usr/local/bin
            ENV LD_LIBRARY_PATH=/usr/local/lib
            USER 0
            ENTRYPOINT []
            CMD ["dex-local-runner", "start-server"]
            LABEL org.opencontainers.image.title="cargo-durable"
            LABEL org.opencontainers.image.description="Run, inspect and check AWS Lambda durable functions on your own machine"
            LABEL org.opencontainers.image.version="0.1.0"
            LABEL org.opencontainers.image.licenses="Apache-2.0"
            WORKDIR /tmp/.durable-executions-local
            755 root/usr/local/bin/dex-local-runner: program
            777 root/usr/local/bin/cargo-durable: -> dex-local-runner
            1777 root/tmp/: 
            644 root/etc/nsswitch.conf: hosts: files dns
            755 root/[DIR]/ld.so: ld.so
            755 root/usr/local/lib/libx.so.1: libx.so.1
        "#]]
        .assert_eq(&list);
    }

    #[test]
    fn on_a_base() {
        let (_dir, recipe) = recipe(Some("debian:stable-slim"));
        let list = listed(&recipe);
        assert!(
            list.starts_with("644 Dockerfile: FROM debian:stable-slim\nCOPY root /\nUSER 0\n"),
            "{list}"
        );
        assert!(!list.contains("nsswitch"), "{list}");
    }

    #[test]
    fn platforms() {
        assert!(same_platform("linux/amd64", "linux/amd64"));
        assert!(same_platform("linux/arm64", "linux/arm64/v8"));
        assert!(!same_platform("linux/arm", "linux/arm64"));
    }
}
