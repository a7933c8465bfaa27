//! A table of requests that are refused, and the machine that sends them.
//!
//! A row is `section name | METHOD path | body | header: value`, its section that of the contract. `UPDATES` in the
//! place of a method sends the body as the updates of a checkpoint by whoever may make one. `{succeed,fail}` makes
//! one row of several requests, which are answered alike. Whatever a row says, the machine checks in every answer
//! what every answer no carries, and that the world is as it was.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};

use expect_test::Expect;
use serde_json::json;

use super::answer;
use super::names::Names;
use super::witness::Store;
use crate::http::run::Run;
use crate::http::world::{Answer, World};

pub(super) struct Table {
    pub(super) rows: &'static str,
    pub(super) told: Expect,
}

/// Patterns of the model, which would make long answers of many.
const PATTERNS: [(&str, &str); 2] = [
    (
        "arn pattern",
        r"arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\d{12}):function:([a-zA-Z0-9_-]+):(\$LATEST(?:\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)",
    ),
    (
        "function pattern",
        r"(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?",
    ),
];

/// The rows of a table.
pub(super) fn lines(rows: &str) -> impl Iterator<Item = &str> {
    rows.lines().map(str::trim).filter(|row| !row.is_empty())
}

/// A world, the execution whose function may make a checkpoint, and what rows may name.
pub(super) struct Stage<'w> {
    pub(super) world: &'w World,
    pub(super) run: Run<'w>,
    pub(super) names: Names,
    others: Vec<Run<'w>>,
    store: Store,
    request_ids: RefCell<HashSet<String>>,
    faults: RefCell<Vec<String>>,
}

/// What a refused request must leave alone.
#[derive(PartialEq)]
pub(super) struct Seen {
    store: String,
    executions: Vec<String>,
    calls: usize,
}

impl Seen {
    /// What is new.
    fn news(&self, before: &Self) -> String {
        let new = |after: &str, before: &str| -> Vec<String> {
            let known: HashSet<&str> = before.lines().collect();
            let lines = after.lines().filter(|line| !known.contains(line));
            lines.map(ToOwned::to_owned).collect()
        };
        let mut news = new(&self.store, &before.store);
        for (after, before) in self.executions.iter().zip(&before.executions) {
            news.extend(new(after, before));
        }
        if self.calls != before.calls {
            news.push(format!(
                "{} calls of functions, {} before",
                self.calls, before.calls
            ));
        }
        news.join("\n")
    }
}

impl<'w> Stage<'w> {
    pub(super) fn new(run: Run<'w>) -> Self {
        let mut names = Names::default();
        for (name, pattern) in PATTERNS {
            names.text(name, pattern);
        }
        names.execution("run", &run.arn);
        Self {
            world: run.world,
            names,
            others: Vec::new(),
            store: Store::open(&run.world.store()),
            request_ids: RefCell::default(),
            faults: RefCell::default(),
            run,
        }
    }

    /// One more execution that has a name, and with it its token.
    pub(super) fn name(&mut self, name: &str, run: &Run<'_>) {
        self.names.execution(name, &run.arn);
        self.names.text(&format!("{name} token"), &run.token);
    }

    /// One that is read before and after each row, too. What the store holds of it is seen in any case.
    pub(super) fn watch(&mut self, name: &str, run: Run<'w>) {
        self.name(name, &run);
        self.others.push(run);
    }

    /// What the store holds and who was called.
    pub(super) async fn glance(&self) -> Seen {
        Seen {
            store: self.store.seen(),
            executions: Vec::new(),
            calls: self.world.calls_waiting().await,
        }
    }

    /// That, and all that can be read of the executions that are watched.
    pub(super) async fn look(&self) -> Seen {
        let mut seen = self.glance().await;
        for run in self.others.iter().chain([&self.run]) {
            seen.executions.push(run.fingerprint().await);
        }
        seen
    }

    /// Sends each row and compares what it is told.
    pub(super) async fn refuses(&mut self, table: Table) {
        self.names.text("run token", &self.run.token.clone());
        let events = self.store.digest();
        let mut before = self.look().await;
        let mut told = String::new();
        for line in lines(table.rows) {
            let (name, _) = line.split_once(" | ").unwrap();
            let mut answers = BTreeSet::new();
            for line in alternatives(line) {
                answers.insert(self.refused(&line).await);
            }
            let after = self.look().await;
            self.unchanged(line, &before, &after);
            before = after;
            for answer in answers {
                told.extend([name, ": ", &answer, "\n"]);
            }
        }
        self.is_faultless();
        assert_eq!(
            self.store.digest(),
            events,
            "what has happened is no more what it was"
        );
        table.told.assert_eq(&told);
    }

    /// Sends a row; the answer no, as it is shown.
    pub(super) async fn refused(&self, line: &str) -> String {
        let (_, request) = line.split_once(" | ").unwrap();
        let (method, answer) = self.send(request).await;
        self.judge(line, method, &answer)
    }

    /// Checks an answer no; as it is shown.
    pub(super) fn judge(&self, line: &str, method: &str, answer: &Answer) -> String {
        let faults = answer::faults(method, answer, &mut self.request_ids.borrow_mut());
        let told = self.names.show(&answer.to_string());
        let faults = faults.into_iter().map(|fault| format!("{line}: {fault}: {told}"));
        self.faults.borrow_mut().extend(faults);
        told
    }

    /// Notes that a refused request changed something, if it did.
    pub(super) fn unchanged(&self, line: &str, before: &Seen, after: &Seen) {
        if after != before {
            let fault = format!("{line} changed something: {}", after.news(before));
            self.faults.borrow_mut().push(fault);
        }
    }

    /// # Panics
    /// If an answer no was none, or lacked something.
    pub(super) fn is_faultless(&self) {
        let faults = self.faults.take();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    /// Sends a request as a row writes it.
    pub(super) async fn send<'r>(&self, request: &'r str) -> (&'r str, Answer) {
        let mut parts = request.split(" | ");
        let what = parts.next().unwrap();
        let body = self.names.fill(parts.next().unwrap_or_default());
        if what == "UPDATES" {
            let token = json!({"CheckpointToken": self.run.token}).to_string();
            let mut whole = token.trim_end_matches('}').as_bytes().to_vec();
            whole.extend(br#","Updates":"#);
            whole.extend(body);
            whole.push(b'}');
            let path = self.names.fill_path("{run}/checkpoint");
            return ("POST", self.world.send("POST", &path, &[], whole).await);
        }
        let (method, path) = what.split_once(' ').unwrap();
        let headers: Vec<_> = parts
            .map(|header| header.split_once(": ").unwrap())
            .map(|(name, value)| (name, self.names.fill(value)))
            .collect();
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_slice()))
            .collect();
        let path = self.names.fill_path(path);
        (method, self.world.send_bytes(method, &path, &headers, body).await)
    }
}

/// A row for each choice that it leaves: `{a,b}` is either.
fn alternatives(line: &str) -> Vec<String> {
    let is_choice = |inner: &str| {
        let plain = |c: char| c.is_alphanumeric() || ",:".contains(c);
        inner.contains(',') && inner.chars().all(plain)
    };
    let mut braces = line.match_indices('{').filter_map(|(at, _)| {
        let inner = line[at + 1..].split('}').next()?;
        is_choice(inner).then_some((at, inner))
    });
    let Some((at, inner)) = braces.next() else {
        return vec![line.to_owned()];
    };
    let (before, after) = (&line[..at], &line[at + inner.len() + 2..]);
    let choices = inner.split(',').map(|choice| format!("{before}{choice}{after}"));
    choices.flat_map(|line| alternatives(&line)).collect()
}

/// All that all tables expect to be told.
pub(super) fn everything_told() -> String {
    let mut all = String::new();
    for table in super::tables() {
        all.push_str(table().told.data());
    }
    all
}
