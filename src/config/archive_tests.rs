//! Archives and layers as directories, and what becomes of them.

use std::io::Write as _;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

/// A directory of a test's own, with what it makes of archives in it.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A file, with the directories that it takes.
    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn zip(&self, name: &str, files: &[(&str, &str)]) -> PathBuf {
        self.zip_with(name, |zip| {
            for (file, text) in files {
                zip.start_file(*file, SimpleFileOptions::default()).unwrap();
                zip.write_all(text.as_bytes()).unwrap();
            }
        })
    }

    fn zip_with(&self, name: &str, fill: impl FnOnce(&mut ZipWriter<fs::File>)) -> PathBuf {
        let path = self.path(name);
        let mut zip = ZipWriter::new(fs::File::create(&path).unwrap());
        fill(&mut zip);
        zip.finish().unwrap();
        path
    }

    /// The directory that some code is.
    fn code(&self, path: &Path) -> Result<PathBuf, String> {
        directory("fn", path, Some(&self.path("run"))).map_err(|error| error.to_string())
    }

    fn opt(&self, parts: &[PathBuf]) -> PathBuf {
        layers("fn", parts, Some(&self.path("run"))).unwrap().unwrap()
    }

    fn unpacked(&self) -> Vec<String> {
        let names = fs::read_dir(self.path("run/unpacked")).unwrap();
        let mut names: Vec<String> = names
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn code_is_unpacked_once_and_again_if_it_has_changed() {
    let place = Place::new();
    let zip = place.zip("code.zip", &[("app.py", "one"), ("lib/more.py", "more")]);
    let first = place.code(&zip).unwrap();
    assert_eq!(
        (read(&first.join("app.py")), read(&first.join("lib/more.py"))),
        ("one".into(), "more".into())
    );
    assert_eq!(place.code(&zip).unwrap(), first);
    place.zip("code.zip", &[("app.py", "another")]);
    let second = place.code(&zip).unwrap();
    assert_ne!(second, first);
    assert_eq!(read(&second.join("app.py")), "another");
    assert_eq!(read(&first.join("app.py")), "one", "somebody may run it");
    // What is no archive is what it is, and who only looks makes nothing.
    assert_eq!(place.code(&first).unwrap(), first);
    assert_eq!(directory("fn", &zip, None).unwrap(), zip);
}

#[test]
fn layers_lie_over_each_other_in_their_order() {
    let place = Place::new();
    place.file("below/bin/tool", "below");
    place.file("below/bin/kept", "kept");
    let below = place.path("below");
    let above = place.zip("above.zip", &[("bin/tool", "above")]);
    let opt = place.opt(&[below.clone(), above.clone()]);
    assert_eq!(
        (read(&opt.join("bin/tool")), read(&opt.join("bin/kept"))),
        ("above".into(), "kept".into())
    );
    let other = place.opt(&[above, below.clone()]);
    assert_ne!(other, opt);
    assert_eq!(read(&other.join("bin/tool")), "below");
    assert_eq!(
        place.opt(std::slice::from_ref(&below)),
        below,
        "one alone is used where it is"
    );
    // A file inside has changed.
    place.file("below/bin/kept", "changed");
    let third = place.opt(&[below, place.path("above.zip")]);
    assert_eq!(read(&third.join("bin/kept")), "changed");
    assert_eq!(layers("fn", &[], Some(&place.path("run"))).unwrap(), None);
}

#[test]
fn what_no_function_has_is_refused() {
    let place = Place::new();
    let large = place.zip("large.zip", &[("zeros", "0")]);
    // What it says of itself is enough: nobody should have to write it first.
    let mut bytes = fs::read(&large).unwrap();
    let entry = bytes.windows(4).position(|word| word == b"PK\x01\x02").unwrap();
    let size = u32::try_from(MAX_UNPACKED_BYTES + (1 << 20)).unwrap();
    bytes[entry + 24..entry + 28].copy_from_slice(&size.to_le_bytes());
    fs::write(&large, bytes).unwrap();
    let said = place.code(&large).unwrap_err();
    assert!(said.contains("501 MB unpacked, more than Lambda takes"), "{said}");
    let broken = place.file("broken.zip", "no archive");
    assert!(place.code(&broken).unwrap_err().contains("cannot unpack"));
    assert!(
        place
            .code(&place.path("absent.zip"))
            .unwrap_err()
            .contains("cannot unpack")
    );
}

#[test]
fn nothing_is_written_outside() {
    let place = Place::new();
    for name in ["../../../escaped", "/escaped"] {
        let zip = place.zip("evil.zip", &[(name, "evil")]);
        let _ = place.code(&zip);
        assert!(
            !place.path("escaped").exists() && !Path::new("/escaped").exists(),
            "{name}"
        );
    }
}

#[cfg(unix)]
#[test]
fn links_stay_links_and_lead_nowhere_else() {
    let place = Place::new();
    let zip = place.zip_with("links.zip", |zip| {
        let options = SimpleFileOptions::default();
        zip.start_file("lib/tool.so.1", options).unwrap();
        zip.write_all(b"tool").unwrap();
        zip.add_symlink("lib/tool.so", "tool.so.1", options).unwrap();
    });
    let code = place.code(&zip).unwrap();
    assert_eq!(
        fs::read_link(code.join("lib/tool.so")).unwrap(),
        Path::new("tool.so.1")
    );
    assert_eq!(read(&code.join("lib/tool.so")), "tool");
    // Laid over another layer, it is a link still.
    let opt = place.opt(&[code, place.zip("more.zip", &[("more", "more")])]);
    assert_eq!(
        fs::read_link(opt.join("lib/tool.so")).unwrap(),
        Path::new("tool.so.1")
    );
    // Through a link that leads away, nothing is written.
    let outside = place.path("outside");
    fs::create_dir(&outside).unwrap();
    let evil = place.zip_with("evil.zip", |zip| {
        let options = SimpleFileOptions::default();
        zip.add_symlink("away", outside.to_str().unwrap(), options)
            .unwrap();
        zip.start_file("away/escaped", options).unwrap();
        zip.write_all(b"evil").unwrap();
    });
    let _ = place.code(&evil);
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 0);
}

#[test]
fn what_nobody_uses_is_removed() {
    let place = Place::new();
    let zip = place.zip("code.zip", &[("app.py", "one")]);
    let used = place.code(&zip).unwrap();
    let unpacked = place.path("run/unpacked");
    for old in ["0123456789abcdef", "77.tmp"] {
        fs::create_dir(unpacked.join(old)).unwrap();
        fs::write(unpacked.join(old).join("x"), "x").unwrap();
    }
    let run = place.path("run");
    prune(&run, Timestamp::from_millis(0));
    assert_eq!(place.unpacked().len(), 4, "all of it is new");
    // Everything is older than a time to come.
    prune(&run, Timestamp::from_millis(i64::MAX));
    let name = used.file_name().unwrap().to_str().unwrap().to_owned();
    assert_eq!(
        place.unpacked(),
        [name.clone(), format!("{name}.used")],
        "we use that one"
    );
    // Another process would do the same; ours lets go as one that ends does.
    USED.lock().unwrap().remove(&used);
    prune(&run, Timestamp::from_millis(i64::MAX));
    assert_eq!(place.unpacked(), Vec::<String>::new());
    assert_eq!(place.code(&zip).unwrap(), used, "it is made anew");
    assert_eq!(read(&used.join("app.py")), "one");
    prune(&place.path("absent"), Timestamp::from_millis(i64::MAX));
}
