//! Every cell of the state machines: type by action by status, legal or not (contract 4.1, 4.5, 4.6).
//!
//! A legal cell shows what the operation becomes, an illegal one the letter of what is told. No cell is missing: all
//! are generated, and each legal one has an operation of its own.

use std::collections::BTreeMap;

use expect_test::expect;
use serde_json::{Value, json};

use super::fixture::{self, ACTIONS, TYPES, id, opening, update};
use super::grid::Grid;
use super::table::{Seen, Stage, Table};
use crate::http::run::Run;
use crate::http::world::{Answer, World};

pub(super) const TABLES: &[fn() -> Table] = &[own_type, other_type];

/// What an execution is when it is asked to end.
const EXECUTIONS: [&str; 7] = [
    "RUNNING",
    "PAUSING",
    "PAUSED",
    "SUCCEEDED",
    "FAILED",
    "TIMED_OUT",
    "STOPPED",
];

/// A grid in the making.
struct Trial<'w> {
    stage: Stage<'w>,
    grid: Grid,
    /// As the world was after the last update, if that was refused.
    seen: Option<Seen>,
}

impl<'w> Trial<'w> {
    fn of(run: Run<'w>) -> Self {
        Self {
            stage: Stage::new(run),
            grid: Grid::default(),
            seen: None,
        }
    }

    /// What comes of an update: the answer yes, or the letter of the answer no.
    async fn send(&mut self, update: &Value) -> Result<Answer, String> {
        let before = match self.seen.take() {
            Some(seen) => seen,
            None => self.stage.look().await,
        };
        let (_, answer) = self.stage.send(&format!("UPDATES | [{update}]")).await;
        if answer.status == 200 {
            return Ok(answer);
        }
        let told = self.stage.judge(&update.to_string(), "POST", &answer);
        let after = self.stage.look().await;
        self.stage.unchanged(&update.to_string(), &before, &after);
        self.seen = Some(after);
        Err(self.grid.letter(&told))
    }

    /// What an operation becomes.
    async fn becomes(&mut self, update: &Value) -> String {
        let answer = match self.send(update).await {
            Ok(answer) => answer,
            Err(letter) => return letter,
        };
        self.stage.run.token = answer.next_token().unwrap();
        if update["Type"] == "CHAINED_INVOKE" {
            // What follows has followed before the next cell.
            self.stage.world.called("plain").await;
        }
        let delta = &answer.json()["NewExecutionState"]["Operations"];
        let mut delta = delta.as_array().unwrap().iter();
        let operation = delta.find(|operation| operation["Id"] == update["Id"]).unwrap();
        let status = operation["Status"].as_str().unwrap();
        match operation["StepDetails"]["Attempt"].as_u64() {
            Some(attempt) => format!("{status} {attempt}"),
            None => status.to_owned(),
        }
    }

    /// What an execution becomes that is to end.
    async fn ends(&mut self, run: Run<'w>, update: &Value) -> String {
        self.stage.names.execution("run", &run.arn);
        self.stage.run = run;
        self.seen = None;
        match self.send(update).await {
            Ok(answer) => {
                assert_eq!(answer.next_token(), None, "{update}");
                self.stage.run.status().await
            }
            Err(letter) => letter,
        }
    }

    fn row(&mut self, first: &str, cells: &[String]) {
        self.grid.row(first, cells.iter().map(String::as_str));
    }

    fn is(self, table: &Table) {
        self.stage.is_faultless();
        table.told.assert_eq(&self.grid.text());
    }
}

#[tokio::test]
async fn every_cell() {
    let world = World::new().await;
    let mut trial = Trial::of(fixture::run(&world).await);
    for (kind, statuses) in TYPES {
        trial.grid.heads(kind, ["none"].iter().chain(statuses).copied());
        for action in ACTIONS {
            let mut cells = Vec::new();
            for status in ["none"].iter().chain(statuses) {
                let update = update(kind, action, &id(kind, status, action));
                cells.push(trial.becomes(&update).await);
            }
            trial.row(action, &cells);
        }
    }
    executions(&mut trial).await;
    trial.is(&own_type());
}

/// EXECUTION ends an execution, which has a status of its own.
async fn executions(trial: &mut Trial<'_>) {
    let world = World::with(|config| config.endpoint_concurrency = 64).await;
    let mut columns = Vec::new();
    for status in EXECUTIONS {
        for action in ACTIONS {
            let mut run = world.start(fixture::function(status), "1").await;
            fixture::turn(&mut run, status).await;
            columns.push((action, status, run));
        }
    }
    for (_, status, run) in &columns {
        run.until(status).await;
    }
    let mut endings = Trial::of(world.start("flow", "1").await);
    std::mem::swap(&mut endings.grid, &mut trial.grid);
    endings.grid.heads("EXECUTION", EXECUTIONS);
    let mut rows: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (action, _, run) in columns {
        let cell = endings.ends(run, &update("EXECUTION", action, "e")).await;
        rows.entry(action).or_default().push(cell);
    }
    for action in ACTIONS {
        endings.row(action, &rows[action]);
    }
    endings.stage.is_faultless();
    std::mem::swap(&mut endings.grid, &mut trial.grid);
}

fn own_type() -> Table {
    let rows = "
        4.5 STEP
        4.6 CONTEXT, WAIT, CALLBACK, CHAINED_INVOKE, EXECUTION
    ";
    Table {
        rows,
        told: expect![[r#"
            STEP                                none           STARTED        PENDING        READY          SUCCEEDED      FAILED
            START                               STARTED 0      a              a              STARTED 1      a              a
            SUCCEED                             SUCCEEDED 1    SUCCEEDED 1    b              SUCCEEDED 2    b              b
            FAIL                                FAILED 1       FAILED 1       b              FAILED 2       b              b
            RETRY                               PENDING 1      PENDING 1      c              PENDING 2      c              c
            CANCEL                              d              d              d              d              d              d

            CONTEXT                             none           STARTED        SUCCEEDED      FAILED
            START                               STARTED        e              e              e
            SUCCEED                             SUCCEEDED      SUCCEEDED      f              f
            FAIL                                FAILED         FAILED         f              f
            RETRY                               d              d              d              d
            CANCEL                              d              d              d              d

            WAIT                                none           STARTED        SUCCEEDED      CANCELLED
            START                               STARTED        g              g              g
            SUCCEED                             d              d              d              d
            FAIL                                d              d              d              d
            RETRY                               d              d              d              d
            CANCEL                              h              CANCELLED      h              h

            CALLBACK                            none           STARTED        SUCCEEDED      FAILED         TIMED_OUT
            START                               STARTED        i              i              i              i
            SUCCEED                             d              d              d              d              d
            FAIL                                d              d              d              d              d
            RETRY                               d              d              d              d              d
            CANCEL                              d              d              d              d              d

            CHAINED_INVOKE                      none           STARTED        SUCCEEDED      FAILED         TIMED_OUT      STOPPED
            START                               STARTED        j              j              j              j              j
            SUCCEED                             d              d              d              d              d              d
            FAIL                                d              d              d              d              d              d
            RETRY                               d              d              d              d              d              d
            CANCEL                              d              d              d              d              d              d

            EXECUTION                           RUNNING        PAUSING        PAUSED         SUCCEEDED      FAILED         TIMED_OUT      STOPPED
            START                               d              d              k              k              k              k              k
            SUCCEED                             SUCCEEDED      SUCCEEDED      k              k              k              k              k
            FAIL                                FAILED         FAILED         k              k              k              k              k
            RETRY                               d              d              k              k              k              k              k
            CANCEL                              d              d              k              k              k              k              k

            a: 400 InvalidParameterValueException {"Type":"User","message":"Invalid current STEP state to start."}
            b: 400 InvalidParameterValueException {"Type":"User","message":"Invalid current STEP state to close."}
            c: 400 InvalidParameterValueException {"Type":"User","message":"Invalid current STEP state to re-attempt."}
            d: 400 InvalidParameterValueException {"Type":"User","message":"Invalid action for the given operation type."}
            e: 400 InvalidParameterValueException {"Type":"User","message":"Cannot start a CONTEXT that already exist."}
            f: 400 InvalidParameterValueException {"Type":"User","message":"Invalid current CONTEXT state to close."}
            g: 400 InvalidParameterValueException {"Type":"User","message":"Cannot start a WAIT that already exist."}
            h: 400 InvalidParameterValueException {"Type":"User","message":"Cannot cancel a WAIT that does not exist or has already completed."}
            i: 400 InvalidParameterValueException {"Type":"User","message":"Cannot start a CALLBACK that already exist."}
            j: 400 InvalidParameterValueException {"Type":"User","message":"Cannot start a CHAINED_INVOKE that already exist."}
            k: 400 InvalidParameterValueException {"Type":"User","message":"Invalid checkpoint token"}
        "#]],
    }
}

/// An update of one type for an operation of another.
#[tokio::test]
async fn no_operation_changes_its_type() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    let open = TYPES.map(|(kind, _)| opening(kind, "STARTED", kind));
    run.checkpoint(&json!(open)).await;
    world.called("plain").await;
    let mut trial = Trial::of(run);
    trial.grid.heads("update of", TYPES.map(|(kind, _)| kind));
    for (kind, _) in TYPES {
        for action in ACTIONS {
            let mut cells = Vec::new();
            for (of, _) in TYPES {
                let is_own = of == kind;
                cells.push(if is_own {
                    ".".to_owned()
                } else {
                    trial.becomes(&update(kind, action, of)).await
                });
            }
            trial.row(&format!("{kind} {action}"), &cells);
        }
    }
    trial.is(&other_type());
}

fn other_type() -> Table {
    let rows = "4.4 the type of an operation";
    Table {
        rows,
        told: expect![[r#"
            update of                           STEP           CONTEXT        WAIT           CALLBACK       CHAINED_INVOKE
            STEP START                          .              a              a              a              a
            STEP SUCCEED                        .              a              a              a              a
            STEP FAIL                           .              a              a              a              a
            STEP RETRY                          .              a              a              a              a
            STEP CANCEL                         .              b              b              b              b
            CONTEXT START                       a              .              a              a              a
            CONTEXT SUCCEED                     a              .              a              a              a
            CONTEXT FAIL                        a              .              a              a              a
            CONTEXT RETRY                       b              .              b              b              b
            CONTEXT CANCEL                      b              .              b              b              b
            WAIT START                          a              a              .              a              a
            WAIT SUCCEED                        b              b              .              b              b
            WAIT FAIL                           b              b              .              b              b
            WAIT RETRY                          b              b              .              b              b
            WAIT CANCEL                         a              a              .              a              a
            CALLBACK START                      a              a              a              .              a
            CALLBACK SUCCEED                    b              b              b              .              b
            CALLBACK FAIL                       b              b              b              .              b
            CALLBACK RETRY                      b              b              b              .              b
            CALLBACK CANCEL                     b              b              b              .              b
            CHAINED_INVOKE START                a              a              a              a              .
            CHAINED_INVOKE SUCCEED              b              b              b              b              .
            CHAINED_INVOKE FAIL                 b              b              b              b              .
            CHAINED_INVOKE RETRY                b              b              b              b              .
            CHAINED_INVOKE CANCEL               b              b              b              b              .

            a: 400 InvalidParameterValueException {"Type":"User","message":"Inconsistent operation type."}
            b: 400 InvalidParameterValueException {"Type":"User","message":"Invalid action for the given operation type."}
        "#]],
    }
}
