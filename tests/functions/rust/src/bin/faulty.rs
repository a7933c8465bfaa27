//! A durable function which misbehaves on request: the input's `mode` says how. For tests.
//!
//! `tests/functions/README.md` has the table of modes, inputs and results.

use std::path::{Path, PathBuf};
use std::time::Duration;

use aws_durable_execution_sdk as durable;
use durable::{Branch, DurableContext, RetryDecision};
use lambda_runtime::tracing;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(tag = "mode", rename_all = "lowercase")]
enum Fault {
    Error {
        #[serde(default = "boom")]
        message: String,
    },
    Panic {
        #[serde(default = "boom")]
        message: String,
    },
    Exit {
        counter: PathBuf,
        #[serde(default = "one")]
        times: u64,
    },
    Hang {
        #[serde(default = "one_hour")]
        seconds: u64,
    },
    Big {
        bytes: usize,
    },
    Steps {
        n: u64,
    },
    Wait {
        #[serde(default = "one")]
        seconds: u64,
    },
    Callback {
        timeout: Option<u64>,
        heartbeat: Option<u64>,
        #[serde(default)]
        create: bool,
    },
    Retry {
        #[serde(default = "one")]
        seconds: u64,
        #[serde(default = "one")]
        failures: u64,
        attempts: Option<u64>,
    },
    Invoke {
        function: String,
        #[serde(default)]
        payload: Value,
    },
    Branches {
        branches: Vec<String>,
        #[serde(default = "one")]
        seconds: u64,
    },
}

fn boom() -> String {
    "boom".to_owned()
}

fn one() -> u64 {
    1
}

fn one_hour() -> u64 {
    3600
}

async fn handler(fault: Fault, ctx: DurableContext) -> Result<Value, durable::BoxError> {
    match fault {
        Fault::Error { message } => Err(message.into()),
        Fault::Panic { message } => panic!("{message}"),
        Fault::Exit { counter, times } => exit(&ctx, counter, times).await,
        Fault::Hang { seconds } => hang(&ctx, seconds).await,
        Fault::Big { bytes } => Ok(json!("x".repeat(bytes.saturating_sub(2)))), // two bytes are the quotes
        Fault::Steps { n } => steps(&ctx, n).await,
        Fault::Wait { seconds } => {
            ctx.wait(Duration::from_secs(seconds)).name("pause").await?;
            Ok(json!({ "waited": seconds }))
        }
        Fault::Callback {
            timeout,
            heartbeat,
            create,
        } => {
            let answer = if create {
                create_callback(&ctx, timeout, heartbeat).await?
            } else {
                wait_for_callback(&ctx, timeout, heartbeat).await?
            };
            Ok(json!({ "answer": answer }))
        }
        Fault::Retry {
            seconds,
            failures,
            attempts,
        } => retry(&ctx, seconds, failures, attempts.unwrap_or(failures + 1)).await,
        Fault::Invoke { function, payload } => {
            let result: Value = ctx.invoke(function, payload).name("target").await?;
            Ok(json!({ "result": result }))
        }
        Fault::Branches { branches, seconds } => fan_out(&ctx, branches, seconds).await,
    }
}

/// Ends the process in the middle of a step, the first `times` times.
async fn exit(ctx: &DurableContext, counter: PathBuf, times: u64) -> Result<Value, durable::BoxError> {
    let run = ctx
        .step(move |_| async move {
            let run = count(&counter)?;
            if run <= times {
                std::process::exit(3);
            }
            Ok(run)
        })
        .name("crash")
        .await?;
    Ok(json!({ "run": run }))
}

/// Adds one to the number in a file, which outlives the process. No file counts as nought.
fn count(counter: &Path) -> Result<u64, durable::BoxError> {
    let runs = match std::fs::read_to_string(counter) {
        Ok(text) => text.trim().parse::<u64>()?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => 0,
        Err(error) => return Err(error.into()),
    };
    std::fs::write(counter, (runs + 1).to_string())?;
    Ok(runs + 1)
}

/// Stays in a step for longer than any function's timeout.
async fn hang(ctx: &DurableContext, seconds: u64) -> Result<Value, durable::BoxError> {
    ctx.step(move |_| async move {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        Ok(())
    })
    .name("sleep")
    .await?;
    Ok(json!({ "slept": seconds }))
}

async fn steps(ctx: &DurableContext, n: u64) -> Result<Value, durable::BoxError> {
    let mut sum = 0;
    for i in 1..=n {
        sum += ctx
            .step(move |_| async move { Ok(i) })
            .name(format!("step-{i}"))
            .await?;
    }
    Ok(json!({ "steps": n, "sum": sum }))
}

/// The callback is made and awaited in one operation.
async fn wait_for_callback(
    ctx: &DurableContext,
    timeout: Option<u64>,
    heartbeat: Option<u64>,
) -> Result<Value, durable::BoxError> {
    let mut answer = ctx
        .wait_for_callback::<Value, _, _>(|_, callback_id| async move {
            tracing::info!("waiting for callback {callback_id}");
            Ok(())
        })
        .name("answer");
    if let Some(seconds) = timeout {
        answer = answer.timeout(Duration::from_secs(seconds));
    }
    if let Some(seconds) = heartbeat {
        answer = answer.heartbeat(Duration::from_secs(seconds));
    }
    Ok(answer.await?)
}

/// The callback is made first; a step of our own sends its id out; then it is awaited.
async fn create_callback(
    ctx: &DurableContext,
    timeout: Option<u64>,
    heartbeat: Option<u64>,
) -> Result<Value, durable::BoxError> {
    let mut callback = ctx.create_callback::<Value>().name("answer");
    if let Some(seconds) = timeout {
        callback = callback.timeout(Duration::from_secs(seconds));
    }
    if let Some(seconds) = heartbeat {
        callback = callback.heartbeat(Duration::from_secs(seconds));
    }
    let callback = callback.await?;

    let callback_id = callback.id().to_owned();
    ctx.step(|_| async move {
        tracing::info!("waiting for callback {callback_id}");
        Ok(())
    })
    .name("submit")
    .await?;

    Ok(callback.result().await?)
}

async fn retry(
    ctx: &DurableContext,
    seconds: u64,
    failures: u64,
    attempts: u64,
) -> Result<Value, durable::BoxError> {
    let attempt = ctx
        .step(move |step| async move {
            match step.attempt() {
                attempt if u64::from(attempt) <= failures => Err(format!("attempt {attempt} failed").into()),
                attempt => Ok(attempt),
            }
        })
        .name("flaky")
        .retry_strategy(move |_, attempt| {
            if u64::from(attempt) < attempts {
                RetryDecision::Retry {
                    delay: Duration::from_secs(seconds),
                }
            } else {
                RetryDecision::Stop
            }
        })
        .await?;
    Ok(json!({ "attempt": attempt }))
}

async fn fan_out(
    ctx: &DurableContext,
    branches: Vec<String>,
    seconds: u64,
) -> Result<Value, durable::BoxError> {
    let branches = branches.into_iter().map(|name| {
        Branch::new(name.clone(), move |ctx: DurableContext| async move {
            ctx.wait(Duration::from_secs(seconds)).name("pause").await?;
            let done = ctx
                .step(move |_| async move { Ok(format!("{name} done")) })
                .name("work")
                .await?;
            Ok(done)
        })
    });
    let done = ctx.parallel(branches).name("fan-out").await?;
    Ok(json!({ "done": done }))
}

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    tracing::init_default_subscriber();
    durable::run(handler).await
}
