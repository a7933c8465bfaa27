//! A registry of images on this machine, and images to be found there.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::docker::{Engine, engine};
use super::token::{ISSUER, SERVICE, Tokens};
use super::tool;

/// `me` with `secret`, and `odd` with `???`, as `htpasswd -B` writes them.
const PASSWORDS: &str = "\
me:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a
odd:$2y$05$abcdefghijklmnopqrstuucKZ3Wv5xtlpYCSr7gDLcW7aXo5q1D/W
";

/// What Docker pushes.
const MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";

/// One tag for several platforms.
const INDEX: &str = "application/vnd.docker.distribution.manifest.list.v2+json";

/// Debian's `docker-registry` on a port of its own. Engines trust one on this machine.
pub(crate) struct Registry {
    /// Its own images, and its config.
    dir: Arc<tempfile::TempDir>,
    pub(crate) port: u16,
    child: Child,
    pub(crate) engine: &'static Engine,
}

/// Images here that a test has made or pulled: they are gone with it.
pub(crate) struct Kept {
    engine: &'static Engine,
    images: Mutex<Vec<String>>,
}

impl Registry {
    /// An empty one; `None` where there is no engine or no registry.
    pub(crate) async fn start() -> Option<Self> {
        let engine = engine()?;
        let registry = tool::find("docker-registry", "docker-registry")?;
        let dir = Arc::new(tempfile::tempdir().unwrap());
        Some(Self::serve(engine, &registry, dir, "").await)
    }

    /// The same images, for whoever has a password.
    pub(crate) async fn guarded(&self) -> Self {
        let passwords = self.dir.path().join("passwords");
        std::fs::write(&passwords, PASSWORDS).unwrap();
        let auth = format!(
            "auth: {{htpasswd: {{realm: test, path: '{}'}}}}\n",
            passwords.display()
        );
        Self::serve(
            self.engine,
            Path::new("docker-registry"),
            Arc::clone(&self.dir),
            &auth,
        )
        .await
    }

    /// The same images, for whoever has a token. `None` where nobody can sign one.
    pub(crate) async fn with_tokens(&self) -> Option<(Self, Tokens)> {
        let tokens = Tokens::serve(self.dir.path())?;
        let auth = format!(
            "auth: {{token: {{realm: 'http://localhost:{}/token', service: {SERVICE}, issuer: {ISSUER}, \
             rootcertbundle: '{}'}}}}\n",
            tokens.port,
            tokens.certificate.display(),
        );
        let registry = Self::serve(
            self.engine,
            Path::new("docker-registry"),
            Arc::clone(&self.dir),
            &auth,
        );
        Some((registry.await, tokens))
    }

    async fn serve(engine: &'static Engine, program: &Path, dir: Arc<tempfile::TempDir>, more: &str) -> Self {
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
        Self {
            dir,
            port,
            child,
            engine,
        }
    }

    /// `localhost:PORT/NAME`.
    pub(crate) fn name(&self, image: &str) -> String {
        format!("localhost:{}/{image}", self.port)
    }

    /// The same by another name, under which nobody has anything here.
    fn aside(&self, image: &str) -> String {
        format!("127.0.0.1:{}/{image}", self.port)
    }

    /// Makes an image of these files of this machine, and leaves it in the registry alone.
    pub(crate) fn make(&self, image: &str, files: &[PathBuf]) {
        let name = self.aside(image);
        let archive = self.dir.path().join("image.tar");
        // No two are alike: what another test has here already would not be pulled.
        let tag = self.dir.path().join("tag");
        std::fs::write(&tag, format!("{name} {}", self.dir.path().display())).unwrap();
        let packed = Command::new("tar")
            .args(["--create", "--dereference", "--file"])
            .args([&archive, &tag])
            .args(files)
            .stderr(Stdio::null())
            .status();
        assert!(packed.unwrap().success());
        self.engine.run(&["import", &archive.to_string_lossy(), &name]);
        self.engine.run(&["push", "--quiet", &name]);
        self.engine.run(&["rmi", &name]);
    }

    /// Leaves an image that is here in the registry, too, under this name.
    pub(crate) fn push(&self, image: &str, to: &str) {
        let name = self.aside(to);
        self.engine.run(&["tag", image, &name]);
        self.engine.run(&["push", "--quiet", &name]);
        self.engine.run(&["rmi", &name]);
    }

    /// The same image under another tag, for another processor.
    pub(crate) async fn change(&self, image: &str, to: &str, processor: &str) {
        let (repository, tag) = image.split_once(':').unwrap();
        let (_, to) = to.split_once(':').unwrap();
        let base = format!("http://127.0.0.1:{}/v2/{repository}", self.port);
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let get = async |path: String, kind: &str| {
            let asked = client.get(format!("{base}/{path}")).header("accept", kind);
            let answer = asked.send().await.unwrap().error_for_status().unwrap();
            answer.json::<Value>().await.unwrap()
        };
        let mut manifest = get(format!("manifests/{tag}"), MANIFEST).await;
        let digest = manifest["config"]["digest"].as_str().unwrap();
        let mut config = get(format!("blobs/{digest}"), "*/*").await;
        config["architecture"] = json!(processor);
        let config = config.to_string();
        let digest = format!("sha256:{}", self.sha256(&config));
        manifest["config"]["digest"] = json!(digest);
        manifest["config"]["size"] = json!(config.len());
        let begun = client
            .post(format!("{base}/blobs/uploads/"))
            .send()
            .await
            .unwrap();
        let place = begun.headers()["location"].to_str().unwrap();
        let put = async |url: String, kind: &str, body: String| {
            let asked = client.put(url).header("content-type", kind).body(body);
            asked.send().await.unwrap().error_for_status().unwrap();
        };
        put(
            format!("{place}&digest={digest}"),
            "application/octet-stream",
            config,
        )
        .await;
        put(format!("{base}/manifests/{to}"), MANIFEST, manifest.to_string()).await;
    }

    /// The same image under more tags.
    pub(crate) async fn copy(&self, repository: &str, tag: &str, to: impl Iterator<Item = String>) {
        let base = format!("http://127.0.0.1:{}/v2/{repository}/manifests", self.port);
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let asked = client.get(format!("{base}/{tag}")).header("accept", MANIFEST);
        let manifest = asked.send().await.unwrap().bytes().await.unwrap();
        for tag in to {
            let put = client
                .put(format!("{base}/{tag}"))
                .header("content-type", MANIFEST);
            put.body(manifest.clone())
                .send()
                .await
                .unwrap()
                .error_for_status()
                .unwrap();
        }
    }

    /// An index of images that are in the registry, each with its processor, under a tag of its own.
    pub(crate) async fn index(&self, repository: &str, tag: &str, images: &[(&str, &str)]) {
        let base = format!("http://127.0.0.1:{}/v2/{repository}/manifests", self.port);
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut manifests = Vec::new();
        for (tag, processor) in images {
            let asked = client.get(format!("{base}/{tag}")).header("accept", MANIFEST);
            let manifest = asked.send().await.unwrap().text().await.unwrap();
            let mut entry = json!({
                "mediaType": MANIFEST, "size": manifest.len(),
                "digest": format!("sha256:{}", self.sha256(&manifest)),
                "platform": {"os": "linux", "architecture": processor},
            });
            manifests.push(entry.clone());
            // What some tools note beside it.
            entry["platform"] = json!({"os": "unknown", "architecture": "unknown"});
            manifests.push(entry);
        }
        let index = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": manifests});
        let put = client.put(format!("{base}/{tag}")).header("content-type", INDEX);
        let answer = put.body(index.to_string()).send().await.unwrap();
        answer.error_for_status().unwrap();
    }

    fn sha256(&self, text: &str) -> String {
        let path = self.dir.path().join("summed");
        std::fs::write(&path, text).unwrap();
        let summed = Command::new("sha256sum").arg(&path).output().unwrap();
        let summed = String::from_utf8(summed.stdout).unwrap();
        summed.split(' ').next().unwrap().to_owned()
    }

    /// Whether the engine has an image.
    pub(crate) fn has(&self, image: &str) -> bool {
        self.engine.try_run(&["image", "inspect", image]).status.success()
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
    pub(crate) fn of(engine: &'static Engine) -> Self {
        Self {
            engine,
            images: Mutex::default(),
        }
    }

    /// This one will be removed in the end.
    pub(crate) fn keep(&self, image: &str) {
        self.images.lock().unwrap().push(image.to_owned());
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        for image in self.images.lock().unwrap().drain(..) {
            self.engine.try_run(&["rmi", "--force", &image]);
        }
    }
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
