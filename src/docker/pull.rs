//! Fetching an image from its registry: progress as it comes, and why it does not.

use std::collections::HashMap;
use std::pin::pin;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bollard::auth::DockerCredentials;
use bollard::models::CreateImageInfo;
use bollard::query_parameters::{CreateImageOptions, CreateImageOptionsBuilder};
use futures_util::StreamExt as _;

use super::credentials::Credentials;
use super::reference::Reference;
use super::refusal::PullError;
use super::{Docker, DockerError};

/// An engine that says nothing for so long has lost the registry, or itself.
pub(super) const QUIET: Duration = Duration::from_mins(5);
/// How long to wait before each further attempt, if a registry breaks off.
const AGAIN: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(4)];

/// What is heard of a pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    Layer(Layer),
    /// It broke off, for this reason, and begins anew.
    Again(String),
}

/// How one layer stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    pub id: String,
    pub phase: Phase,
    /// Bytes, of the phase.
    pub current: u64,
    /// `None` if nobody knows.
    pub total: Option<u64>,
}

/// What happens to a layer, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    Waiting,
    Downloading,
    Verifying,
    Downloaded,
    Extracting,
    Done,
}

impl Phase {
    /// Docker's words; Podman has the same ones.
    fn of(status: &str) -> Option<Self> {
        Some(match status {
            "Pulling fs layer" | "Waiting" => Self::Waiting,
            "Downloading" => Self::Downloading,
            "Verifying Checksum" => Self::Verifying,
            "Download complete" => Self::Downloaded,
            "Extracting" => Self::Extracting,
            "Pull complete" | "Already exists" => Self::Done,
            _ if status.starts_with("Retrying in") => Self::Waiting,
            _ => return None,
        })
    }
}

impl Docker {
    /// Fetches an image, for this platform if somebody says which; `is_told` hears how far it is. What is here
    /// already is not fetched again. A registry that breaks off is asked again, a few times. Whoever drops this
    /// ends it.
    pub async fn pull(
        &self,
        reference: &Reference,
        platform: Option<&str>,
        credentials: Option<&Credentials>,
        mut is_told: impl FnMut(Progress),
    ) -> Result<(), PullError> {
        let options = CreateImageOptionsBuilder::default()
            .from_image(&reference.name())
            .tag(reference.version.as_str());
        let options = match platform {
            Some(platform) => options.platform(platform),
            None => options,
        };
        let options = options.build();
        let shown = credentials.map(|credentials| shown(credentials, reference));
        let can_be_carried = shown.as_ref().is_none_or(can_be_carried);
        let mut shown = shown.filter(|_| can_be_carried);
        let mut waits = AGAIN.into_iter();
        loop {
            let attempt = self.attempt(&options, shown.clone(), &mut is_told).await;
            let error = match attempt {
                Ok(()) => return Ok(()),
                Err(error) => PullError::of(error, reference, platform),
            };
            match error {
                PullError::Denied { .. } | PullError::Hidden { .. } if !can_be_carried => {
                    return Err(PullError::Uncarried {
                        place: reference.place().to_owned(),
                    });
                }
                PullError::Denied { .. } if shown.is_some() && reference.is_public() => {
                    shown = None;
                }
                PullError::Broke { ref why, .. } | PullError::TooMany { ref why, .. } => {
                    let why = why.clone();
                    let Some(wait) = waits.next() else {
                        return Err(error);
                    };
                    is_told(Progress::Again(why));
                    tokio::time::sleep(wait).await;
                }
                other => return Err(other),
            }
        }
    }

    async fn attempt(
        &self,
        options: &CreateImageOptions,
        credentials: Option<DockerCredentials>,
        is_told: &mut impl FnMut(Progress),
    ) -> Result<(), DockerError> {
        let mut said = pin!(self.client.create_image(Some(options.clone()), None, credentials));
        // A layer that is being fetched is told twenty times a second, with what was told before among it.
        let mut phases = HashMap::new();
        loop {
            let next = tokio::time::timeout(QUIET, said.next());
            let info = match next.await {
                Ok(Some(info)) => info?,
                Ok(None) => return Ok(()),
                Err(_) => return Err(DockerError::Slow),
            };
            if let Some(layer) = layer(info) {
                let phase = phases.entry(layer.id.clone()).or_insert(layer.phase);
                if layer.phase >= *phase {
                    *phase = layer.phase;
                    is_told(Progress::Layer(layer));
                }
            }
        }
    }
}

fn layer(info: CreateImageInfo) -> Option<Layer> {
    let bytes = |count: Option<i64>| count.and_then(|count| u64::try_from(count).ok());
    let detail = info.progress_detail.unwrap_or_default();
    Some(Layer {
        phase: Phase::of(&info.status?)?,
        id: info.id?,
        current: bytes(detail.current).unwrap_or(0),
        total: bytes(detail.total).filter(|total| *total > 0),
    })
}

fn shown(credentials: &Credentials, reference: &Reference) -> DockerCredentials {
    let mut shown = DockerCredentials {
        serveraddress: Some(reference.registry.clone()),
        ..DockerCredentials::default()
    };
    match credentials.clone() {
        Credentials::Password { username, password } => {
            (shown.username, shown.password) = (Some(username), Some(password));
        }
        Credentials::IdentityToken(token) => shown.identitytoken = Some(token),
    }
    shown
}

/// `bollard` writes them in plain base64, and engines read base64 for URLs: they take no notice of what differs,
/// and ask the registry for nobody.
fn can_be_carried(shown: &DockerCredentials) -> bool {
    let text = serde_json::to_string(shown).unwrap_or_default();
    !STANDARD.encode(text).contains(['+', '/'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(text: &str) -> CreateImageInfo {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_line_of_the_engines_is_a_layer_or_is_not() {
        let read = |text| {
            layer(info(text)).map(|layer| {
                let total = layer.total.map_or("?".to_owned(), |total| total.to_string());
                format!("{} {:?} {}/{total}", layer.id, layer.phase, layer.current)
            })
        };
        for (text, expected) in [
            (r#"{"status":"Pulling from lambda/python","id":"3.13"}"#, None),
            (
                r#"{"status":"Pulling fs layer","progressDetail":{},"id":"a1"}"#,
                Some("a1 Waiting 0/?"),
            ),
            (
                r#"{"status":"Downloading","progressDetail":{"current":5,"total":9},"progress":"[=>  ]","id":"a1"}"#,
                Some("a1 Downloading 5/9"),
            ),
            (
                r#"{"status":"Downloading","progressDetail":{"current":5,"total":-1},"id":"a1"}"#,
                Some("a1 Downloading 5/?"),
            ),
            (
                r#"{"status":"Retrying in 5 seconds","progressDetail":{},"id":"a1"}"#,
                Some("a1 Waiting 0/?"),
            ),
            (
                r#"{"status":"Already exists","progressDetail":{},"id":"a1"}"#,
                Some("a1 Done 0/?"),
            ),
            (r#"{"status":"Digest: sha256:abc"}"#, None),
            (
                r#"{"status":"Status: Image is up to date for localhost:5000/box:1"}"#,
                None,
            ),
        ] {
            assert_eq!(read(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_the_engine_would_not_read_is_not_shown() {
        let reference = Reference::parse("localhost:5000/box").unwrap();
        let carried = |password: &str| {
            let credentials = Credentials::Password {
                username: "me".into(),
                password: password.into(),
            };
            can_be_carried(&shown(&credentials, &reference))
        };
        assert!(carried("secret") && carried("Zm9v+/=="));
        // One of three places next to each other is the wrong one.
        assert!(!carried("???") && !carried(">>>") && !carried("~~~"));
    }
}
