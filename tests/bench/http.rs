//! As little HTTP as a load generator needs: what it costs must not be what is measured.
//!
//! One request at a time on a connection that is kept while the server keeps it. Nothing is parsed but the status,
//! the length and the end of the connection.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What one read takes.
const CHUNK: usize = 64 << 10;

/// A connection to a server on this machine.
pub(crate) struct Connection {
    port: u16,
    stream: Option<TcpStream>,
    request: Vec<u8>,
    answer: Vec<u8>,
}

/// What a server said.
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    pub(crate) body: &'a [u8],
}

impl Answer<'_> {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// The part of an answer's head that says where its body is.
#[derive(Clone, Copy)]
struct Head {
    status: u16,
    /// Where the body begins.
    body: usize,
    /// `None` if it ends with the connection.
    length: Option<usize>,
    closes: bool,
}

impl Connection {
    pub(crate) const fn new(port: u16) -> Self {
        Self {
            port,
            stream: None,
            request: Vec::new(),
            answer: Vec::new(),
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> io::Result<Answer<'_>> {
        self.send("GET", path, b"").await
    }

    pub(crate) async fn post(&mut self, path: &str, body: &[u8]) -> io::Result<Answer<'_>> {
        self.send("POST", path, body).await
    }

    async fn send(&mut self, method: &str, path: &str, body: &[u8]) -> io::Result<Answer<'_>> {
        self.request.clear();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.port,
            body.len()
        );
        self.request.extend_from_slice(head.as_bytes());
        self.request.extend_from_slice(body);
        let was_kept = self.stream.is_some();
        let head = match self.exchange().await {
            // A server may close a connection that idles just when it is used again: nothing of this was read.
            Err(_) if was_kept && self.answer.is_empty() => {
                self.stream = None;
                self.exchange().await?
            }
            other => other?,
        };
        if head.closes {
            self.stream = None;
        }
        Ok(Answer {
            status: head.status,
            body: &self.answer[head.body..],
        })
    }

    async fn exchange(&mut self) -> io::Result<Head> {
        self.answer.clear();
        let mut stream = if let Some(stream) = self.stream.take() {
            stream
        } else {
            let stream = TcpStream::connect(("127.0.0.1", self.port)).await?;
            stream.set_nodelay(true)?;
            stream
        };
        stream.write_all(&self.request).await?;
        let mut head: Option<Head> = None;
        loop {
            self.answer.reserve(CHUNK);
            let is_over = stream.read_buf(&mut self.answer).await? == 0;
            if head.is_none() {
                head = Head::find(&self.answer)?;
            }
            match head {
                Some(head) if head.is_complete(self.answer.len(), is_over) => {
                    self.stream = Some(stream);
                    return Ok(head);
                }
                _ if is_over => return Err(io::ErrorKind::UnexpectedEof.into()),
                found => head = found,
            }
        }
    }
}

impl Head {
    /// Reads a head; `None` if it has not come whole.
    fn find(bytes: &[u8]) -> io::Result<Option<Self>> {
        let Some(end) = find(bytes, b"\r\n\r\n") else {
            return Ok(None);
        };
        let invalid = || io::Error::from(io::ErrorKind::InvalidData);
        let text = std::str::from_utf8(&bytes[..end]).map_err(|_| invalid())?;
        let mut lines = text.split("\r\n");
        let first = lines.next().unwrap_or_default();
        let status = first.get(9..12).and_then(|status| status.parse().ok());
        let mut head = Self {
            status: status.ok_or_else(invalid)?,
            body: end + 4,
            length: None,
            closes: first.starts_with("HTTP/1.0"),
        };
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            let value = value.trim();
            if name.eq_ignore_ascii_case("content-length") {
                head.length = Some(value.parse().map_err(|_| invalid())?);
            } else if name.eq_ignore_ascii_case("connection") {
                head.closes = value.eq_ignore_ascii_case("close");
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                // Nobody here answers in chunks.
                return Err(io::ErrorKind::Unsupported.into());
            }
        }
        head.closes |= head.length.is_none();
        Ok(Some(head))
    }

    fn is_complete(&self, read: usize, is_over: bool) -> bool {
        self.length.map_or(is_over, |length| read >= self.body + length)
    }
}

/// Where some bytes stand in others.
pub(crate) fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

/// How often.
pub(crate) fn count(haystack: &[u8], needle: &[u8]) -> usize {
    let found = haystack.windows(needle.len()).filter(|window| *window == needle);
    found.count()
}

/// The text that a member of a JSON object has, read without reading the object: ours have no escapes.
pub(crate) fn text<'a>(json: &'a [u8], member: &str) -> Option<&'a str> {
    let rest = value(json, member)?.strip_prefix(b"\"")?;
    let end = rest.iter().position(|byte| *byte == b'"')?;
    std::str::from_utf8(&rest[..end]).ok()
}

/// The number that a member of a JSON object has.
pub(crate) fn number(json: &[u8], member: &str) -> Option<f64> {
    let rest = value(json, member)?;
    let end = rest
        .iter()
        .position(|byte| !matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'))
        .unwrap_or(rest.len());
    std::str::from_utf8(&rest[..end]).ok()?.parse().ok()
}

/// What stands after a member's name, wherever it is.
fn value<'a>(json: &'a [u8], member: &str) -> Option<&'a [u8]> {
    let name = format!("\"{member}\"");
    let rest = &json[find(json, name.as_bytes())? + name.len()..];
    rest.trim_ascii_start()
        .strip_prefix(b":")
        .map(<[u8]>::trim_ascii_start)
}

/// An ARN as one segment of a path, as the SDKs write it.
pub(crate) fn segment(arn: &str) -> String {
    arn.replace(':', "%3A").replace('/', "%2F").replace('$', "%24")
}

/// A marker as the value of a query's parameter: they are base64.
pub(crate) fn escape(marker: &str) -> String {
    marker.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}
