//! The smallest useful durable function: greet, pause, answer.
//!
//! Input: `{"name": "Ada", "wait_s": 5}`, both optional.
//! Result: `{"greeting": "Hello, Ada!"}`.

use std::time::Duration;

use aws_durable_execution_sdk as durable;
use durable::DurableContext;
use serde_json::{Value, json};

async fn handler(event: Value, ctx: DurableContext) -> Result<Value, durable::BoxError> {
    let name = event["name"].as_str().unwrap_or("world").to_owned();
    let wait_s = event["wait_s"].as_u64().unwrap_or(5);

    let greeting = ctx
        .step(|_| async move { Ok(format!("Hello, {name}!")) })
        .name("greet")
        .await?;
    ctx.wait(Duration::from_secs(wait_s)).name("pause").await?;

    Ok(json!({ "greeting": greeting }))
}

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    lambda_runtime::tracing::init_default_subscriber();
    durable::run(handler).await
}
