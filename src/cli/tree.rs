//! `execution history --view tree`: contexts, and in them their operations.

use std::io::{self, Write};

use super::operations::{For, Operation, Operations, State};
use super::output::{Human, style, text, time};

/// The least that is left of a name.
const NAME: usize = 8;
/// The least that is worth saying of an error.
const SAID: usize = 16;

/// Draws it. `is_reversed`: the newest first.
pub(super) fn write(
    out: &mut Human<'_>,
    name: &str,
    operations: &Operations,
    is_reversed: bool,
) -> io::Result<()> {
    let width = out.width.map_or(usize::MAX, usize::from);
    writeln!(out, "{}", heading(name, operations, width))?;
    let mut tree = Tree {
        operations,
        is_reversed,
        width,
        lines: Vec::new(),
    };
    tree.draw();
    for line in tree.lines {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// The execution: its name, how it stands, how long it took.
pub(super) fn heading(name: &str, operations: &Operations, width: usize) -> String {
    let took = time::duration(operations.last().millis_since(operations.begun()));
    let (style, word, error) = match operations.ending() {
        None => (style::OPEN, "open", None),
        Some(ending) if ending.word == "succeeded" => (style::GOOD, ending.word, None),
        Some(ending) => (style::BAD, ending.word, ending.error.as_deref()),
    };
    let rest = format!("  {word}  {took}");
    let name = text::middle(name, width.saturating_sub(rest.len()).max(NAME));
    let left = width.saturating_sub(text::width(&name) + rest.len() + 2);
    let error = match error {
        Some(error) if left >= SAID => format!("  {}", text::clipped(error, left)),
        Some(_) | None => String::new(),
    };
    format!("{name}  {style}{word}{style:#}  {took}{error}")
}

struct Tree<'a> {
    operations: &'a Operations,
    is_reversed: bool,
    width: usize,
    lines: Vec<String>,
}

impl Tree<'_> {
    /// Without recursion: how deep contexts are nested is others' to say.
    fn draw(&mut self) {
        let mut rest: Vec<(usize, String, bool)> = Vec::new();
        self.push(&mut rest, self.operations.roots(), "");
        while let Some((index, prefix, is_last)) = rest.pop() {
            let Some(operation) = self.operations.get(index) else {
                continue;
            };
            let (branch, below) = if is_last {
                ("└─ ", "   ")
            } else {
                ("├─ ", "│  ")
            };
            let below = format!("{prefix}{below}");
            let own = if operation.children.is_empty() {
                "  "
            } else {
                "│ "
            };
            self.line(operation, &format!("{prefix}{branch}"), &format!("{below}{own}"));
            self.push(&mut rest, &operation.children, &below);
        }
    }

    /// What stands on top of the stack is drawn next.
    fn push(&self, rest: &mut Vec<(usize, String, bool)>, children: &[usize], prefix: &str) {
        let last = children.len().saturating_sub(1);
        let mut entries: Vec<(usize, String, bool)> = children
            .iter()
            .enumerate()
            .map(|(at, index)| {
                let is_last = if self.is_reversed { at == 0 } else { at == last };
                (*index, prefix.to_owned(), is_last)
            })
            .collect();
        if !self.is_reversed {
            entries.reverse();
        }
        rest.append(&mut entries);
    }

    /// One operation: what does not fit beside it stands below it.
    fn line(&mut self, operation: &Operation, prefix: &str, below: &str) {
        let mark = operation.state.mark();
        let style = of_state(operation.state);
        let facts = facts(operation, self.operations);
        let mut taken = text::width(prefix) + 2 + text::width(&facts);
        let title = title(operation, self.width.saturating_sub(taken));
        taken += text::width(&title);
        let mut line = format!("{prefix}{style}{mark}{style:#} {title}{facts}");
        let mut after = Vec::new();
        for (said, is_whole) in remarks(operation) {
            let left = self.width.saturating_sub(taken + 2);
            let said = text::guarded(&said);
            if after.is_empty() && text::width(&said) <= left {
                taken += 2 + text::width(&said);
                line = format!("{line}  {said}");
            } else if after.is_empty() && !is_whole && left >= SAID {
                taken = self.width;
                line = format!("{line}  {}", text::clipped(&said, left));
            } else if is_whole {
                after.push(format!("{below}{said}"));
            } else {
                let left = self.width.saturating_sub(text::width(below)).max(SAID);
                after.push(format!("{below}{}", text::clipped(&said, left)));
            }
        }
        self.lines.push(line);
        self.lines.append(&mut after);
    }
}

/// The kind and the name; the name alone where both do not fit.
pub(super) fn title(operation: &Operation, width: usize) -> String {
    let kind = text::guarded(&operation.kind);
    let Some(name) = operation.name.as_deref() else {
        return text::middle(&kind, width.max(NAME));
    };
    let beside = width.saturating_sub(text::width(&kind) + 1);
    if text::width(name) <= beside || beside >= NAME * 2 {
        format!("{kind} {}", text::middle(name, beside))
    } else {
        text::middle(name, width.max(NAME))
    }
}

/// How long it took, and how many attempts.
pub(super) fn facts(operation: &Operation, operations: &Operations) -> String {
    let took = time::duration(operation.millis(operations.last()));
    let attempts = attempts(operation);
    if attempts.is_empty() {
        format!("  {took}")
    } else {
        format!("  {took}  {attempts}")
    }
}

/// `3 attempts`, if there was more than one.
pub(super) fn attempts(operation: &Operation) -> String {
    match (operation.attempt, operation.state) {
        (0 | 1, _) => String::new(),
        (attempt, State::Running) => format!("attempt {attempt}"),
        (attempt, _) => format!("{attempt} attempts"),
    }
}

/// What else is to be said; and whether it must stay whole, for somebody to paste it.
fn remarks(operation: &Operation) -> Vec<(String, bool)> {
    let mut said = Vec::new();
    match operation.state {
        State::Waiting(For::Time { at }) => said.push((format!("until {}", time::clock(at)), false)),
        State::Waiting(For::Attempt { at }) => {
            said.push((format!("next attempt at {}", time::clock(at)), false));
        }
        State::Waiting(For::Answer { at: Some(at) }) => {
            said.push((format!("waits for an answer until {}", time::clock(at)), false));
        }
        State::Waiting(For::Answer { at: None }) => said.push(("waits for an answer".to_owned(), false)),
        State::Left => said.push(("left open".to_owned(), false)),
        State::Waiting(For::Execution)
        | State::Running
        | State::Succeeded
        | State::Failed
        | State::Cancelled => {}
    }
    if let Some(invokes) = &operation.invokes {
        let verb = if operation.state.is_open() {
            "waits for"
        } else {
            "of"
        };
        said.push((format!("{verb} {}", invokes.function), false));
        if let Some(execution) = &invokes.execution {
            said.push((format!("execution {execution}"), true));
        }
    }
    said.extend(operation.error.clone().map(|error| (error, false)));
    said
}

/// The color of a mark.
pub(super) const fn of_state(state: State) -> anstyle::Style {
    match state {
        State::Running | State::Waiting(_) => style::OPEN,
        State::Succeeded => style::GOOD,
        State::Failed => style::BAD,
        State::Cancelled | State::Left => style::DIM,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::super::operations::tests::{STORY, history};
    use super::*;

    fn check(text: &str, width: Option<u16>, is_reversed: bool, expected: &Expect) {
        let operations = Operations::of(&history(text));
        let drawn = Human::drawn(width, |out| write(out, "order-1", &operations, is_reversed));
        let clock = regex::Regex::new(r"\d\d:\d\d:\d\d\.\d{3}").unwrap();
        expected.assert_eq(&clock.replace_all(&drawn, "HH:MM:SS.mmm"));
    }

    #[test]
    fn contexts_hold_their_operations() {
        check(
            STORY,
            None,
            false,
            &expect![[r#"
            order-1  open  9.00s
            ├─ ✓ Step validate  250ms
            ├─ ✓ Step reserve the goods  2.50s  2 attempts
            ├─ ✓ WaitForCallback approval  4.00s
            │  ├─ ✓ Callback approval callback  4.00s
            │  └─ ✓ Step submitter  250ms
            ├─ ✗ ChainedInvoke pricing  1.00s  of pricing:$LATEST  execution child-1  no price
            └─ ◦ Wait cool-off  1.00s  until HH:MM:SS.mmm
        "#]],
        );
    }

    #[test]
    fn forty_columns_are_enough() {
        check(
            STORY,
            Some(40),
            false,
            &expect![[r#"
            order-1  open  9.00s
            ├─ ✓ Step validate  250ms
            ├─ ✓ reserve …e goods  2.50s  2 attempts
            ├─ ✓ WaitForCallback approval  4.00s
            │  ├─ ✓ Callback approval…allback  4.00s
            │  └─ ✓ Step submitter  250ms
            ├─ ✗ ChainedInvoke pricing  1.00s
            │    of pricing:$LATEST
            │    execution child-1
            │    no price
            └─ ◦ Wait cool-off  1.00s
                 until HH:MM:SS.mmm
        "#]],
        );
    }

    #[test]
    fn the_newest_first() {
        check(
            STORY,
            Some(72),
            true,
            &expect![[r#"
            order-1  open  9.00s
            ├─ ◦ Wait cool-off  1.00s  until HH:MM:SS.mmm
            ├─ ✗ ChainedInvoke pricing  1.00s  of pricing:$LATEST  execution child-1
            │    no price
            ├─ ✓ WaitForCallback approval  4.00s
            │  ├─ ✓ Step submitter  250ms
            │  └─ ✓ Callback approval callback  4.00s
            ├─ ✓ Step reserve the goods  2.50s  2 attempts
            └─ ✓ Step validate  250ms
        "#]],
        );
    }

    #[test]
    fn what_is_open_says_what_it_waits_for() {
        check(
            r#"
            1|ContextStarted|id=c name=注文の承認を待っています as=WaitForCallback|{}
            1|CallbackStarted|id=k in=c name=evil\u001b[2J as=Callback|{"CallbackId":"cb"}
            1|StepFailed|id=s name=flaky as=Step|{"Error":{"Payload":{"ErrorType":"Busy","ErrorMessage":"try again a little later, please"},"Truncated":false},"RetryDetails":{"CurrentAttempt":3,"NextAttemptDelaySeconds":60}}
            1|ChainedInvokeStarted|id=i name=pricing as=ChainedInvoke|{"FunctionName":"pricing:1","DurableExecutionArn":"arn:aws:lambda:us-east-1:123456789012:function:pricing:1/durable-execution/the-child-with-a-name/6e1c9c2e-0000-4000-8000-000000000000"}
            2|StepStarted|id=t as=Step
            "#,
            Some(48),
            false,
            &expect![[r#"
                order-1  open  1.00s
                ├─ ▸ WaitForCallback 注文の承認…ています  1.00s
                │  └─ ◦ Callback evil\u{1b}[2J  1.00s
                │       waits for an answer
                ├─ ◦ Step flaky  1.00s  3 attempts
                │    next attempt at HH:MM:SS.mmm
                │    Busy: try again a little later, please
                ├─ ◦ ChainedInvoke pricing  1.00s
                │    waits for pricing:1
                │    execution the-child-with-a-name
                └─ ▸ Step  0ms
            "#]],
        );
    }

    #[test]
    fn how_it_ended() {
        check(
            r#"
            1|StepStarted|id=s name=work
            2|ExecutionFailed||{"Error":{"Payload":{"ErrorType":"Refused","ErrorMessage":"no"},"Truncated":false}}
            "#,
            Some(60),
            false,
            &expect![[r#"
                order-1  failed  1.00s  Refused: no
                └─ - Step work  1.00s  left open
            "#]],
        );
    }
}
