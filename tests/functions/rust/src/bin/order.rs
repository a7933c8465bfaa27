//! A durable order workflow, which uses every durable operation.
//!
//! | operation | where |
//! |---|---|
//! | step | `validate`, and inside most of the others |
//! | step with retries | `reserve`: the first attempt fails |
//! | chained invoke | `pricing`, a durable function; `tax`, a plain one |
//! | callback | `approval` |
//! | wait | `cool-off`, and inside `prepare` and `dispatch` |
//! | parallel | `prepare`, with the branches `stock`, `payment` and `carrier` |
//! | wait for condition | `carrier-ready`: the second poll finds it ready |
//! | map | `pack`, over the items |
//! | child context | `dispatch` |
//!
//! Input: `{"id": 1, "items": [{"sku": "book", "quantity": 1}]}`; the items are optional.
//! With `"quick": true` the order skips the bill, so that it needs neither another function nor a
//! callback, and finishes within three seconds.

use std::time::Duration;

use aws_durable_execution_sdk as durable;
use durable::builders::wait_for_condition::WaitDecision;
use durable::builders::{JitterStrategy, RetryStrategyConfig};
use durable::{Branch, DurableContext};
use lambda_runtime::tracing;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const SECOND: Duration = Duration::from_secs(1);

#[derive(Deserialize)]
struct Order {
    id: u64,
    #[serde(default)]
    quick: bool,
    #[serde(default = "default_items")]
    items: Vec<Item>,
}

#[derive(Clone, Deserialize, Serialize)]
struct Item {
    sku: String,
    quantity: u64,
}

fn default_items() -> Vec<Item> {
    vec![
        Item {
            sku: "book".to_owned(),
            quantity: 1,
        },
        Item {
            sku: "pen".to_owned(),
            quantity: 3,
        },
    ]
}

#[derive(Serialize)]
struct Receipt {
    id: u64,
    units: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    bill: Option<Bill>,
    prepared: Vec<String>,
    parcels: Vec<Parcel>,
    dispatch: String,
}

#[derive(Serialize)]
struct Bill {
    net: u64,
    tax: u64,
    approval: Value,
}

#[derive(Deserialize, Serialize)]
struct Parcel {
    sku: String,
    boxes: u64,
}

async fn handler(order: Order, ctx: DurableContext) -> Result<Receipt, durable::BoxError> {
    let Order { id, quick, items } = order;

    let units: u64 = items.iter().map(|item| item.quantity).sum();
    let units = ctx
        .step(move |_| async move { Ok(units) })
        .name("validate")
        .await?;

    let bill = if quick {
        None
    } else {
        Some(bill(&ctx, &items).await?)
    };
    let prepared = prepare(&ctx, id).await?;
    let parcels = pack(&ctx, items).await?;
    let dispatch = dispatch(&ctx, id).await?;

    Ok(Receipt {
        id,
        units,
        bill,
        prepared,
        parcels,
        dispatch,
    })
}

/// Has the order priced and taxed by other functions, then approved by a human.
async fn bill(ctx: &DurableContext, items: &[Item]) -> Result<Bill, durable::BoxError> {
    #[derive(Deserialize, Serialize)]
    struct Priced {
        net: u64,
    }
    #[derive(Deserialize, Serialize)]
    struct Taxed {
        tax: u64,
    }

    // A durable function must be invoked with a qualifier; a plain one need not be.
    let Priced { net } = ctx
        .invoke("pricing:$LATEST", json!({ "items": items }))
        .name("pricing")
        .await?;
    let Taxed { tax } = ctx.invoke("tax", json!({ "net": net })).name("tax").await?;

    let approval = ctx
        .wait_for_callback::<Value, _, _>(|_, callback_id| async move {
            tracing::info!("approval requested, callback id {callback_id}");
            Ok(())
        })
        .name("approval")
        .await?;
    ctx.wait(SECOND).name("cool-off").await?;

    Ok(Bill { net, tax, approval })
}

/// Three things at once, each of which takes a second.
async fn prepare(ctx: &DurableContext, id: u64) -> Result<Vec<String>, durable::BoxError> {
    let stock = Branch::new("stock", move |ctx: DurableContext| async move {
        let reserved = ctx
            .step(move |step| async move {
                match step.attempt() {
                    1 => Err("the warehouse is busy".into()),
                    attempt => Ok(format!("stock {id} reserved on attempt {attempt}")),
                }
            })
            .name("reserve")
            .retry_strategy_config(
                RetryStrategyConfig::builder()
                    .max_attempts(3)
                    .initial_delay(SECOND)
                    .jitter(JitterStrategy::None)
                    .build(),
            )
            .await?;
        Ok(reserved)
    });

    let payment = Branch::new("payment", move |ctx: DurableContext| async move {
        ctx.wait(SECOND).name("settle").await?;
        let captured = ctx
            .step(move |_| async move { Ok(format!("payment {id} captured")) })
            .name("capture")
            .await?;
        Ok(captured)
    });

    let carrier = Branch::new("carrier", move |ctx: DurableContext| async move {
        let polls = ctx
            .wait_for_condition(|_, polls: u32| async move { Ok(polls + 1) }, 0)
            .name("carrier-ready")
            .wait_strategy_fn(|polls, _| match polls {
                2.. => WaitDecision::Complete,
                _ => WaitDecision::Continue { delay: SECOND },
            })
            .await?;
        Ok(format!("carrier {id} ready on poll {polls}"))
    });

    Ok(ctx.parallel([stock, payment, carrier]).name("prepare").await?)
}

/// Packs each item on its own, two units to a box.
async fn pack(ctx: &DurableContext, items: Vec<Item>) -> Result<Vec<Parcel>, durable::BoxError> {
    let names: Vec<String> = items.iter().map(|item| item.sku.clone()).collect();

    let parcels = ctx
        .map(items, |ctx, Item { sku, quantity }, _| async move {
            let boxes = ctx
                .step(move |_| async move { Ok(quantity.div_ceil(2)) })
                .name("box")
                .await?;
            Ok(Parcel { sku, boxes })
        })
        .name("pack")
        .item_namer(move |index| names[index].clone())
        .await?;
    Ok(parcels)
}

/// Hands the parcels over, in a child context: its operations are grouped in the history.
async fn dispatch(ctx: &DurableContext, id: u64) -> Result<String, durable::BoxError> {
    let dispatched = ctx
        .run_in_child_context(move |ctx| async move {
            ctx.step(|_| async { Ok(()) }).name("load").await?;
            ctx.wait(SECOND).name("drive").await?;
            let delivered = ctx
                .step(move |_| async move { Ok(format!("order {id} delivered")) })
                .name("deliver")
                .await?;
            Ok(delivered)
        })
        .name("dispatch")
        .await?;
    Ok(dispatched)
}

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    tracing::init_default_subscriber();
    durable::run(handler).await
}
