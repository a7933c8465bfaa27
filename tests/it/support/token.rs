//! Who gives tokens for a registry on this machine: to whoever has the password, as public registries do it.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::json;

/// What the registry knows the giver by.
pub(crate) const ISSUER: &str = "cargo-durable-test";
pub(crate) const SERVICE: &str = "registry-test";

/// It listens until the test's process ends.
pub(crate) struct Tokens {
    pub(crate) port: u16,
    /// The certificate that the registry trusts.
    pub(crate) certificate: PathBuf,
    /// Tokens that were given.
    pub(crate) given: Arc<AtomicUsize>,
}

impl Tokens {
    /// Makes a key in this directory, and listens. `me` has the password `secret`. `None` where OpenSSL is missing.
    pub(crate) fn serve(dir: &Path) -> Option<Self> {
        let version = Command::new("openssl")
            .arg("version")
            .stdout(Stdio::null())
            .status();
        if !version.is_ok_and(|status| status.success()) {
            super::tool::skip("openssl");
            return None;
        }
        let (key, certificate) = (dir.join("token.key"), dir.join("token.pem"));
        let made = Command::new("openssl")
            .args([
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test", "-keyout",
            ])
            .args([&key, Path::new("-out"), &certificate])
            .stderr(Stdio::null())
            .status();
        assert!(made.unwrap().success());
        let chain = std::fs::read_to_string(&certificate).unwrap();
        let chain: String = chain.lines().filter(|line| !line.starts_with('-')).collect();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let given = Arc::<AtomicUsize>::default();
        let count = Arc::clone(&given);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                answer(&mut stream.unwrap(), &key, &chain, &count);
            }
        });
        Some(Self {
            port,
            certificate,
            given,
        })
    }
}

fn answer(stream: &mut TcpStream, key: &Path, chain: &str, count: &AtomicUsize) {
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(read) => head.extend_from_slice(&buffer[..read]),
        }
    }
    let mut head = String::from_utf8_lossy(&head).into_owned();
    // Whoever posts has a token that lasts.
    let posts = head.starts_with("POST ");
    while posts && !head.contains("scope=") {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(read) => head.push_str(&String::from_utf8_lossy(&buffer[..read])),
        }
    }
    let secret = format!("Basic {}", STANDARD.encode("me:secret"));
    let is_known = posts && head.contains("refresh_token=lasting")
        || head.lines().any(|line| {
            let (name, value) = line.split_once(": ").unwrap_or_default();
            name.eq_ignore_ascii_case("authorization") && value == secret
        });
    let (status, body) = if is_known {
        count.fetch_add(1, Ordering::SeqCst);
        let scope = head.split("scope=").nth(1).unwrap_or_default();
        let scope = scope.split(['&', ' ']).next().unwrap_or_default();
        let scope = percent_encoding::percent_decode_str(scope).decode_utf8_lossy();
        let name = if posts { "access_token" } else { "token" };
        ("200 OK", json!({name: token(key, chain, &scope)}).to_string())
    } else {
        ("401 Unauthorized", "{\"details\": \"who?\"}".to_owned())
    };
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
}

/// A token for `repository:NAME:ACTIONS`, signed by OpenSSL.
fn token(key: &Path, chain: &str, scope: &str) -> String {
    let parts: Vec<&str> = scope.splitn(3, ':').collect();
    let [kind, name, actions] = parts[..] else {
        panic!("no scope: {scope}")
    };
    let header = json!({"typ": "JWT", "alg": "RS256", "x5c": [chain]});
    // It lasts: a test has no clock.
    let claims = json!({
        "iss": ISSUER, "sub": "me", "aud": SERVICE, "jti": "1", "iat": 0, "nbf": 0, "exp": 4_102_444_800_u32,
        "access": [{"type": kind, "name": name, "actions": actions.split(',').collect::<Vec<_>>()}],
    });
    let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    let signed = format!("{header}.{claims}");
    let mut openssl = Command::new("openssl")
        .args(["dgst", "-sha256", "-sign"])
        .arg(key)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    openssl
        .stdin
        .take()
        .unwrap()
        .write_all(signed.as_bytes())
        .unwrap();
    let signature = openssl.wait_with_output().unwrap().stdout;
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}
