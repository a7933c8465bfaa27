//! What functions printed: all of it, or as it is printed. Only our own emulator keeps it.

use std::time::Duration;

use futures_util::stream::{self, Stream, TryStreamExt};

use super::pages::{FIRST_POLL, SLOWEST_POLL};
use super::transport::{Call, Client, ClientError};
use crate::execution::limits::MAX_PAGE;
use crate::execution::{ExecutionArn, ExecutionStatus};
use crate::wire::logs::{LogLine, LogsOutput};
use crate::wire::path;
use crate::wire::query::LogsQuery;

impl Client {
    /// One page of what was printed for an execution.
    pub async fn logs(&self, query: &LogsQuery) -> Result<LogsOutput<'static>, ClientError> {
        self.ask(Call::get(format!("{}?{}", path::LOGS, query.write())))
            .await
    }

    /// All that is kept after a line; how much that is has a bound (`limits::LOG_LINES`).
    pub async fn all_logs(&self, arn: &ExecutionArn, after: u64) -> Result<LogsOutput<'static>, ClientError> {
        let mut query = LogsQuery {
            arn: arn.to_string(),
            after,
            max_items: Some(MAX_PAGE),
        };
        let mut all = self.logs(&query).await?;
        while let Some(marker) = all.next_marker.take() {
            let number = marker.parse().ok().filter(|number| *number > query.after);
            query.after =
                number.ok_or_else(|| self.protocol(&format_args!("`{marker}` is not where lines go on")))?;
            let next = self.logs(&query).await?;
            all.lines.extend(next.lines);
            (all.next_marker, all.omitted) = (next.next_marker, next.omitted);
        }
        Ok(all)
    }

    /// Lines as they are printed, until the execution has ended.
    pub fn follow_logs(
        &self,
        arn: &ExecutionArn,
    ) -> impl Stream<Item = Result<LogLine<'static>, ClientError>> + Send + use<> {
        let following = Following {
            client: self.clone(),
            arn: arn.clone(),
            last: 0,
            pause: FIRST_POLL,
            over: false,
        };
        stream::try_unfold(following, |mut following| async move {
            let lines = following.next().await?;
            Ok(lines.map(|lines| (stream::iter(lines.into_iter().map(Ok)), following)))
        })
        .try_flatten()
    }
}

/// Where a follower stands.
struct Following {
    client: Client,
    arn: ExecutionArn,
    /// The number of the last line that was yielded.
    last: u64,
    pause: Duration,
    over: bool,
}

impl Following {
    /// What was printed since; waits for something to be printed. `None` after the end.
    async fn next(&mut self) -> Result<Option<Vec<LogLine<'static>>>, ClientError> {
        loop {
            let lines = self.client.all_logs(&self.arn, self.last).await?.lines;
            if let Some(last) = lines.last() {
                (self.last, self.pause) = (last.line, FIRST_POLL);
                return Ok(Some(lines));
            }
            if self.over {
                return Ok(None);
            }
            let execution = self.client.get(&self.arn, false).await?;
            let status = ExecutionStatus::parse(&execution.status);
            self.over = status.is_none_or(ExecutionStatus::is_closed);
            // What was printed last may be on its way still.
            tokio::time::sleep(if self.over { FIRST_POLL } else { self.pause }).await;
            self.pause = (self.pause * 2).min(SLOWEST_POLL);
        }
    }
}
