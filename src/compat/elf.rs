//! What a program for Linux says of itself: what it is compiled for, who loads it, which libraries it needs.

use std::fs::File;
use std::path::{Path, PathBuf};

use object::elf::{self as abi, FileHeader32, FileHeader64};
use object::read::elf::{Dyn as _, FileHeader, ProgramHeader as _};
use object::read::{FileKind, ReadCache, ReadRef, StringTable};
use object::{Endianness, elf::FileClass};
use thiserror::Error;

/// A program or a library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elf {
    pub machine: Machine,
    /// Who loads it; `None` of a static program, and of a library.
    pub loader: Option<PathBuf>,
    /// The libraries that it names.
    pub needed: Vec<String>,
    /// Where it wants them looked for first: `DT_RUNPATH`, else `DT_RPATH`; `$ORIGIN` is still in it.
    pub run_paths: Vec<String>,
}

/// What it is compiled for; only the same goes together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Machine {
    /// The ABI's number: `EM_X86_64`, …
    number: u16,
    is_64: bool,
    is_little: bool,
}

impl Machine {
    /// As engines for containers call it; `None` for what they have no name for.
    pub const fn platform(self) -> Option<&'static str> {
        match (abi::Machine(self.number), self.is_64, self.is_little) {
            (abi::EM_X86_64, true, _) => Some("linux/amd64"),
            (abi::EM_AARCH64, true, true) => Some("linux/arm64"),
            (abi::EM_386, false, _) => Some("linux/386"),
            (abi::EM_ARM, false, true) => Some("linux/arm"),
            (abi::EM_RISCV, true, _) => Some("linux/riscv64"),
            (abi::EM_PPC64, true, true) => Some("linux/ppc64le"),
            (abi::EM_S390, true, false) => Some("linux/s390x"),
            _ => None,
        }
    }

    /// Its directory for libraries where several machines share a system, as Debian has it.
    pub(super) const fn multiarch(self) -> Option<&'static str> {
        match (abi::Machine(self.number), self.is_64) {
            (abi::EM_X86_64, true) => Some("x86_64-linux-gnu"),
            (abi::EM_AARCH64, true) => Some("aarch64-linux-gnu"),
            (abi::EM_386, false) => Some("i386-linux-gnu"),
            (abi::EM_ARM, false) => Some("arm-linux-gnueabihf"),
            (abi::EM_RISCV, true) => Some("riscv64-linux-gnu"),
            (abi::EM_PPC64, true) => Some("powerpc64le-linux-gnu"),
            (abi::EM_S390, true) => Some("s390x-linux-gnu"),
            _ => None,
        }
    }
}

/// Why a file says nothing of itself.
#[derive(Debug, Error)]
pub enum ElfError {
    #[error("`{}` cannot be read", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("`{}` is no program for Linux", path.display())]
    NotElf { path: PathBuf },
    #[error("`{}` is a damaged program", path.display())]
    Damaged { path: PathBuf, source: object::Error },
}

/// Reads the few parts of a file that say it.
pub fn read(path: &Path) -> Result<Elf, ElfError> {
    let unreadable = |source| ElfError::Read {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(unreadable)?;
    if !file.metadata().map_err(unreadable)?.is_file() {
        return Err(unreadable(std::io::ErrorKind::IsADirectory.into()));
    }
    let data = ReadCache::new(file);
    let read = match FileKind::parse(&data) {
        Ok(FileKind::Elf32) => parse::<FileHeader32<Endianness>, _>(&data),
        Ok(FileKind::Elf64) => parse::<FileHeader64<Endianness>, _>(&data),
        Ok(_) | Err(_) => {
            return Err(ElfError::NotElf {
                path: path.to_owned(),
            });
        }
    };
    read.map_err(|source| ElfError::Damaged {
        path: path.to_owned(),
        source,
    })
}

fn parse<'data, Header, Data>(data: Data) -> Result<Elf, object::Error>
where
    Header: FileHeader<Endian = Endianness>,
    Data: ReadRef<'data>,
{
    let header = Header::parse(data)?;
    let endian = header.endian()?;
    let mut elf = Elf {
        machine: Machine {
            number: header.e_machine(endian).0,
            is_64: header.e_ident().class == FileClass(abi::ELFCLASS64.0),
            is_little: endian == Endianness::Little,
        },
        loader: None,
        needed: Vec::new(),
        run_paths: Vec::new(),
    };
    let segments = header.program_headers(endian, data)?;
    let (mut run_path, mut old_run_path) = (None, None);
    for segment in segments {
        if let Some(loader) = segment.interpreter(endian, data)? {
            elf.loader = Some(text(loader).into());
        }
        let Some(entries) = segment.dynamic(endian, data)? else {
            continue;
        };
        let entries = || {
            entries
                .iter()
                .take_while(|entry| entry.d_tag(endian) != abi::DT_NULL)
        };
        let address = entries().find(|entry| entry.d_tag(endian) == abi::DT_STRTAB);
        let strings = address
            .and_then(|entry| offset::<Header>(segments, endian, entry.val(endian)))
            .map(|(start, end)| StringTable::new(data, start, end))
            .unwrap_or_default();
        for entry in entries() {
            match entry.d_tag(endian) {
                abi::DT_NEEDED => elf.needed.push(text(entry.string(endian, strings)?)),
                abi::DT_RUNPATH => run_path = Some(text(entry.string(endian, strings)?)),
                abi::DT_RPATH => old_run_path = Some(text(entry.string(endian, strings)?)),
                _ => {}
            }
        }
    }
    if let Some(paths) = run_path.or(old_run_path) {
        elf.run_paths = paths
            .split(':')
            .filter(|path| !path.is_empty())
            .map(str::to_owned)
            .collect();
    }
    Ok(elf)
}

/// Where in the file an address of memory comes from, and where its segment ends there.
fn offset<Header: FileHeader<Endian = Endianness>>(
    segments: &[Header::ProgramHeader],
    endian: Endianness,
    address: u64,
) -> Option<(u64, u64)> {
    segments
        .iter()
        .filter(|segment| segment.p_type(endian) == abi::PT_LOAD)
        .find_map(|segment| {
            let (start, size) = segment.file_range(endian);
            let into = address.checked_sub(segment.p_vaddr(endian).into())?;
            (into < size).then_some((start.checked_add(into)?, start.checked_add(size)?))
        })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_program_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x");
        let said = || {
            let said = read(&path).unwrap_err().to_string();
            said.replace(&*dir.path().to_string_lossy(), "")
        };
        assert_eq!(said(), "`/x` cannot be read");
        std::fs::write(&path, "#!/bin/sh\n").unwrap();
        assert_eq!(said(), "`/x` is no program for Linux");
        let mut head = b"\x7fELF\x02\x01\x01".to_vec();
        std::fs::write(&path, &head).unwrap();
        assert_eq!(said(), "`/x` is no program for Linux");
        head.resize(64, 0);
        // Its program headers lie beyond its end.
        head[33] = 1;
        head[54] = 56;
        head[56] = 1;
        std::fs::write(&path, &head).unwrap();
        assert_eq!(said(), "`/x` is a damaged program");
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(&path).unwrap();
        assert_eq!(said(), "`/x` cannot be read");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_very_test_is_read() {
        let elf = read(&std::env::current_exe().unwrap()).unwrap();
        assert!(elf.machine.platform().is_some());
        if elf.loader.is_some() {
            assert!(elf.needed.iter().any(|name| name.starts_with("libc.")), "{elf:?}");
        } else {
            assert!(elf.needed.is_empty(), "{elf:?}");
        }
    }
}
