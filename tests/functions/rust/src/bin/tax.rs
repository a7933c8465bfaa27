//! A plain Lambda function, not a durable one: 19 % of a net price in cents.
//!
//! `order` invokes it. Input: `{"net": 1000}`. Result: `{"tax": 190}`.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::{Deserialize, Serialize};

const RATE_PERCENT: u64 = 19;

#[derive(Deserialize)]
struct Request {
    net: u64,
}

#[derive(Serialize)]
struct Response {
    tax: u64,
}

async fn handler(event: LambdaEvent<Request>) -> Result<Response, Error> {
    Ok(Response {
        tax: event.payload.net * RATE_PERCENT / 100,
    })
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    lambda_runtime::tracing::init_default_subscriber();
    lambda_runtime::run(service_fn(handler)).await
}
