//! The targets as they are named on the command line, and what it takes to ask them.

use std::fmt;
use std::str::FromStr;

use super::super::super::context::Context;
use super::super::super::exit::ExitStatus;
use super::super::super::failure::Failure;
use super::embedded::Embedded;
use crate::compat::check::guests::Guests;
use crate::compat::check::target::Target;
use crate::engine::ids::Ids;

/// A target by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whom {
    /// This program.
    Embedded,
    /// Somebody else's, running.
    Url(String),
}

impl FromStr for Whom {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let url = text.trim_end_matches('/');
        let host = ["http://", "https://"]
            .iter()
            .find_map(|scheme| url.strip_prefix(scheme));
        match (text, host) {
            ("embedded", _) => Ok(Self::Embedded),
            (_, Some(host)) if !host.is_empty() => Ok(Self::Url(url.to_owned())),
            _ => Err("`embedded`, `image`, `image:TAG`, or a URL such as http://127.0.0.1:9014".to_owned()),
        }
    }
}

impl fmt::Display for Whom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Embedded => f.write_str("embedded"),
            Self::Url(url) => f.write_str(url),
        }
    }
}

/// A target that can be asked, and what is ended after it.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) target: Target,
    embedded: Option<Embedded>,
}

impl Running {
    /// Starts what must be started, and sees whether it answers.
    pub(super) async fn start(whom: &Whom, guests: &Guests, cx: &Context) -> anyhow::Result<Self> {
        let local = format!("http://127.0.0.1:{}", guests.port());
        let running = match whom {
            Whom::Embedded => {
                let embedded = Embedded::start(&local, cx).await?;
                Self {
                    target: embedded.target(whom.to_string(), local),
                    embedded: Some(embedded),
                }
            }
            Whom::Url(url) => Self {
                target: Target {
                    name: whom.to_string(),
                    url: url.clone(),
                    functions: local,
                    has_functions: false,
                    is_official: false,
                    restart: None,
                },
                embedded: None,
            },
        };
        running.answers().await?;
        Ok(running)
    }

    async fn answers(&self) -> Result<(), Failure> {
        let url = &self.target.url;
        let cannot = |error: reqwest::Error| {
            Failure::new(
                ExitStatus::Trouble,
                "Unreachable",
                format!("nothing answers at {url}"),
            )
            .because(error.without_url())
            .hint("is it running? A target is `embedded`, `image[:TAG]`, or a URL")
        };
        let http = reqwest::Client::builder().no_proxy().build().map_err(cannot)?;
        http.get(url).send().await.map_err(cannot)?;
        Ok(())
    }

    /// Ends what was started.
    pub(super) async fn end(self) {
        if let Some(embedded) = self.embedded {
            embedded.end().await;
        }
    }
}

/// A word that no other run has.
pub(super) fn word() -> String {
    format!("check-{:08x}", Ids::default().nonce() >> 32)
}
