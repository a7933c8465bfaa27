//! Clients that start executions of all kinds and wait for their results, through every death of the emulator.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::flow::{FLOW, result_of};
use super::site::Site;

/// Clients at work.
pub(crate) struct Load {
    shared: Arc<Shared>,
    clients: tokio::sync::Mutex<JoinSet<()>>,
}

#[derive(Default)]
struct Shared {
    ends: AtomicBool,
    /// The next execution's number.
    next: AtomicU64,
    done: AtomicU64,
}

impl Load {
    pub(crate) fn start(site: &Site, clients: usize) -> Self {
        let shared = Arc::<Shared>::default();
        let mut set = JoinSet::new();
        for _ in 0..clients {
            set.spawn(client(site.endpoint(), Arc::clone(&shared)));
        }
        Self {
            shared,
            clients: tokio::sync::Mutex::new(set),
        }
    }

    /// Executions that came to what they should.
    pub(crate) fn done(&self) -> u64 {
        self.shared.done.load(Ordering::Relaxed)
    }

    /// Nobody begins anything new; how many executions there were.
    pub(crate) async fn finish(&self) -> u64 {
        self.shared.ends.store(true, Ordering::Relaxed);
        let mut clients = self.clients.lock().await;
        while let Some(client) = clients.join_next().await {
            client.expect("a client that panics has found something");
        }
        self.done()
    }
}

fn some_plan(number: u64) -> Value {
    match number % 10 {
        0 => json!(["step", "wait", "step", "retry", "step"]),
        1 => json!(["callback", "step", "durable"]),
        2 => json!(["plain", "durable", "durable", "step"]),
        3 => json!(["bulk", "step", "bulk"]),
        4 => json!(["retry", "callback", "wait", "plain"]),
        _ => json!(["step", "step", "step", "step", "step", "step", "step", "step"]),
    }
}

async fn client(endpoint: String, shared: Arc<Shared>) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{endpoint}/2015-03-31/functions/{FLOW}/invocations");
    while !shared.ends.load(Ordering::Relaxed) {
        let number = shared.next.fetch_add(1, Ordering::Relaxed);
        let plan = some_plan(number);
        // The name makes it one execution, however often it is asked for.
        let ask = || {
            let request = http
                .post(&url)
                .header("x-amz-durable-execution-name", format!("soak-{number}"));
            request.json(&plan).send()
        };
        let result: Value = loop {
            if let Ok(answer) = ask().await
                && answer.status().is_success()
                && let Ok(result) = answer.json().await
            {
                break result;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        assert_eq!(result, result_of(&plan), "execution {number}");
        shared.done.fetch_add(1, Ordering::Relaxed);
    }
}
