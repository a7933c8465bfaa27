//! What may be asked of an execution in each of its statuses (contract 1.9 to 1.11, 2.3, 7.1, 7.2, 7.4).
//!
//! A legal cell shows the status of the answer and what the execution is then, an illegal one the letter of what is
//! told.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use expect_test::expect;
use serde_json::{Value, json};

use super::fixture;
use super::grid::Grid;
use super::table::{Stage, Table};
use crate::http::run::Run;
use crate::http::world::{World, execution};

pub(super) const TABLES: &[fn() -> Table] = &[cells, again];

/// `RUNNING` is while the function runs, `waiting` the same between its invocations.
const STATUSES: [&str; 9] = [
    "RUNNING",
    "waiting",
    "PAUSING",
    "PAUSED",
    "SUCCEEDED",
    "FAILED",
    "TIMED_OUT",
    "STOPPED",
    "deleted",
];

/// What is asked, and how.
const REQUESTS: [(&str, &str); 11] = [
    ("get", "GET {x}"),
    ("history", "GET {x}/history"),
    ("state", "GET {x}/state?CheckpointToken={x token}"),
    (
        "invoke by name",
        r#"POST /2015-03-31/functions/{function}/invocations | 1 | x-amz-invocation-type: Event | x-amz-durable-execution-name: {x name}"#,
    ),
    (
        "invoke with other input",
        r#"POST /2015-03-31/functions/{function}/invocations | 2 | x-amz-invocation-type: Event | x-amz-durable-execution-name: {x name}"#,
    ),
    ("pause", "POST {x}/pause | {}"),
    ("resume", "POST {x}/resume | {}"),
    ("stop", "POST {x}/stop | {}"),
    ("delete", "DELETE {x}"),
    (
        "checkpoint",
        r#"POST {x}/checkpoint | {"CheckpointToken":"{x token}"}"#,
    ),
    (
        "callback",
        "POST /2025-12-01/durable-execution-callbacks/{callback}/succeed | 1",
    ),
];

/// What does not change an execution, so that all of it may be asked of one.
const READS: [&str; 5] = [
    "get",
    "history",
    "state",
    "invoke by name",
    "invoke with other input",
];

struct Subject<'w> {
    run: Run<'w>,
    function: &'static str,
    name: String,
    callback: String,
}

/// Whose cell this is: whatever may change an execution, or make one, has one of its own.
fn whose(status: &'static str, what: &'static str) -> (&'static str, &'static str) {
    let is_shared = if status == "deleted" {
        !what.starts_with("invoke")
    } else {
        READS.contains(&what)
    };
    (status, if is_shared { "any" } else { what })
}

#[tokio::test]
async fn every_status() {
    let world = World::with(|config| config.endpoint_concurrency = 128).await;
    let mut stage = Stage::new(world.start("flow", "1").await);
    let mut subjects = BTreeMap::new();
    for status in STATUSES {
        for (what, _) in REQUESTS {
            let whose = whose(status, what);
            if let Entry::Vacant(place) = subjects.entry(whose) {
                place.insert(begun(&world, status, whose.1).await);
            }
        }
    }
    for ((status, _), subject) in &subjects {
        settle(subject, status).await;
    }
    let mut grid = Grid::default();
    grid.heads("", STATUSES);
    for (what, request) in REQUESTS {
        let mut cells = Vec::new();
        for status in STATUSES {
            let subject = &subjects[&whose(status, what)];
            cells.push(cell(&mut stage, &mut grid, (what, request), status, subject).await);
        }
        grid.row(what, cells.iter().map(String::as_str));
    }
    stage.is_faultless();
    cells().told.assert_eq(&grid.text());
}

/// An execution with an open callback that has a status, or will have it by itself.
async fn begun<'w>(world: &'w World, status: &str, what: &str) -> Subject<'w> {
    let function = fixture::function(status);
    let name = format!("{status}-{what}").replace(' ', "-");
    let headers = [
        ("x-amz-invocation-type", "Event"),
        ("x-amz-durable-execution-name", name.as_str()),
    ];
    let started = world.invoke(function, &headers, "1").await.expect(202);
    let mut run = world.follow(started.header("x-amz-durable-execution-arn")).await;
    let callback = run.open_callback("cb", &json!({"TimeoutSeconds": 600})).await;
    match status {
        "waiting" => run.suspends(),
        "deleted" => {
            run.tell("stop", "").await.expect(200);
            run.suspends();
        }
        status => fixture::turn(&mut run, status).await,
    }
    Subject {
        run,
        function,
        name,
        callback,
    }
}

async fn settle(subject: &Subject<'_>, status: &str) {
    let run = &subject.run;
    match status {
        "waiting" => run.until_event("InvocationCompleted").await,
        "deleted" => {
            run.until_event("InvocationCompleted").await;
            run.world
                .send("DELETE", &execution(&run.arn, ""), &[], "")
                .await
                .expect(202);
        }
        status => drop(run.until(status).await),
    }
}

async fn cell(
    stage: &mut Stage<'_>,
    grid: &mut Grid,
    (what, request): (&str, &str),
    status: &str,
    subject: &Subject<'_>,
) -> String {
    stage.names.execution("x", &subject.run.arn);
    stage.names.text("x token", &subject.run.token);
    stage.names.text("x name", &subject.name);
    stage.names.text("function", subject.function);
    stage.names.text("callback", &subject.callback);
    let before = stage.glance().await;
    let (method, answer) = stage.send(request).await;
    if answer.status >= 400 {
        let name = format!("7.4 {what} {}", subject.name);
        let answer = stage.judge(&name, method, &answer);
        stage.unchanged(&name, &before, &stage.glance().await);
        return grid.letter(&answer);
    }
    let get: Value = subject.run.ask("", "").await.json();
    let now = get["Status"].as_str().unwrap_or("gone");
    // What follows has followed before the next cell.
    match (what, status) {
        ("invoke by name" | "invoke with other input", "deleted") => {
            let new = answer.header("x-amz-durable-execution-arn");
            stage.world.called(new).await;
        }
        ("callback", "waiting") => {
            stage.world.called(&subject.run.arn).await;
        }
        _ => {}
    }
    format!("{} {now}", answer.status)
}

fn cells() -> Table {
    let rows = "
        1.11 pause, resume, delete
        2.3 invoke by name
        5.3 callback
        7.2 stop
        7.4 get, history, state, checkpoint
    ";
    Table {
        rows,
        told: expect![[r#"
                                                RUNNING        waiting        PAUSING        PAUSED         SUCCEEDED      FAILED         TIMED_OUT      STOPPED        deleted
            get                                 200 RUNNING    200 RUNNING    200 PAUSING    200 PAUSED     200 SUCCEEDED  200 FAILED     200 TIMED_OUT  200 STOPPED    a
            history                             200 RUNNING    200 RUNNING    200 PAUSING    200 PAUSED     200 SUCCEEDED  200 FAILED     200 TIMED_OUT  200 STOPPED    a
            state                               200 RUNNING    b              200 PAUSING    b              b              b              b              b              b
            invoke by name                      202 RUNNING    202 RUNNING    202 PAUSING    202 PAUSED     202 SUCCEEDED  202 FAILED     202 TIMED_OUT  202 STOPPED    202 gone
            invoke with other input             c              c              c              c              c              c              c              c              202 gone
            pause                               202 PAUSING    202 PAUSED     d              e              f              g              h              i              a
            resume                              j              j              202 RUNNING    202 RUNNING    k              l              m              n              a
            stop                                200 STOPPED    200 STOPPED    200 STOPPED    200 STOPPED    200 SUCCEEDED  200 FAILED     200 TIMED_OUT  200 STOPPED    a
            delete                              o              o              p              q              202 gone       202 gone       202 gone       202 gone       a
            checkpoint                          200 RUNNING    b              200 PAUSED     b              b              b              b              b              b
            callback                            200 RUNNING    200 RUNNING    200 PAUSING    200 PAUSED     r              r              r              r              a

            a: 404 ResourceNotFoundException {"Type":"User","Message":"Durable Execution does not exist"}
            b: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
            c: 409 DurableExecutionAlreadyStartedException {"Type":"User","Message":"Execution already started: {x}"}
            d: 409 ResourceConflictException {"Type":"User","message":"Cannot pause a durable execution that is PAUSING."}
            e: 409 ResourceConflictException {"Type":"User","message":"Cannot pause a durable execution that is PAUSED."}
            f: 409 ResourceConflictException {"Type":"User","message":"Cannot pause a durable execution that is SUCCEEDED."}
            g: 409 ResourceConflictException {"Type":"User","message":"Cannot pause a durable execution that is FAILED."}
            h: 409 ResourceConflictException {"Type":"User","message":"Cannot pause a durable execution that is TIMED_OUT."}
            i: 409 ResourceConflictException {"Type":"User","message":"Cannot pause a durable execution that is STOPPED."}
            j: 409 ResourceConflictException {"Type":"User","message":"Cannot resume a durable execution that is RUNNING."}
            k: 409 ResourceConflictException {"Type":"User","message":"Cannot resume a durable execution that is SUCCEEDED."}
            l: 409 ResourceConflictException {"Type":"User","message":"Cannot resume a durable execution that is FAILED."}
            m: 409 ResourceConflictException {"Type":"User","message":"Cannot resume a durable execution that is TIMED_OUT."}
            n: 409 ResourceConflictException {"Type":"User","message":"Cannot resume a durable execution that is STOPPED."}
            o: 409 ResourceConflictException {"Type":"User","message":"Cannot delete a durable execution that is RUNNING."}
            p: 409 ResourceConflictException {"Type":"User","message":"Cannot delete a durable execution that is PAUSING."}
            q: 409 ResourceConflictException {"Type":"User","message":"Cannot delete a durable execution that is PAUSED."}
            r: 400 CallbackTimeoutException {"Type":"User","Message":"The callback is either timed out or already completed"}
        "#]],
    }
}

/// A repeat of a pause or a resumption is recognized by its client token; what is like it is none.
#[tokio::test]
async fn no_second_pause() {
    let world = World::new().await;
    let mut paused = world.start("flow", "1").await;
    paused.suspends_on_a_wait().await;
    paused
        .tell("pause", r#"{"ClientToken":"p","Reason":"why"}"#)
        .await
        .expect(202);
    let mut resumed = world.start("flow", "1").await;
    resumed.suspends_on_a_wait().await;
    resumed.tell("pause", r#"{"ClientToken":"p"}"#).await.expect(202);
    resumed.tell("resume", r#"{"ClientToken":"r"}"#).await.expect(202);
    let bare = world.start("flow", "1").await;
    bare.tell("pause", "").await.expect(202);
    let mut stage = Stage::new(world.start("flow", "1").await);
    stage.watch("paused", paused);
    stage.watch("resumed", resumed);
    stage.watch("bare", bare);
    stage.refuses(again()).await;
}

fn again() -> Table {
    let rows = r#"
        2.6 another reason | POST {paused}/pause | {"ClientToken":"p","Reason":"other"}
        2.6 no reason | POST {paused}/pause | {"ClientToken":"p"}
        2.6 another clock | POST {paused}/pause | {"ClientToken":"p","Reason":"why","ExecutionTimeoutPaused":false}
        2.6 another client token | POST {paused}/pause | {"ClientToken":"q","Reason":"why"}
        2.6 no client token | POST {paused}/pause | {"Reason":"why"}
        2.6 pausing, without a client token | POST {bare}/pause
        2.6 another client token of a resumption | POST {resumed}/resume | {"ClientToken":"s"}
        2.6 the client token of the pause | POST {resumed}/resume | {"ClientToken":"p"}
        2.6 no client token of a resumption | POST {resumed}/resume
        2.6 never paused | POST {run}/resume | {"ClientToken":"r"}
    "#;
    Table {
        rows,
        told: expect![[r#"
            2.6 another reason: 409 ResourceConflictException {"Type":"User","message":"Cannot pause a durable execution that is PAUSED."}
            2.6 no reason: 409 ResourceConflictException {"Type":"User","message":"Cannot pause a durable execution that is PAUSED."}
            2.6 another clock: 409 ResourceConflictException {"Type":"User","message":"Cannot pause a durable execution that is PAUSED."}
            2.6 another client token: 409 ResourceConflictException {"Type":"User","message":"Cannot pause a durable execution that is PAUSED."}
            2.6 no client token: 409 ResourceConflictException {"Type":"User","message":"Cannot pause a durable execution that is PAUSED."}
            2.6 pausing, without a client token: 409 ResourceConflictException {"Type":"User","message":"Cannot pause a durable execution that is PAUSING."}
            2.6 another client token of a resumption: 409 ResourceConflictException {"Type":"User","message":"Cannot resume a durable execution that is RUNNING."}
            2.6 the client token of the pause: 409 ResourceConflictException {"Type":"User","message":"Cannot resume a durable execution that is RUNNING."}
            2.6 no client token of a resumption: 409 ResourceConflictException {"Type":"User","message":"Cannot resume a durable execution that is RUNNING."}
            2.6 never paused: 409 ResourceConflictException {"Type":"User","message":"Cannot resume a durable execution that is RUNNING."}
        "#]],
    }
}
