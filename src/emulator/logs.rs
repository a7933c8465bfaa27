//! What functions print is shown, and kept with the execution that it was printed for.

use std::sync::Arc;

use crate::engine::clock::Clock;
use crate::sandbox::{self, LogLine, LogSink};
use crate::store::{Line, Store, Stream};

/// Keeps each line before it is shown: whoever shows it may be slow.
pub(super) fn keep(store: &Store, show: LogSink) -> LogSink {
    let log = store.log_writer();
    Arc::new(move |printed: LogLine| {
        if let Some(execution) = &printed.execution {
            let line = Line {
                at: Clock::Wall.now(),
                request_id: printed.request_id.clone(),
                function: printed.function.clone(),
                stream: match printed.stream {
                    sandbox::Stream::Stdout => Stream::Stdout,
                    sandbox::Stream::Stderr => Stream::Stderr,
                },
                text: printed.text.clone(),
            };
            log.write(execution, line);
        }
        show(printed);
    })
}
