//! How time passes for an emulator that is called as `dex-local-runner`.

use std::sync::{Arc, Mutex};

use cargo_durable::wire::query::HistoryQuery;
use expect_test::expect;
use serde_json::Value;

use crate::cli::shown;
use crate::support::rie::{Dex, function, start, succeeds, waits};

/// What the server says of time, and an execution comes to that waits for an hour.
async fn an_hour(args: &[&str], scale: Option<&str>) -> String {
    let dex = Dex::new();
    let endpoint = Arc::<Mutex<String>>::default();
    let emulator = Arc::clone(&endpoint);
    let port = function([127, 0, 0, 1], move |input: Value| {
        let endpoint = emulator.lock().unwrap().clone();
        async move { waits(&endpoint, &input, 3_600).await }
    })
    .await;
    let variables: Vec<_> = scale
        .map(|scale| ("DURABLE_EXECUTION_TIME_SCALE", scale))
        .into_iter()
        .collect();
    let server = dex.serve(args, &variables);
    endpoint.lock().unwrap().clone_from(&server.endpoint);
    let arn = start(&server.endpoint, &format!("http://127.0.0.1:{port}")).await;
    succeeds(&server.client(), &arn).await;
    let history = server
        .client()
        .history(&arn, &HistoryQuery::default())
        .await
        .unwrap();
    let history = serde_json::to_string(&history).unwrap();
    assert!(
        history.contains(r#""WaitSucceededDetails":{"Duration":3600}"#),
        "{history}"
    );
    let said = server.said.lines().next().unwrap().to_owned();
    server.stop();
    said
}

#[tokio::test]
async fn time_is_scaled_or_skipped() {
    let skipped = "waits are skipped";
    assert_eq!(an_hour(&["--skip-time"], None).await, skipped);
    assert_eq!(
        an_hour(&["--no-skip-time", "--skip-time"], Some("1")).await,
        skipped
    );
    let faster = "time runs 10000 times as fast";
    assert_eq!(
        an_hour(&["--skip-time", "--no-skip-time"], Some("0.0001")).await,
        faster
    );
    let dex = Dex::new();
    let output = dex
        .command(&["start-server", "--port", "0"])
        .env("DURABLE_EXECUTION_TIME_SCALE", "slow")
        .output()
        .unwrap();
    expect![[r#"
        ! error: `slow` of `DURABLE_EXECUTION_TIME_SCALE` is no factor of time
        ! hint: unset it, or pass `--skip-time`
        = 2
    "#]]
    .assert_eq(&shown(dex.dir(), &output));
}
