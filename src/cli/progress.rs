//! What `invoke` shows while an execution runs: a line for each operation that ended, and on a terminal below them
//! one for each that has not, with a countdown where it waits.

use super::operations::{For, Operation, Operations, State};
use super::output::{style, text, time};
use super::tree::{attempts, of_state, title};
use crate::execution::Timestamp;
use crate::wire::event::Event;

/// What turns while something runs.
const SPINNER: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
/// A wait that is due is not counted any more, and neither is one that is further away than it is long: then
/// clocks differ, or time is modelled.
const SLACK_MS: i64 = 1_000;

/// The operations of the execution that is followed.
#[derive(Debug, Default)]
pub(super) struct Progress {
    operations: Operations,
}

impl Progress {
    /// Takes the next event. A line, if it ends an operation.
    pub(super) fn line(&mut self, event: &Event<'_>) -> Option<String> {
        let index = self.operations.see(event)?;
        let operation = self.operations.get(index)?;
        if operation.state.is_open() {
            return None;
        }
        let (style, mark) = (of_state(operation.state), operation.state.mark());
        let kind = text::guarded(&operation.kind);
        let name = text::guarded(operation.name.as_deref().unwrap_or_default());
        let mut line = format!(
            "{:indent$}{style}{mark}{style:#} {kind} {name}  {}",
            "",
            time::duration(operation.millis(self.operations.last())),
            indent = operation.depth * 2,
        );
        let error = operation.error.as_deref().map(text::guarded).unwrap_or_default();
        for said in [attempts(operation), error]
            .iter()
            .filter(|said| !said.is_empty())
        {
            line.extend(["  ", said]);
        }
        Some(line)
    }

    /// The operations that are open, each below its context: at most so many lines of at most so many columns.
    /// `turn` counts up, and what runs turns with it.
    pub(super) fn open(&self, now: Timestamp, turn: usize, (columns, rows): (usize, usize)) -> Vec<String> {
        let mut open = Vec::new();
        let mut rest: Vec<usize> = self.operations.roots().iter().rev().copied().collect();
        while let Some(operation) = rest.pop().and_then(|index| self.operations.get(index)) {
            if operation.state.is_open() {
                open.push(operation);
                rest.extend(operation.children.iter().rev());
            }
        }
        let shown = if open.len() > rows {
            rows.saturating_sub(1)
        } else {
            rows
        };
        let more = open.len().saturating_sub(shown);
        let lines = open.into_iter().take(shown);
        let mut lines: Vec<String> = lines.map(|one| open_line(one, now, turn, columns)).collect();
        if more > 0 && rows > 0 {
            lines.push(format!("… and {more} more"));
        }
        lines
    }
}

fn open_line(operation: &Operation, now: Timestamp, turn: usize, columns: usize) -> String {
    let style = of_state(operation.state);
    let mark = match operation.state {
        State::Running => SPINNER[turn % SPINNER.len()],
        other => other.mark(),
    };
    // Deep contexts would leave no room for names.
    let indent = (operation.depth * 2).min(columns / 3);
    let said = standing(operation, now);
    let beside = text::width(&said) + if said.is_empty() { 0 } else { 2 };
    let title = title(operation, columns.saturating_sub(indent + 2 + beside));
    let mut line = format!("{:indent$}{style}{mark}{style:#} {title}", "");
    let taken = indent + 2 + text::width(&title);
    if !said.is_empty() && taken + beside <= columns {
        line.extend(["  ", &said]);
        let left = columns.saturating_sub(taken + beside + 2);
        if let Some(error) = operation.error.as_deref().filter(|_| left >= SPINNER.len()) {
            let dim = style::DIM;
            line = format!("{line}  {dim}{}{dim:#}", text::clipped(error, left));
        }
    }
    line
}

/// How it stands: what it waits for and how long still, or for how long it runs.
fn standing(operation: &Operation, now: Timestamp) -> String {
    let began = operation.stretch_began();
    let left = |at: Timestamp| {
        let (left, whole) = (at.millis_since(now), at.millis_since(began));
        (left > 0 && left <= whole.saturating_add(SLACK_MS)).then(|| time::countdown(left))
    };
    let attempt = operation.attempt + 1;
    match operation.state {
        State::Waiting(For::Time { at }) => {
            left(at).map_or_else(|| "waiting".to_owned(), |left| format!("{left} left"))
        }
        State::Waiting(For::Attempt { at }) => left(at).map_or_else(
            || format!("attempt {attempt}"),
            |left| format!("attempt {attempt} in {left}"),
        ),
        State::Waiting(For::Answer { at }) => at.and_then(left).map_or_else(
            || "waiting for an answer".to_owned(),
            |left| format!("waiting, {left} left"),
        ),
        State::Waiting(For::Execution) => match &operation.invokes {
            Some(invokes) => format!("waiting for {}", text::clipped(&invokes.function, 40)),
            None => "waiting".to_owned(),
        },
        _ => {
            let elapsed = now.millis_since(began);
            let elapsed = if elapsed >= SLACK_MS {
                time::countdown(elapsed / 1_000 * 1_000)
            } else {
                String::new()
            };
            let attempts = attempts(operation);
            let gap = if attempts.is_empty() || elapsed.is_empty() {
                ""
            } else {
                "  "
            };
            format!("{attempts}{gap}{elapsed}")
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::super::operations::tests::{STORY, history};
    use super::*;

    fn plain(line: &str) -> String {
        anstream::adapter::strip_str(line).to_string()
    }

    /// The lines that go by, `:` those that stay: after so many seconds, in so much room.
    fn check(text: &str, now: i64, room: (usize, usize), expected: &Expect) {
        let mut progress = Progress::default();
        let mut told = String::new();
        for event in history(text) {
            if let Some(line) = progress.line(&event) {
                told.extend([plain(&line).as_str(), "\n"]);
            }
        }
        for line in progress.open(Timestamp::from_millis(now), 0, room) {
            let line = plain(&line);
            assert!(text::width(&line) <= room.0, "{line}");
            told.extend([": ", &line, "\n"]);
        }
        expected.assert_eq(&told);
    }

    #[test]
    fn what_ended_goes_by_and_what_waits_is_counted_down() {
        check(
            STORY,
            109_500,
            (80, 10),
            &expect![[r#"
            ✓ Step validate  250ms
            ✓ Step reserve the goods  2.50s  2 attempts
              ✓ Step submitter  250ms
              ✓ Callback approval callback  4.00s
            ✓ WaitForCallback approval  4.00s
            ✗ ChainedInvoke pricing  1.00s  no price
            : ◦ Wait cool-off  4s left
        "#]],
        );
    }

    /// Contexts, a retry and its error, a callback, a chained invoke; wide names.
    const OPEN: &str = r#"
        100|ContextStarted|id=p name=注文 as=Parallel
        100|ContextStarted|id=q in=p name=branch-1 as=ParallelBranch
        100|StepFailed|id=s in=q name=charge as=Step|{"Error":{"Payload":{"ErrorType":"Busy","ErrorMessage":"try later"},"Truncated":false},"RetryDetails":{"CurrentAttempt":1,"NextAttemptDelaySeconds":5}}
        100|CallbackStarted|id=k in=p name=sign as=Callback|{"CallbackId":"cb","Timeout":3600}
        100|CallbackStarted|id=l name=evil\u001b[2J as=Callback|{"CallbackId":"cb"}
        101|ChainedInvokeStarted|id=i name=pricing as=ChainedInvoke|{"FunctionName":"pricing:1"}
        101|StepFailed|id=t name=again as=Step|{"Error":{"Payload":{"ErrorType":"Busy"},"Truncated":false},"RetryDetails":{"CurrentAttempt":2,"NextAttemptDelaySeconds":0}}
        101|StepStarted|id=t
    "#;

    #[test]
    fn what_is_open_stands_below_its_context() {
        check(
            OPEN,
            102_000,
            (80, 10),
            &expect![[r#"
                : ⠋ Parallel 注文  2s
                :   ⠋ ParallelBranch branch-1  2s
                :     ◦ Step charge  attempt 2 in 3s  Busy: try later
                :   ◦ Callback sign  waiting, 59m 58s left
                : ◦ Callback evil\u{1b}[2J  waiting for an answer
                : ◦ ChainedInvoke pricing  waiting for pricing:1
                : ⠋ Step again  attempt 3  1s  Busy
            "#]],
        );
        check(
            OPEN,
            102_000,
            (40, 10),
            &expect![[r#"
                : ⠋ Parallel 注文  2s
                :   ⠋ ParallelBranch branch-1  2s
                :     ◦ Step charge  attempt 2 in 3s
                :   ◦ Callback sign  waiting, 59m 58s left
                : ◦ evil\u{1b}[2J  waiting for an answer
                : ◦ pricing  waiting for pricing:1
                : ⠋ Step again  attempt 3  1s  Busy
            "#]],
        );
    }

    #[test]
    fn there_is_an_end_to_it() {
        check(
            OPEN,
            102_000,
            (80, 4),
            &expect![[r#"
            : ⠋ Parallel 注文  2s
            :   ⠋ ParallelBranch branch-1  2s
            :     ◦ Step charge  attempt 2 in 3s  Busy: try later
            : … and 4 more
        "#]],
        );
        check(OPEN, 102_000, (80, 0), &expect![[r#""#]]);
    }

    #[test]
    fn no_countdown_is_negative_or_absurd() {
        let wait = r#"100|WaitStarted|id=w name=nap as=Wait|{"Duration":5,"ScheduledEndTimestamp":105}"#;
        let unsaid = expect![[r#"
            : ◦ Wait nap  waiting
        "#]];
        check(
            wait,
            104_999,
            (80, 10),
            &expect![[r#"
            : ◦ Wait nap  1s left
        "#]],
        );
        check(
            wait,
            99_000,
            (80, 10),
            &expect![[r#"
            : ◦ Wait nap  6s left
        "#]],
        );
        // The time is modelled, or it is long over.
        check(wait, 9_000_000, (80, 10), &unsaid);
        check(
            wait,
            98_000,
            (80, 10),
            &expect![[r#"
            : ◦ Wait nap  waiting
        "#]],
        );
    }
}
