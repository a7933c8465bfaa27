//! A registry of images on this machine, and images to be found there.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::tool;

/// `me` with `secret`, and `odd` with `???`, as `htpasswd -B` writes them.
const PASSWORDS: &str = "\
me:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a
odd:$2y$05$abcdefghijklmnopqrstuucKZ3Wv5xtlpYCSr7gDLcW7aXo5q1D/W
";

/// Debian's `docker-registry` on a port of its own. Engines trust one on this machine.
pub(crate) struct Registry {
    /// Its own images, and its config.
    dir: Arc<tempfile::TempDir>,
    pub(crate) port: u16,
    child: Child,
}

/// Images here that a test has made or pulled: they are gone with it.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Vec<String>>);

impl Registry {
    /// An empty one; `None` where there is no engine or no registry.
    pub(crate) async fn start() -> Option<Self> {
        if !docker(&["info"]).is_ok_and(|said| said.status.success()) {
            tool::skip("docker");
            return None;
        }
        let registry = tool::find("docker-registry", "docker-registry")?;
        Some(Self::serve(&registry, Arc::new(tempfile::tempdir().unwrap()), "").await)
    }

    /// The same images, for whoever has a password.
    pub(crate) async fn guarded(&self) -> Self {
        let passwords = self.dir.path().join("passwords");
        std::fs::write(&passwords, PASSWORDS).unwrap();
        let auth = format!(
            "auth: {{htpasswd: {{realm: test, path: '{}'}}}}\n",
            passwords.display()
        );
        Self::serve(Path::new("docker-registry"), Arc::clone(&self.dir), &auth).await
    }

    async fn serve(program: &Path, dir: Arc<tempfile::TempDir>, more: &str) -> Self {
        let port = free_port();
        let config = dir.path().join(format!("{port}.yml"));
        let text = format!(
            "version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: '{}'}}}}\n\
             http: {{addr: '127.0.0.1:{port}'}}\n{more}",
            dir.path().join("data").display(),
        );
        std::fs::write(&config, text).unwrap();
        let child = Command::new(program)
            .arg("serve")
            .arg(&config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        tool::until("a registry", || TcpStream::connect(("127.0.0.1", port)).ok()).await;
        Self { dir, port, child }
    }

    /// `localhost:PORT/NAME`.
    pub(crate) fn name(&self, image: &str) -> String {
        format!("localhost:{}/{image}", self.port)
    }

    /// Makes an image of these files of this machine, and leaves it in the registry alone.
    pub(crate) fn make(&self, image: &str, platform: Option<&str>, files: &[PathBuf]) {
        let name = self.name(image);
        // No two are alike: what another test has here already would not be pulled.
        let tag = self.dir.path().join("tag");
        std::fs::write(&tag, format!("{name} {}", self.dir.path().display())).unwrap();
        let mut tar = Command::new("tar")
            .args(["--create", "--dereference"])
            .arg(&tag)
            .args(files)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut import = Command::new("docker");
        import.arg("import");
        if let Some(platform) = platform {
            import.args(["--platform", platform]);
        }
        let imported = import
            .args(["-", &name])
            .stdin(tar.stdout.take().unwrap())
            .output();
        assert!(tar.wait().unwrap().success());
        ok(&imported.unwrap());
        ok(&docker(&["push", "--quiet", &name]).unwrap());
        ok(&docker(&["rmi", &name]).unwrap());
    }

    /// Ends it; its images stay where they are.
    pub(crate) fn end(&mut self) {
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        self.end();
    }
}

impl Kept {
    /// This one will be removed in the end.
    pub(crate) fn keep(&self, image: &str) {
        self.0.lock().unwrap().push(image.to_owned());
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        for image in self.0.lock().unwrap().drain(..) {
            let _ = docker(&["rmi", "--force", &image]);
        }
    }
}

/// Whether an image is here.
pub(crate) fn is_here(image: &str) -> bool {
    docker(&["image", "inspect", image]).unwrap().status.success()
}

pub(crate) fn docker(arguments: &[&str]) -> std::io::Result<Output> {
    Command::new("docker")
        .args(arguments)
        .stdin(Stdio::null())
        .output()
}

fn ok(output: &Output) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// A registry in front of another one, which is out of order for its first requests for an image. Its port.
pub(crate) fn shaky(behind: u16, mut failures: usize) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let failed = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&failed);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let head = head(&mut stream);
            if head.contains("/manifests/") && failures > 0 {
                failures -= 1;
                count.fetch_add(1, Ordering::SeqCst);
                let _ = stream.write_all(
                    b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                );
            } else if head.contains(" HTTP/1.1\r\n") {
                // One request a connection: so the next one is seen, too.
                let asked = head.replacen("\r\n", "\r\nConnection: close\r\n", 1);
                let mut other = TcpStream::connect(("127.0.0.1", behind)).unwrap();
                other.write_all(asked.as_bytes()).unwrap();
                std::thread::spawn(move || {
                    let _ = std::io::copy(&mut other, &mut stream);
                });
            }
        }
    });
    (port, failed)
}

/// A request without a body, or what came instead of one.
fn head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    // TLS begins with 22.
    while !head.ends_with(b"\r\n\r\n") && head.first() != Some(&22) {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(read) => head.extend_from_slice(&buffer[..read]),
        }
    }
    String::from_utf8_lossy(&head).into_owned()
}
