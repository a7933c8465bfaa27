//! Why an image does not come: an engine's words, sorted by what somebody can do about them.

use thiserror::Error;

use super::DockerError;
use super::pull::QUIET;
use super::reference::Reference;

/// Why an image was not fetched. Each is the end of the sentence "the image is not here, and …".
#[derive(Debug, Error)]
pub enum PullError {
    #[error("{place} has no such image")]
    NotFound { place: String },
    /// Registries do not tell strangers which of the two it is.
    #[error("{place} has no such image, or does not show it to whoever has not logged in")]
    Hidden { place: String },
    #[error("{place} does not let us in: {why}")]
    Denied { place: String, why: String },
    #[error("the credentials for {place} have a character that we cannot hand to the engine")]
    Uncarried { place: String },
    #[error("{place} has none for {platform}")]
    Platform { place: String, platform: String },
    #[error("{place} is asked too often: {why}")]
    TooMany { place: String, why: String },
    #[error("{place} cannot be reached: {why}")]
    NoNetwork { place: String, why: String },
    /// The registry, or the way to it, broke off; the next attempt may succeed.
    #[error("{place} broke off: {why}")]
    Broke { place: String, why: String },
    #[error("the engine has no space left for it: {0}")]
    NoSpace(String),
    #[error("the engine does not fetch it: {0}")]
    Refused(String),
    #[error("nothing was heard of it for {} minutes", QUIET.as_secs() / 60)]
    Slow,
    #[error("{0}")]
    Engine(#[source] DockerError),
}

/// Words of Docker, containerd and Podman, and what they mean; the first one that is found counts. All lowercase.
const WORDS: &[(&str, Meaning)] = &[
    ("toomanyrequests", Meaning::TooMany),
    ("too many requests", Meaning::TooMany),
    ("no matching manifest for", Meaning::Platform),
    ("no match for platform", Meaning::Platform),
    ("does not match the specified platform", Meaning::Platform),
    (
        "no image found in image index for architecture",
        Meaning::Platform,
    ),
    ("repository does not exist or may require", Meaning::Hidden),
    ("insufficient_scope", Meaning::Hidden),
    ("no basic auth credentials", Meaning::Denied),
    ("unauthorized", Meaning::Denied),
    ("authentication required", Meaning::Denied),
    ("incorrect username or password", Meaning::Denied),
    ("authorization token has expired", Meaning::Denied),
    ("access denied", Meaning::Denied),
    ("denied: ", Meaning::Denied),
    ("forbidden", Meaning::Denied),
    ("manifest unknown", Meaning::NotFound),
    ("name unknown", Meaning::NotFound),
    ("does not exist", Meaning::NotFound),
    ("not found", Meaning::NotFound),
    ("no such host", Meaning::NoNetwork),
    ("server misbehaving", Meaning::NoNetwork),
    ("name resolution", Meaning::NoNetwork),
    ("network is unreachable", Meaning::NoNetwork),
    ("no route to host", Meaning::NoNetwork),
    ("connection refused", Meaning::NoNetwork),
    ("proxyconnect", Meaning::NoNetwork),
    ("i/o timeout", Meaning::NoNetwork),
    ("while waiting for connection", Meaning::NoNetwork),
    ("awaiting headers", Meaning::NoNetwork),
    ("tls handshake timeout", Meaning::Broke),
    ("connection reset", Meaning::Broke),
    ("broken pipe", Meaning::Broke),
    ("unexpected eof", Meaning::Broke),
    ("internal server error", Meaning::Broke),
    ("bad gateway", Meaning::Broke),
    ("service unavailable", Meaning::Broke),
    ("gateway timeout", Meaning::Broke),
];

#[derive(Clone, Copy)]
enum Meaning {
    NotFound,
    Hidden,
    Denied,
    Platform,
    TooMany,
    NoNetwork,
    Broke,
}

impl PullError {
    /// Reads what an engine said of a pull.
    pub(super) fn of(error: DockerError, reference: &Reference, platform: Option<&str>) -> Self {
        let text = match error {
            DockerError::NotFound(text) | DockerError::Refused(text) => text,
            DockerError::NoSpace(text) => return Self::NoSpace(inner(&text)),
            DockerError::Slow => return Self::Slow,
            error @ DockerError::Broken(_) => return Self::Engine(error),
        };
        let (place, why) = (reference.place().to_owned(), inner(&text));
        match meaning(&text) {
            Some(Meaning::NotFound) => Self::NotFound { place },
            Some(Meaning::Hidden) => Self::Hidden { place },
            Some(Meaning::Denied) => Self::Denied { place, why },
            Some(Meaning::Platform) => Self::Platform {
                place,
                platform: platform.unwrap_or("this platform").to_owned(),
            },
            Some(Meaning::TooMany) => Self::TooMany { place, why },
            Some(Meaning::NoNetwork) => Self::NoNetwork { place, why },
            Some(Meaning::Broke) => Self::Broke { place, why },
            None => Self::Refused(why),
        }
    }
}

fn meaning(text: &str) -> Option<Meaning> {
    let text = text.to_lowercase();
    let known = WORDS.iter().find(|(words, _)| text.contains(words));
    // A connection that ends where an answer should begin.
    let is_cut = || text == "eof" || text.ends_with(": eof");
    known
        .map(|(_, meaning)| *meaning)
        .or_else(|| is_cut().then_some(Meaning::Broke))
}

/// Without the address that was asked: `Get "https://registry/v2/": `.
fn inner(text: &str) -> String {
    let asked = ["Get ", "Head "].iter().any(|verb| text.contains(verb));
    let inner = text.split_once("\": ").filter(|_| asked).map(|(_, inner)| inner);
    inner.unwrap_or(text).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn engines_words_are_understood() {
        let mut told = String::new();
        for text in [
            "manifest for localhost:5000/box:2 not found: manifest unknown: manifest unknown",
            "pull access denied for box, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
            r#"Head "http://localhost:5000/v2/box/manifests/1": no basic auth credentials"#,
            r#"Get "https://registry-1.docker.io/v2/": unauthorized: incorrect username or password"#,
            "denied: Your authorization token has expired. Reauthenticate and try again.",
            "no matching manifest for linux/arm64/v8 in the manifest list entries",
            "toomanyrequests: You have reached your pull rate limit.",
            r#"Get "https://public.ecr.aws/v2/": dial tcp: lookup public.ecr.aws on 10.0.0.1:53: no such host"#,
            r#"Get "https://localhost:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused"#,
            r#"Get "https://x.example/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)"#,
            r#"Get "https://x.example/v2/": net/http: TLS handshake timeout"#,
            r#"Get "http://localhost:5000/v2/": EOF"#,
            "received unexpected HTTP status: 503 Service Unavailable",
            r#"Get "https://x.example/v2/": x509: certificate signed by unknown authority"#,
            "filesystem layer verification failed for digest sha256:1",
        ] {
            let reference = Reference::parse("public.ecr.aws/lambda/python:3.13").unwrap();
            let error = DockerError::said(500, text);
            let error = PullError::of(error, &reference, Some("linux/arm64"));
            let word = format!("{error:?}");
            let word = word.split([' ', '(']).next().unwrap();
            told.extend([word, ": ", &error.to_string(), "\n"]);
        }
        let full = DockerError::said(500, "write /x: no space left on device");
        let hub = Reference::parse("python").unwrap();
        told.push_str(&PullError::of(full, &hub, None).to_string());
        told.extend(["\n", &PullError::of(DockerError::Slow, &hub, None).to_string()]);
        expect![[r#"
            NotFound: public.ecr.aws has no such image
            Hidden: public.ecr.aws has no such image, or does not show it to whoever has not logged in
            Denied: public.ecr.aws does not let us in: no basic auth credentials
            Denied: public.ecr.aws does not let us in: unauthorized: incorrect username or password
            Denied: public.ecr.aws does not let us in: denied: Your authorization token has expired. Reauthenticate and try again.
            Platform: public.ecr.aws has none for linux/arm64
            TooMany: public.ecr.aws is asked too often: toomanyrequests: You have reached your pull rate limit.
            NoNetwork: public.ecr.aws cannot be reached: dial tcp: lookup public.ecr.aws on 10.0.0.1:53: no such host
            NoNetwork: public.ecr.aws cannot be reached: dial tcp 127.0.0.1:1: connect: connection refused
            NoNetwork: public.ecr.aws cannot be reached: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)
            Broke: public.ecr.aws broke off: net/http: TLS handshake timeout
            Broke: public.ecr.aws broke off: EOF
            Broke: public.ecr.aws broke off: received unexpected HTTP status: 503 Service Unavailable
            Refused: the engine does not fetch it: x509: certificate signed by unknown authority
            Refused: the engine does not fetch it: filesystem layer verification failed for digest sha256:1
            the engine has no space left for it: write /x: no space left on device
            nothing was heard of it for 5 minutes"#]].assert_eq(&told);
    }
}
