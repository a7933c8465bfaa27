//! A registry of images, asked over its API (version 2, as Docker's and OCI's specifications have it): which tags a
//! repository has, and what each of them means.

use std::time::Duration;

use futures_util::StreamExt as _;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, LINK, RETRY_AFTER, WWW_AUTHENTICATE};
use reqwest::{Response, StatusCode, Url};
use serde::Deserialize;
use tokio::sync::Mutex;

use crate::docker::credentials::Credentials;
use crate::docker::reference::{HUB, Reference};

mod auth;
mod error;
mod manifest;

pub use error::RegistryError;
pub use manifest::{Details, Entry};

use auth::Challenge;

/// Where Docker Hub's API is.
const HUB_HOST: &str = "registry-1.docker.io";
const CONNECT: Duration = Duration::from_secs(5);
/// One request, its answer included.
const PATIENCE: Duration = Duration::from_secs(30);
/// Before each further try, unless the registry says how long.
const AGAIN: [Duration; 2] = [Duration::from_millis(300), Duration::from_millis(1_200)];
/// The longest that a registry may have us wait.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// Tags that are asked for at once, and how often more of them are asked for.
const TAGS: usize = 100;
const PAGES: usize = 50;
/// Of the answers that we read.
const MOST_BYTES: usize = 4 << 20;
/// Tags that are looked at at once.
const AT_ONCE: usize = 6;

/// What is not there, if not an image is missing but all of them.
pub const REPOSITORY: &str = "repository";

/// One repository of a registry.
#[derive(Debug)]
pub struct Registry {
    http: reqwest::Client,
    /// `https://public.ecr.aws/v2/durable-functions/…`, without a slash.
    base: Url,
    repository: String,
    /// The registry as people call it.
    place: String,
    /// Whether its images are everybody's: credentials that are no good any more are in the way there.
    is_public: bool,
    credentials: Option<Credentials>,
    /// What it has let us in with.
    pass: Mutex<Option<String>>,
}

/// The tags of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tags {
    pub names: Vec<String>,
    /// There are more than we ask for.
    pub is_cut: bool,
}

#[derive(Deserialize)]
struct TagsPage {
    /// `null` of a repository whose last tag is gone.
    tags: Option<Vec<String>>,
}

/// An answer that is a success.
struct Answer {
    headers: HeaderMap,
    url: Url,
    body: Vec<u8>,
}

impl Registry {
    /// The repository of an image's name.
    pub fn new(reference: &Reference, credentials: Option<Credentials>) -> Result<Self, RegistryError> {
        let host = match reference.registry.as_str() {
            HUB => HUB_HOST,
            other => other,
        };
        // As Docker does: what is on this machine need not have a certificate.
        let is_here = is_loopback(host);
        let scheme = if is_here { "http" } else { "https" };
        let url = format!("{scheme}://{host}/v2/{}", reference.repository);
        let place = reference.place().to_owned();
        let base = Url::parse(&url).map_err(|error| RegistryError::NotARegistry {
            place: place.clone(),
            why: error.to_string(),
        })?;
        let mut http = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .timeout(PATIENCE);
        if is_here {
            http = http.no_proxy();
        }
        Ok(Self {
            http: http.build().map_err(RegistryError::Client)?,
            base,
            repository: reference.repository.clone(),
            place,
            is_public: reference.is_public(),
            credentials,
            pass: Mutex::default(),
        })
    }

    /// All tags of the repository, as they come.
    pub async fn tags(&self) -> Result<Tags, RegistryError> {
        let mut names = Vec::new();
        let mut next = Some(self.url(&format!("tags/list?n={TAGS}"))?);
        for _ in 0..PAGES {
            let Some(url) = next.take() else { break };
            let answer = self.get(url, "application/json", REPOSITORY).await?;
            let page: TagsPage = self.read(&answer.body)?;
            names.extend(page.tags.unwrap_or_default());
            next = self.following(&answer)?;
        }
        Ok(Tags {
            names,
            is_cut: next.is_some(),
        })
    }

    /// What these tags mean, each with its image for this platform, as they come.
    pub async fn look_at(
        &self,
        tags: &[String],
        platform: &str,
    ) -> Vec<(String, Result<Entry, RegistryError>)> {
        futures_util::stream::iter(tags)
            .map(async |tag| (tag.clone(), self.look(tag, platform).await))
            .buffer_unordered(AT_ONCE)
            .collect()
            .await
    }

    /// Where the next page is, by the answer's `Link`; not at another registry.
    fn following(&self, answer: &Answer) -> Result<Option<Url>, RegistryError> {
        let links = answer.headers.get_all(LINK).iter();
        let mut links = links.filter_map(|link| next_link(link.to_str().ok()?));
        let Some(link) = links.next() else {
            return Ok(None);
        };
        match answer.url.join(link) {
            Ok(url) if url.origin() == self.base.origin() => Ok(Some(url)),
            _ => Err(self.strange(format!("it says that more tags are at `{link}`"))),
        }
    }

    fn url(&self, rest: &str) -> Result<Url, RegistryError> {
        let url = format!("{}/{rest}", self.base);
        Url::parse(&url).map_err(|error| self.strange(error.to_string()))
    }

    /// Gets something, with whatever lets us in, again if the registry is out of order; `what` names it for an error.
    async fn get(&self, url: Url, accept: &str, what: &str) -> Result<Answer, RegistryError> {
        let mut waits = AGAIN.into_iter();
        loop {
            let failed = match self.try_get(url.clone(), accept).await {
                Ok(answer) => match answer.status() {
                    status if status.is_success() => return self.body(answer).await,
                    StatusCode::TOO_MANY_REQUESTS => RegistryError::TooMany {
                        place: self.place.clone(),
                        wait: retry_after(answer.headers()),
                    },
                    status if status.is_server_error() => RegistryError::Failing {
                        place: self.place.clone(),
                        status: status.as_u16(),
                    },
                    status => {
                        let said = self
                            .body(answer)
                            .await
                            .map(|answer| answer.body)
                            .unwrap_or_default();
                        return Err(self.refusal(status, &said, what));
                    }
                },
                Err(error) => error,
            };
            let (Some(wait), true) = (waits.next(), failed.may_pass()) else {
                return Err(failed);
            };
            let told = match &failed {
                RegistryError::TooMany { wait, .. } => *wait,
                _ => None,
            };
            tokio::time::sleep(told.unwrap_or(wait).min(LONGEST_WAIT)).await;
        }
    }

    /// One request, and a second one if the registry wants to know who we are.
    async fn try_get(&self, url: Url, accept: &str) -> Result<Response, RegistryError> {
        let shown = self.pass.lock().await.clone();
        let answer = self.send(url.clone(), accept, shown.as_deref()).await?;
        if answer.status() != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        let challenges = answer.headers().get_all(WWW_AUTHENTICATE).iter();
        let challenges = challenges.filter_map(|text| Challenge::parse(text.to_str().ok()?));
        let Some(challenge) = Challenge::best(challenges) else {
            return Ok(answer);
        };
        let pass = {
            // Who comes second takes what the first one has got.
            let mut kept = self.pass.lock().await;
            if *kept == shown {
                *kept = self.be_let_in(&challenge).await?;
            }
            kept.clone()
        };
        match pass {
            Some(pass) => self.send(url, accept, Some(&pass)).await,
            None => Ok(answer),
        }
    }

    async fn send(&self, url: Url, accept: &str, pass: Option<&str>) -> Result<Response, RegistryError> {
        let mut request = self.http.get(url).header(ACCEPT, accept);
        if let Some(pass) = pass {
            request = request.header(AUTHORIZATION, pass);
        }
        request.send().await.map_err(|error| self.unreachable(error))
    }

    /// The whole of an answer, within bounds.
    async fn body(&self, mut answer: Response) -> Result<Answer, RegistryError> {
        let (headers, url) = (answer.headers().clone(), answer.url().clone());
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(|error| self.unreachable(error))? {
            if body.len() + piece.len() > MOST_BYTES {
                return Err(self.strange(format!("an answer has more than {MOST_BYTES} bytes")));
            }
            body.extend_from_slice(&piece);
        }
        Ok(Answer { headers, url, body })
    }

    fn read<'a, T: Deserialize<'a>>(&self, body: &'a [u8]) -> Result<T, RegistryError> {
        serde_json::from_slice(body).map_err(|error| self.strange(error.to_string()))
    }
}

/// The address in `<…>; rel="next"`.
fn next_link(link: &str) -> Option<&str> {
    link.split(',').find_map(|link| {
        let (address, parameters) = link.trim().strip_prefix('<')?.split_once('>')?;
        let is_next = |parameter: &str| matches!(parameter.trim(), "rel=\"next\"" | "rel=next");
        parameters.split(';').any(is_next).then_some(address)
    })
}

/// How long a registry would have us wait, in seconds.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// Whether a host, with or without a port, is this machine.
fn is_loopback(host: &str) -> bool {
    let Ok(url) = Url::parse(&format!("http://{host}")) else {
        return false;
    };
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests;
