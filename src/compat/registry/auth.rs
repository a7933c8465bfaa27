//! How a registry lets us in: by a password, or by a token that somebody else gives us for one, or for nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::{StatusCode, Url};
use serde::Deserialize;

use super::{Registry, RegistryError, is_loopback};
use crate::docker::credentials::Credentials;

/// Who we are, where a giver of tokens wants to know the program.
const CLIENT: &str = "cargo-durable";

/// What a registry wants: one `WWW-Authenticate`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Challenge {
    Basic,
    /// Who gives tokens, and what is to be asked for.
    Bearer {
        realm: String,
        service: Option<String>,
        scope: Option<String>,
    },
}

/// What a giver of tokens gives: older ones call it so, newer ones so, some both.
#[derive(Deserialize)]
struct Given {
    token: Option<String>,
    access_token: Option<String>,
}

impl Challenge {
    /// Reads `Bearer realm="https://…",service="…",scope="…"`; `None` is what we do not know.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
        if scheme.eq_ignore_ascii_case("basic") {
            return Some(Self::Basic);
        }
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        let mut parameters = parameters(rest);
        Some(Self::Bearer {
            realm: parameters.remove("realm")?,
            service: parameters.remove("service"),
            scope: parameters.remove("scope"),
        })
    }

    /// A token is better than a password, which would go to the registry each time.
    pub(super) fn best(challenges: impl Iterator<Item = Self>) -> Option<Self> {
        challenges.max_by_key(|challenge| matches!(challenge, Self::Bearer { .. }))
    }
}

/// `name="value"`, between commas; in a value a backslash stands before what is meant.
fn parameters(text: &str) -> BTreeMap<String, String> {
    let mut parameters = BTreeMap::new();
    let mut rest = text.chars().peekable();
    loop {
        while rest
            .next_if(|next| next.is_whitespace() || *next == ',')
            .is_some()
        {}
        let mut name = String::new();
        while let Some(next) = rest.next_if(|next| !matches!(next, '=' | ',')) {
            name.push(next.to_ascii_lowercase());
        }
        if rest.next_if_eq(&'=').is_none() {
            if rest.peek().is_none() {
                return parameters;
            }
            continue;
        }
        let mut value = String::new();
        if rest.next_if_eq(&'"').is_some() {
            while let Some(next) = rest.next().filter(|next| *next != '"') {
                value.extend(if next == '\\' { rest.next() } else { Some(next) });
            }
        } else {
            while let Some(next) = rest.next_if(|next| *next != ',') {
                value.push(next);
            }
            value.truncate(value.trim_end().len());
        }
        parameters.insert(name.trim().to_owned(), value);
    }
}

impl Registry {
    /// What to show from now on; `None` if we have nothing to show.
    pub(super) async fn be_let_in(&self, challenge: &Challenge) -> Result<Option<String>, RegistryError> {
        match (challenge, &self.credentials) {
            (Challenge::Basic, Some(Credentials::Password { username, password })) => {
                Ok(Some(basic(username, password)))
            }
            (Challenge::Basic, _) => Ok(None),
            (
                Challenge::Bearer {
                    realm,
                    service,
                    scope,
                },
                credentials,
            ) => {
                let mut realm = Url::parse(realm)
                    .map_err(|_| self.strange(format!("it says that tokens are to be had at `{realm}`")))?;
                if !matches!(realm.scheme(), "http" | "https") {
                    return Err(self.strange(format!("it says that tokens are to be had at `{realm}`")));
                }
                let pull = format!("repository:{}:pull", self.repository);
                let mut asked: Vec<(&str, &str)> = Vec::new();
                asked.extend(service.as_deref().map(|service| ("service", service)));
                let scopes = scope.as_deref().unwrap_or(&pull);
                asked.extend(scopes.split(' ').map(|scope| ("scope", scope)));
                // A password goes nowhere where others could read it.
                let is_safe = realm.scheme() == "https" || is_loopback(realm.authority());
                let credentials = credentials.as_ref().filter(|_| is_safe);
                if let Some(Credentials::IdentityToken(token)) = credentials {
                    return self.refresh(&realm, &asked, token).await.map(Some);
                }
                realm.query_pairs_mut().extend_pairs(&asked);
                let password = credentials.and_then(|credentials| match credentials {
                    Credentials::Password { username, password } => Some(basic(username, password)),
                    Credentials::IdentityToken(_) => None,
                });
                match self.token(&realm, password.as_deref()).await {
                    Err(RegistryError::Unauthorized { .. }) if self.is_public && password.is_some() => {
                        self.token(&realm, None).await
                    }
                    other => other,
                }
                .map(Some)
            }
        }
    }

    async fn token(&self, realm: &Url, password: Option<&str>) -> Result<String, RegistryError> {
        let mut request = self.http.get(realm.clone());
        if let Some(password) = password {
            request = request.header(reqwest::header::AUTHORIZATION, password);
        }
        self.given(request, password.is_some()).await
    }

    /// A token for a token that lasts (OAuth 2).
    async fn refresh(
        &self,
        realm: &Url,
        asked: &[(&str, &str)],
        token: &str,
    ) -> Result<String, RegistryError> {
        let mut form = String::new();
        let fixed = [
            ("grant_type", "refresh_token"),
            ("client_id", CLIENT),
            ("refresh_token", token),
        ];
        for (name, value) in fixed.iter().chain(asked) {
            let value = percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC);
            let between = if form.is_empty() { "" } else { "&" };
            let _ = write!(form, "{between}{name}={value}");
        }
        let request = self.http.post(realm.clone());
        let request = request
            .header(reqwest::header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form);
        self.given(request, true).await
    }

    /// What the giver of tokens answers to whoever says who it is, or does not.
    async fn given(&self, request: reqwest::RequestBuilder, says_who: bool) -> Result<String, RegistryError> {
        let answer = request.send().await.map_err(|error| self.unreachable(error))?;
        let status = answer.status();
        if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() {
            return Err(RegistryError::Failing {
                place: self.place.clone(),
                status: status.as_u16(),
            });
        }
        if !status.is_success() {
            return Err(self.denied(match status {
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN if says_who => {
                    "the credentials are no good".to_owned()
                }
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => "it wants to know who asks".to_owned(),
                status => format!("it is given no token, but status {}", status.as_u16()),
            }));
        }
        let answer = self.body(answer).await?;
        let given: Given = self.read(&answer.body)?;
        let token = given
            .token
            .or(given.access_token)
            .filter(|token| !token.is_empty());
        let token = token.ok_or_else(|| self.strange("there is no token where tokens are to be had"))?;
        Ok(format!("Bearer {token}"))
    }
}

fn basic(username: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{username}:{password}")))
}
