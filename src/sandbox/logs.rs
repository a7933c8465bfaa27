//! What guests print: their stdout and stderr, line by line, labelled.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt};

use crate::execution::{ExecutionArn, FunctionName, RequestId};

/// The longest line; what is longer comes in pieces.
pub const MAX_LINE_BYTES: usize = 64 * 1024;

/// Where a guest wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stream {
    Stdout,
    Stderr,
}

/// One line that a guest wrote, without its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    pub function: FunctionName,
    /// The invocation that ran, or had just ended; while the function starts, the one that it starts for.
    pub request_id: RequestId,
    /// The execution that it was made for; `None` if a plain function was called outside any.
    pub execution: Option<ExecutionArn>,
    pub stream: Stream,
    pub text: String,
}

/// Takes the lines. It may block: then the guest's pipe fills, and the guest waits.
pub type LogSink = Arc<dyn Fn(LogLine) + Send + Sync>;

/// Whose lines they are. A line that a guest writes just before its answer and that is read just after the next
/// invocation was handed out counts as that one's.
#[derive(Debug, Clone)]
pub(super) struct Owner {
    pub(super) request_id: RequestId,
    pub(super) execution: Option<ExecutionArn>,
}

/// What the lines of one sandbox are labelled with.
#[derive(Clone)]
pub(super) struct Label {
    function: FunctionName,
    owner: Arc<Mutex<Owner>>,
    last: Arc<Mutex<String>>,
    sink: LogSink,
}

impl Label {
    pub(super) fn new(function: FunctionName, owner: Owner, sink: LogSink) -> Self {
        Self {
            function,
            owner: Arc::new(Mutex::new(owner)),
            last: Arc::default(),
            sink,
        }
    }

    /// From now on lines belong to this invocation.
    pub(super) fn set(&self, owner: Owner) {
        *self.owner.lock().unwrap_or_else(PoisonError::into_inner) = owner;
    }

    /// The last line on stderr: why a guest did not start is often said there and nowhere else.
    pub(super) fn last_words(&self) -> String {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn owner(&self) -> Owner {
        self.owner.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn line(&self, stream: Stream, owner: Owner, bytes: &[u8]) {
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let text = String::from_utf8_lossy(bytes).into_owned();
        if stream == Stream::Stderr && !text.trim().is_empty() {
            self.last
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone_from(&text);
        }
        let Owner {
            request_id,
            execution,
        } = owner;
        (self.sink)(LogLine {
            function: self.function.clone(),
            request_id,
            execution,
            stream,
            text,
        });
    }

    /// Passes lines on until the pipe closes.
    pub(super) async fn follow(self, stream: Stream, mut pipe: impl AsyncRead + Unpin) {
        let mut lines = Lines::default();
        let mut chunk = vec![0; 8 * 1024];
        let mut owner = self.owner();
        while let Ok(read @ 1..) = pipe.read(&mut chunk).await {
            let now = self.owner();
            if now.request_id != owner.request_id {
                // A line that was not ended ends with its invocation.
                std::mem::take(&mut lines).finish(|line| self.line(stream, owner.clone(), line));
                owner = now;
            }
            lines.push(&chunk[..read], |line| self.line(stream, owner.clone(), line));
        }
        lines.finish(|line| self.line(stream, owner.clone(), line));
    }
}

/// Cuts bytes into lines of a bounded length.
#[derive(Default)]
struct Lines {
    rest: Vec<u8>,
}

impl Lines {
    fn push(&mut self, bytes: &[u8], mut emit: impl FnMut(&[u8])) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let (text, ended) = match piece.strip_suffix(b"\n") {
                Some(text) => (text, true),
                None => (piece, false),
            };
            self.rest.extend_from_slice(text);
            while self.rest.len() > MAX_LINE_BYTES {
                let tail = self.rest.split_off(MAX_LINE_BYTES);
                emit(&self.rest);
                self.rest = tail;
            }
            if ended {
                emit(&self.rest);
                self.rest.clear();
            }
        }
    }

    fn finish(self, mut emit: impl FnMut(&[u8])) {
        if !self.rest.is_empty() {
            emit(&self.rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(chunks: &[&[u8]]) -> Vec<Vec<u8>> {
        let (mut lines, mut out) = (Lines::default(), Vec::new());
        for chunk in chunks {
            lines.push(chunk, |line| out.push(line.to_vec()));
        }
        lines.finish(|line| out.push(line.to_vec()));
        out
    }

    #[tokio::test]
    async fn a_line_that_was_not_ended_ends_with_its_invocation() {
        use tokio::io::AsyncWriteExt as _;

        let owner = |id: &str| Owner {
            request_id: RequestId::parse(id).unwrap(),
            execution: None,
        };
        let (first, second) = (
            "11111111-1111-4111-8111-111111111111",
            "22222222-2222-4222-8222-222222222222",
        );
        let told = Arc::<Mutex<Vec<String>>>::default();
        let keep = Arc::clone(&told);
        let sink = Arc::new(move |line: LogLine| {
            let text = format!("{} {}", &line.request_id.as_str()[..1], line.text);
            keep.lock().unwrap().push(text);
        });
        let label = Label::new(FunctionName::parse("f").unwrap(), owner(first), sink);
        let (mut guest, pipe) = tokio::io::duplex(64);
        let following = tokio::spawn(label.clone().follow(Stream::Stderr, pipe));
        guest.write_all(b"one\ntwo").await.unwrap();
        // The follower is the only other task: it has read when this one goes on.
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        label.set(owner(second));
        guest.write_all(b"three\n").await.unwrap();
        drop(guest);
        following.await.unwrap();
        assert_eq!(*told.lock().unwrap(), ["1 one", "1 two", "2 three"]);
    }

    #[test]
    fn lines_do_not_depend_on_chunks() {
        assert_eq!(cut(&[b"a\n\nbc", b"d\ne"]), [&b"a"[..], b"", b"bcd", b"e"]);
        assert!(cut(&[]).is_empty());
    }

    #[test]
    fn a_line_without_end_is_bounded() {
        let endless = vec![b'x'; 2 * MAX_LINE_BYTES + 5];
        let sizes: Vec<usize> = cut(&[&endless]).iter().map(Vec::len).collect();
        assert_eq!(sizes, [MAX_LINE_BYTES, MAX_LINE_BYTES, 5]);
    }
}
