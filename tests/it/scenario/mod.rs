//! The law, told as stories: a script goes in, history comes out.
//!
//! A script is commands, divided by `;` or line ends; `"…"` quotes text. Time stands still but for `tick N` (N
//! seconds pass and the execution is told) and `sleep N` (it is not told).
//!
//! ```text
//! running …                                `start …; begin`, without a word about it
//! start [timeout=S] [sync|async] [input=TEXT] [trace=TEXT] [retention=DAYS]
//! limits [ops=N] [bytes=N] [payload=N] [crash=N] [bad=N] [unusable]
//! begin                                    the engine is about to call the function: r1, r2, …
//! checkpoint [@client=K] [@token=N|foreign] [@digest=N] ID=Change WORD…, ID=Change WORD…
//! repeat                                   the last checkpoint, once more
//! finish [@request=rN] ok TEXT | fail TYPE | pending | malformed TEXT | broke TYPE | missing | unusable TYPE | lost
//! callback ID [@id=TEXT] ok TEXT | fail TYPE | heartbeat
//! chained ID ok TEXT | fail TYPE | timeout TYPE | stop TYPE
//! stop [TYPE]; pause [@client=K] [reason=TEXT] [keep]; resume [@client=K] [reason=TEXT]
//! show ID; state; updated; row
//! ```
//!
//! The words of a change are its result or error type, and `name=` `parent=` `sub=` `s=` (seconds) `heartbeat=`
//! `replay` `fn=` `target=durable|plain|missing|unqualified` `tenant=`. What comes out, for each command: public
//! events by their id, private ones by `-`, the answer to a checkpoint by `=`, a changed status by `#`, what the
//! engine should do next by `→` (only if it changed), or the exception by `!`.
//!
//! After every command the invariants of [`world`] hold.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

mod callback;
mod chained;
mod checkpoint;
mod context;
mod crash;
mod deadline;
mod ending;
mod history;
mod invocation;
mod limits;
mod page;
mod pause;
mod print;
mod revoked;
mod script;
mod standstill;
mod step;
mod token;
mod wait;
mod world;

use expect_test::Expect;

use cargo_durable::execution::{Command, Event, ExecutionStatus, Fact};

use world::World;

/// Plays a script and compares what came of it.
#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "`expect!` is written in place")]
fn check(script: &str, expect: Expect) {
    let mut play = Play::default();
    for line in script
        .split(['\n', ';'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        play.line(line);
    }
    expect.assert_eq(&play.output);
}

/// A script on its way.
#[derive(Default)]
struct Play {
    world: Option<World>,
    output: String,
    next: String,
}

impl Play {
    fn line(&mut self, line: &str) {
        if let Some(how) = line.strip_prefix("running") {
            self.line(&format!("start{how}"));
            self.line("begin");
            self.output.clear();
            return;
        }
        self.say(&format!("> {line}"));
        let words = script::words(line);
        let Some(world) = &mut self.world else {
            let world = script::start(&words);
            self.say(&print::event(&world.journal[0], &world.execution));
            self.world = Some(world);
            self.plan();
            return;
        };
        if let Some(shown) = script::show(world, &words) {
            self.say(&shown);
            return;
        }
        let before = world.execution.status();
        let Some(command) = script::command(world, &words) else {
            return;
        };
        let result = world.submit(&command);
        let world = self.world.as_ref().expect("it has started");
        let said = match result {
            Ok(events) => accepted(world, &command, &events, before),
            Err(no) => vec![format!("! {}: {no}", no.exception().name())],
        };
        for line in said {
            self.say(&line);
        }
        self.plan();
    }

    /// What the engine should do next, if that is something else than before.
    fn plan(&mut self) {
        let world = self.world.as_ref().expect("it has started");
        let next = print::next(world);
        if next != self.next {
            self.say(&format!("→ {next}"));
            self.next = next;
        }
    }

    fn say(&mut self, line: &str) {
        self.output.push_str(line);
        self.output.push('\n');
    }
}

fn accepted(world: &World, command: &Command, events: &[Event], before: ExecutionStatus) -> Vec<String> {
    let mut lines: Vec<String> = events
        .iter()
        .filter(|event| !matches!(event.fact, Fact::CheckpointAccepted { .. }))
        .map(|event| print::numbered(event, world))
        .collect();
    if matches!(command, Command::Checkpoint(_)) {
        let answer = world.execution.checkpoint_answer();
        lines.push(print::answer(&answer, events.is_empty()));
    }
    if world.execution.status() != before {
        lines.push(format!("# {before} → {}", world.execution.status()));
    }
    lines
}
