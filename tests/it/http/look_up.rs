//! Look-ups of our own: open callbacks by page, name, execution and id; executions by the start of their id, and the
//! last one that somebody started. What is refused is in `refused::queries`.

use serde_json::{Value, json};

use super::run::{Run, text};
use super::world::{World, encode};

async fn ask(world: &World, query: &str) -> Value {
    let path = format!("/durable/callbacks?{query}");
    world.get(&path).await.expect(200).json()
}

/// The operation of each callback in a list, by what it is called.
fn names(list: &Value) -> Vec<String> {
    let callbacks = list["Callbacks"].as_array().unwrap().iter();
    callbacks
        .map(|open| open["Name"].as_str().unwrap_or("-").to_owned())
        .collect()
}

fn start(id: &str, parent: Option<&str>, kind: &str, name: &str) -> Value {
    let is_callback = kind == "Callback";
    let mut update = json!({
        "Id": id, "Type": if is_callback { "CALLBACK" } else { "CONTEXT" }, "Action": "START",
        "SubType": kind, "Name": name,
    });
    if let Some(parent) = parent {
        update["ParentId"] = json!(parent);
    }
    if is_callback {
        update["CallbackOptions"] = json!({"TimeoutSeconds": 600, "HeartbeatTimeoutSeconds": 30});
    }
    update
}

/// Opens, in one checkpoint: `item-1/approval` in a wait inside an iteration, `sign`, and one without a name.
async fn open(run: &mut Run<'_>) {
    let mut nameless = start("n", None, "Callback", "x");
    nameless.as_object_mut().unwrap().remove("Name");
    run.checkpoint(&json!([
        start("m", None, "Map", "orders"),
        start("i", Some("m"), "MapIteration", "item-1"),
        start("w", Some("i"), "WaitForCallback", "approval"),
        start("c", Some("w"), "Callback", "approval create callback id"),
        start("s", None, "Callback", "sign"),
        nameless,
    ]))
    .await;
}

#[tokio::test]
async fn open_callbacks_are_listed_and_found() {
    let world = World::new().await;
    assert_eq!(ask(&world, "").await["Callbacks"], json!([]));
    let mut one = world.start("flow", "1").await;
    open(&mut one).await;
    let mut two = world.start("flow", "2").await;
    open(&mut two).await;

    let all = ask(&world, "").await;
    assert_eq!(all["Callbacks"].as_array().unwrap().len(), 6);
    assert_eq!(all.get("NextMarker"), None);
    assert!(all["Now"].as_f64().unwrap() >= all["Callbacks"][0]["StartTimestamp"].as_f64().unwrap());
    for (name, count) in [
        ("sign", 2),
        ("approval", 2),
        ("item-1%2Fapproval", 2),
        ("item-1", 0),
        ("nothing", 0),
        ("", 6),
    ] {
        let found = ask(&world, &format!("Name={name}")).await;
        assert_eq!(names(&found).len(), count, "{name}");
    }
    let of_one = format!("DurableExecutionArn={}", encode(&one.arn));
    let listed = ask(&world, &of_one).await;
    let mut shown = names(&listed);
    shown.sort();
    assert_eq!(shown, ["-", "item-1/approval", "sign"]);

    let sign = ask(&world, &format!("{of_one}&Name=sign")).await["Callbacks"][0].clone();
    let started = sign["StartTimestamp"].as_f64().unwrap();
    let id = text(&sign["CallbackId"]);
    let expected = json!({
        "CallbackId": id, "Name": "sign", "DurableExecutionArn": one.arn, "StartTimestamp": started,
        "Timeout": 600, "HeartbeatTimeout": 30,
        "TimeoutTimestamp": sign["TimeoutTimestamp"], "HeartbeatTimestamp": sign["HeartbeatTimestamp"],
    });
    assert_eq!(sign, expected);
    let after = |member: &str| ((sign[member].as_f64().unwrap() - started) * 1000.0).round() / 1000.0;
    assert!((after("TimeoutTimestamp") - 600.0).abs() < 1e-6);
    assert!((after("HeartbeatTimestamp") - 30.0).abs() < 1e-6);
    // A client that does not escape a plus means one.
    for id in [encode(&id), id.replace('=', "%3D").replace('/', "%2F")] {
        let by_id = ask(&world, &format!("CallbackId={id}")).await;
        assert_eq!(by_id["Callbacks"], json!([sign]));
    }
}

#[tokio::test]
async fn pages_show_each_open_callback_once() {
    let world = World::new().await;
    for _ in 0..3 {
        let mut run = world.start("flow", "1").await;
        open(&mut run).await;
    }
    for filter in ["", "Name=sign", "Name=item-1%2Fapproval"] {
        let whole = ask(&world, filter).await["Callbacks"].clone();
        for size in [1, 2, 4] {
            let mut seen = Vec::new();
            let mut marker = String::new();
            loop {
                let page = ask(&world, &format!("{filter}&MaxItems={size}{marker}")).await;
                let callbacks = page["Callbacks"].as_array().unwrap();
                assert!(callbacks.len() <= size);
                seen.extend(callbacks.clone());
                let Some(next) = page["NextMarker"].as_str() else {
                    break;
                };
                marker = format!("&Marker={}", encode(next));
            }
            assert_eq!(json!(seen), whole, "{filter} by {size}");
        }
    }
}

#[tokio::test]
async fn what_is_answered_heard_or_over_is_known_at_once() {
    let world = World::new().await;
    let mut run = world.start("flow", "1").await;
    open(&mut run).await;
    let of = async |name: &str| ask(&world, &format!("Name={name}")).await["Callbacks"].clone();
    let sign = of("sign").await[0].clone();
    let before = sign["HeartbeatTimestamp"].as_f64().unwrap();
    let id = text(&sign["CallbackId"]);
    loop {
        run.callback(&id, "heartbeat", "").await.expect(200);
        if of("sign").await[0]["HeartbeatTimestamp"].as_f64().unwrap() > before {
            break;
        }
    }
    assert_eq!(of("sign").await[0]["TimeoutTimestamp"], sign["TimeoutTimestamp"]);
    run.callback(&id, "succeed", "1").await.expect(200);
    assert_eq!(of("sign").await, json!([]));
    let by_id = ask(&world, &format!("CallbackId={}", encode(&id))).await;
    assert_eq!(by_id["Callbacks"], json!([]));
    let approval = of("approval").await[0].clone();
    let world = world.restart().await;
    let again = ask(&world, "Name=approval").await["Callbacks"].clone();
    assert_eq!(again, json!([approval]), "it is on disk");
    let path = super::world::execution(&text(&approval["DurableExecutionArn"]), "stop");
    world.post(&path, "{}").await.expect(200);
    assert_eq!(ask(&world, "").await["Callbacks"], json!([]));
}

#[tokio::test]
async fn executions_are_found_by_the_start_of_their_id_and_the_last_is_known() {
    let world = World::new().await;
    let find = async |query: &str| {
        let path = format!("/durable/executions?{query}");
        let found: Value = world.get(&path).await.expect(200).json();
        let found = found["DurableExecutions"].as_array().unwrap().clone();
        found
            .iter()
            .map(|one| text(&one["DurableExecutionArn"]))
            .collect::<Vec<_>>()
    };
    assert!(find("Last=true").await.is_empty());
    let one = world.start("flow", "1").await;
    let mut two = world.start("flow", "2").await;
    assert_eq!(find("Last=true").await, [two.arn.clone()]);
    let id = one.arn.rsplit('/').next().unwrap();
    for length in [id.len(), 8] {
        let found = find(&format!("IdPrefix={}", &id[..length])).await;
        assert!(found.iter().eq([&one.arn]), "{found:?}");
    }
    assert!(find(&format!("IdPrefix={id}0")).await.is_empty());
    assert!(find("IdPrefix=zzzz&Last=false").await.is_empty());

    let options = json!({"FunctionName": "flow:live"});
    two.checkpoint(&json!([
        {"Id": "call", "Type": "CHAINED_INVOKE", "Action": "START", "ChainedInvokeOptions": options}
    ]))
    .await;
    let child = text(&two.last("ChainedInvokeStarted").await["DurableExecutionArn"]);
    world.follow(&child).await;
    let id = child.rsplit('/').next().unwrap();
    let found = find(&format!("IdPrefix={id}")).await;
    assert!(found.iter().eq([&child]), "{found:?}");
    assert_eq!(
        find("Last=true").await,
        [two.arn.clone()],
        "nobody has started the child"
    );
}
