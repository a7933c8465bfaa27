//! What Docker knows of somebody's accounts at registries: its own config, and the helpers that this names.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use thiserror::Error;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::reference::HUB;

/// What Docker Hub is called among credentials.
const HUB_KEY: &str = "https://index.docker.io/v1/";
/// A helper may ask another machine, or a person for a finger.
const HELPER: Duration = Duration::from_secs(30);
/// The longest answer of a helper; tokens have a few thousand bytes.
const ANSWER: u64 = 64 * 1024;
/// The username that stands for "the secret is a token".
const TOKEN: &str = "<token>";

/// Where credentials are looked for.
#[derive(Debug, Clone, Default)]
pub struct Keyring {
    /// Docker's `config.json`; it need not be there.
    pub config: Option<PathBuf>,
    /// That of the helpers, `PATH` included.
    pub environment: BTreeMap<OsString, OsString>,
}

/// What a registry is shown.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    Password { username: String, password: String },
    IdentityToken(String),
}

/// Why it is not known whether there are credentials.
#[derive(Debug, Error)]
pub enum KeyringError {
    #[error("`{}` cannot be read", .0.display())]
    Read(PathBuf, #[source] io::Error),
    #[error("`{}` is not as Docker writes it: {why}", path.display())]
    Shape { path: PathBuf, why: String },
    #[error("`{helper}` cannot be run: {why}")]
    NoHelper { helper: String, why: io::Error },
    #[error("`{helper}` fails: {why}")]
    Helper { helper: String, why: String },
    #[error("`{helper}` did not answer within {} seconds", HELPER.as_secs())]
    Slow { helper: String },
}

/// Docker's `config.json`, as far as it is about credentials.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Config {
    auths: BTreeMap<String, Auth>,
    cred_helpers: BTreeMap<String, String>,
    creds_store: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Auth {
    /// `username:password` in base64.
    auth: String,
    identitytoken: String,
}

/// What a helper answers.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Secret {
    username: String,
    secret: String,
}

impl Keyring {
    /// The credentials for a registry; `None` is nobody in particular. As Docker does it: the helper of this
    /// registry, else the one of all, else the file itself.
    pub async fn find(&self, registry: &str) -> Result<Option<Credentials>, KeyringError> {
        let Some(path) = &self.config else {
            return Ok(None);
        };
        let text = match tokio::fs::read(path).await {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(KeyringError::Read(path.clone(), error)),
        };
        let shape = |why: String| KeyringError::Shape {
            path: path.clone(),
            why,
        };
        let config: Config = serde_json::from_slice(&text).map_err(|error| shape(error.to_string()))?;
        let key = if registry == HUB { HUB_KEY } else { registry };
        let helper = config.cred_helpers.get(key).unwrap_or(&config.creds_store);
        if !helper.is_empty() {
            return self.ask(helper, key).await;
        }
        let wanted = host(key);
        let found = config.auths.get(key).or_else(|| {
            let mut auths = config.auths.iter();
            auths.find(|(key, _)| host(key) == wanted).map(|(_, auth)| auth)
        });
        found.map_or(Ok(None), |auth| auth.read().map_err(shape))
    }

    /// Runs `docker-credential-NAME get`.
    async fn ask(&self, name: &str, key: &str) -> Result<Option<Credentials>, KeyringError> {
        let helper = format!("docker-credential-{name}");
        // The path is where helpers are, and nowhere else.
        if Path::new(&helper).components().count() != 1 {
            let why = io::Error::new(io::ErrorKind::InvalidInput, "a helper's name is no path");
            return Err(KeyringError::NoHelper { helper, why });
        }
        let asked = tokio::time::timeout(HELPER, self.answer(&helper, key)).await;
        let (succeeded, said) = match asked {
            Ok(Ok(answer)) => answer,
            Ok(Err(why)) => return Err(KeyringError::NoHelper { helper, why }),
            Err(_) => return Err(KeyringError::Slow { helper }),
        };
        if !succeeded {
            let why = String::from_utf8_lossy(&said).trim().to_owned();
            return if why.contains("credentials not found") {
                Ok(None)
            } else {
                Err(KeyringError::Helper { helper, why })
            };
        }
        // The error would show the secret.
        let secret: Secret = serde_json::from_slice(&said).map_err(|_| KeyringError::Helper {
            helper,
            why: "its answer is not as Docker's helpers answer".to_owned(),
        })?;
        Ok(secret.read())
    }

    /// Whether it succeeded, and what it said.
    async fn answer(&self, helper: &str, key: &str) -> io::Result<(bool, Vec<u8>)> {
        let mut child = tokio::process::Command::new(helper)
            .arg("get")
            .env_clear()
            .envs(&self.environment)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            // One that does not read knows already.
            let _ = stdin.write_all(key.as_bytes()).await;
        }
        let mut said = Vec::new();
        if let Some(stdout) = child.stdout.take() {
            stdout.take(ANSWER).read_to_end(&mut said).await?;
        }
        Ok((child.wait().await?.success(), said))
    }
}

impl Auth {
    fn read(&self) -> Result<Option<Credentials>, String> {
        if !self.identitytoken.is_empty() {
            return Ok(Some(Credentials::IdentityToken(self.identitytoken.clone())));
        }
        if self.auth.is_empty() {
            return Ok(None);
        }
        let bad = || "an `auth` is not `username:password` in base64".to_owned();
        let decoded = STANDARD.decode(&self.auth).map_err(|_| bad())?;
        let decoded = String::from_utf8(decoded).map_err(|_| bad())?;
        let (username, password) = decoded.split_once(':').ok_or_else(bad)?;
        Ok(Some(Credentials::Password {
            username: username.to_owned(),
            password: password.trim_end_matches('\0').to_owned(),
        }))
    }
}

impl Secret {
    fn read(self) -> Option<Credentials> {
        match (self.username.as_str(), self.secret.as_str()) {
            ("", "") => None,
            (TOKEN, _) => Some(Credentials::IdentityToken(self.secret)),
            _ => Some(Credentials::Password {
                username: self.username,
                password: self.secret,
            }),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Password { username, .. } => write!(f, "Password({username})"),
            Self::IdentityToken(_) => f.write_str("IdentityToken"),
        }
    }
}

/// The host of an address that may have a scheme and a path.
fn host(key: &str) -> &str {
    let key = key.split_once("://").map_or(key, |(_, rest)| rest);
    key.split('/').next().unwrap_or(key)
}

#[cfg(test)]
mod tests;
