//! Requests to a target, and what it says.

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde::Serialize;
use serde_json::{Value, json};

use super::shape;
use super::world::{PATIENCE, Stop, Verdict, World, differs, is};

/// Of a body, what a report shows.
const MOST_SHOWN: usize = 2000;

/// A request and its answer, as a report shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Exchange {
    pub request: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub request_body: String,
    pub status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_type: Option<String>,
    pub body: String,
}

/// What the target said.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    request: String,
}

impl Answer {
    fn exchange(&self, request_body: &[u8]) -> Exchange {
        let kind = self.header("x-amzn-errortype");
        Exchange {
            request: self.request.clone(),
            request_body: shown(request_body),
            status: self.status,
            error_type: (!kind.is_empty()).then(|| kind.to_owned()),
            body: shown(&self.body),
        }
    }

    /// A header's text; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The body as JSON; `null` if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// It has this status.
    pub fn has(&self, status: u16) -> Result<&Self, Stop> {
        if self.status == status {
            return Ok(self);
        }
        differs(format!(
            "{} is answered with {} {}: {status} is expected",
            request_kind(&self.request),
            self.status,
            brief(&self.body)
        ))
    }

    /// It has this status, and its body this shape.
    pub fn is(&self, status: u16, expected: &Value) -> Result<Value, Stop> {
        let body = self.has(status)?.json();
        is(&body, expected)?;
        Ok(body)
    }

    /// It is an error: status, header, and message wherever that stands (contract 7.3). `~` begins a part of it.
    pub fn refused(&self, status: u16, exception: &str, message: &str) -> Verdict {
        let body = self.has(status)?.json();
        let kind = self.header("x-amzn-errortype");
        if kind != exception {
            let kind = if kind.is_empty() {
                "no x-amzn-ErrorType"
            } else {
                kind
            };
            return differs(format!(
                "{} is refused with {kind}: {exception} is expected",
                request_kind(&self.request)
            ));
        }
        let text = body.get("message").or_else(|| body.get("Message"));
        let text = text.cloned().unwrap_or_default();
        match shape::differs(&json!(message), &text) {
            None => Ok(()),
            Some(_) => differs(format!("the message is {text}: {message:?} is expected")),
        }
    }
}

/// A request in the making.
#[must_use]
pub struct Request<'a> {
    world: &'a World<'a>,
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl<'a> Request<'a> {
    pub(super) const fn new(world: &'a World<'a>, method: Method, path: String) -> Self {
        Self {
            world,
            method,
            path,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn json(self, body: &Value) -> Self {
        self.bytes(body.to_string())
    }

    pub fn bytes(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Sends it. Who hangs up, or says nothing, differs.
    pub async fn send(self) -> Result<Answer, Stop> {
        let request = format!("{} {}", self.method, self.path);
        let mut call = self
            .world
            .http
            .request(self.method, format!("{}{}", self.world.target.url, self.path))
            .timeout(PATIENCE * 2)
            .header("content-type", "application/json");
        for (name, value) in &self.headers {
            call = call.header(name, value);
        }
        let answered = async {
            let response = call.body(self.body.clone()).send().await?;
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let body = response.bytes().await?.to_vec();
            Ok::<_, reqwest::Error>(Answer {
                status,
                headers,
                body,
                request: request.clone(),
            })
        };
        match answered.await {
            Ok(answer) => {
                self.world.keep(answer.exchange(&self.body));
                Ok(answer)
            }
            Err(error) => differs(format!("{request} is not answered: {}", root(&error))),
        }
    }
}

/// The innermost cause: what HTTP clients wrap says nothing.
fn root(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

/// A body, as much as a line shows.
fn brief(body: &[u8]) -> String {
    const MOST: usize = 200;
    let text = String::from_utf8_lossy(body);
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into_owned(),
    }
}

/// A request without what is different for every run: a part of its path that is longer than any word of the API's.
pub fn request_kind(request: &str) -> String {
    const LONGEST_WORD: usize = 32;
    const ENDS: [char; 5] = ['/', '?', '=', '&', ' '];
    let words = request.split_inclusive(ENDS);
    words
        .map(|word| {
            let bare = word.trim_end_matches(ENDS);
            if bare.len() > LONGEST_WORD {
                word.replace(bare, "…")
            } else {
                word.to_owned()
            }
        })
        .collect()
}

/// A body, as much as a report shows.
fn shown(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    match text.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}… ({} bytes)", &text[..end], body.len()),
        None => text.into_owned(),
    }
}
