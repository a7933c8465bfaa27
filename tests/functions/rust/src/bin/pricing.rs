//! A small durable function which prices an order: one step and one wait.
//!
//! `order` invokes it as `pricing:$LATEST`.
//! Input: `{"items": [{"sku": "book", "quantity": 4}]}`. Result: `{"net": 1000}`, in cents.

use std::time::Duration;

use aws_durable_execution_sdk as durable;
use durable::DurableContext;
use serde::{Deserialize, Serialize};

const UNIT_PRICE: u64 = 250;

#[derive(Deserialize)]
struct Request {
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    quantity: u64,
}

#[derive(Serialize)]
struct Response {
    net: u64,
}

async fn handler(request: Request, ctx: DurableContext) -> Result<Response, durable::BoxError> {
    let units: u64 = request.items.iter().map(|item| item.quantity).sum();

    let net = ctx
        .step(move |_| async move { Ok(units * UNIT_PRICE) })
        .name("quote")
        .await?;
    ctx.wait(Duration::from_secs(1)).name("cool-off").await?;

    Ok(Response { net })
}

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    lambda_runtime::tracing::init_default_subscriber();
    durable::run(handler).await
}
