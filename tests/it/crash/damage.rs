//! Stores that were cut off or written over: what is left can be read, what is not is said, and nothing gets worse.

use serde_json::{Value, json};

use super::Site;
use super::flow::FLOW;
use crate::cli;
use crate::sdk::emulator::Emulator;

/// SQLite's, and ours.
const PAGE: usize = 4096;
/// Executions in the store that is damaged.
const EXECUTIONS: usize = 8;

/// A store as it was before anything happened to it.
struct Pristine {
    site: Site,
    bytes: Vec<u8>,
    /// By ARN.
    histories: Vec<(String, Vec<Value>)>,
}

impl Pristine {
    async fn new() -> Self {
        let site = Site::new().await;
        let emulator = site.start().await;
        let mut histories = Vec::new();
        for number in 0..EXECUTIONS {
            let plan = json!(["step", "bulk", "plain", "step"]);
            let name = format!("n{number}");
            let arn = emulator.try_begin(FLOW, &name, &plan).await.unwrap();
            emulator.result(&arn).await;
            histories.push((arn, Vec::new()));
        }
        for (arn, history) in &mut histories {
            *history = emulator.history(arn).await;
        }
        emulator.end().await;
        let bytes = std::fs::read(site.store()).unwrap();
        Self {
            site,
            bytes,
            histories,
        }
    }

    /// Puts a damaged copy in its place.
    fn damage(&self, bytes: &[u8]) {
        for suffix in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", self.site.store().display()));
        }
        std::fs::write(self.site.store(), bytes).unwrap();
    }

    /// What `execution list` says of it: nothing on stderr, or a sentence.
    fn list(&self) -> String {
        let store = self.site.store();
        let arguments = ["execution", "list", "--store", store.to_str().unwrap()];
        let output = cli::command(self.site.dir.path(), &arguments).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            output.status.code(),
            Some(if said.is_empty() { 0 } else { 3 }),
            "{said}"
        );
        said
    }

    /// Whether all that a running emulator shows is what was there; what it cannot show it says so.
    async fn check(&self, emulator: &Emulator) -> usize {
        let mut shown = 0;
        for (arn, history) in &self.histories {
            if let Some(seen) = emulator.try_history(arn).await {
                assert_eq!(seen, *history, "what is shown is what was there");
                shown += 1;
            } else {
                let said = emulator.refusal(arn).await;
                assert!(is_clear(&said), "{said}");
            }
        }
        shown
    }
}

/// A sentence that somebody can act on; no panic, no riddle.
fn is_clear(said: &str) -> bool {
    let sentences = [
        "is damaged",
        "is not a store",
        "there is no store",
        "Durable Execution does not exist",
        "cannot be taken up again",
    ];
    !said.contains("panicked") && sentences.iter().any(|sentence| said.contains(sentence))
}

#[tokio::test]
async fn a_store_that_was_cut_off() {
    let pristine = Pristine::new().await;
    let whole = pristine.bytes.len();
    for length in [
        1,
        15,
        100,
        PAGE - 1,
        PAGE,
        PAGE + 1,
        5 * PAGE,
        whole / 2 / PAGE * PAGE,
        whole - PAGE,
        whole - 1,
    ] {
        let damaged = &pristine.bytes[..length];
        pristine.damage(damaged);
        let said = pristine.list();
        assert!(said.is_empty() || is_clear(&said), "cut at {length}: {said}");
        match pristine.site.launch(pristine.site.command()).await {
            Ok(emulator) => {
                pristine.check(&emulator).await;
                emulator.kill().await;
            }
            Err(said) => {
                assert!(
                    is_clear(&said) && said.ends_with("= 3"),
                    "cut at {length}: {said}"
                );
                let left = std::fs::read(pristine.site.store()).unwrap();
                assert!(
                    left == damaged,
                    "cut at {length}: what cannot be read is left as it is"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_store_that_was_written_over() {
    let pristine = Pristine::new().await;
    let pages = pristine.bytes.len() / PAGE;
    let seed = fastrand::u64(..);
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut shown = 0;
    for round in 0..24 {
        let page = if round < 12 { round } else { rng.usize(12..pages) };
        let mut damaged = pristine.bytes.clone();
        let filler = [0, 0xa5, 0xff][rng.usize(..3)];
        damaged[page * PAGE..(page + 1) * PAGE].fill(filler);
        pristine.damage(&damaged);
        let said = pristine.list();
        assert!(
            said.is_empty() || is_clear(&said),
            "seed {seed}, page {page}: {said}"
        );
        match pristine.site.launch(pristine.site.command()).await {
            Ok(emulator) => {
                shown += pristine.check(&emulator).await;
                emulator.kill().await;
            }
            Err(said) => assert!(
                is_clear(&said) && said.ends_with("= 3"),
                "seed {seed}, page {page}: {said}"
            ),
        }
    }
    assert!(shown > 0, "what is not damaged can be read: seed {seed}");
}
