//! Who reaches a plain `start`: containers of the bridge, by the name that SAM's use, and nobody else.

use super::project;
use crate::sdk::emulator::Emulator;
use crate::support::docker::{Engine, PYTHON};

/// Asks for `/health` and prints the status, or that nobody answered.
const ASK: &str = "
import sys, urllib.request
try:
    print(urllib.request.urlopen(sys.argv[1] + '/health', timeout=20).status)
except OSError as error:
    print('nobody')
";

/// What a container in this network hears.
fn ask(engine: &Engine, network: &str, endpoint: &str) -> String {
    engine.run(&[
        "run",
        "--rm",
        "--network",
        network,
        "--add-host",
        "host.docker.internal:host-gateway",
        "--entrypoint",
        "python3",
        PYTHON,
        "-c",
        ASK,
        endpoint,
    ])
}

#[tokio::test]
async fn containers_of_the_bridge_and_nobody_else() {
    let Some((project, images)) = project() else {
        return;
    };
    let engine = images.engine;
    let emulator = Emulator::start(&project).await;
    let endpoint = format!("http://host.docker.internal:{}", emulator.port());
    assert_eq!(ask(engine, "bridge", &endpoint), "200");
    let network = format!("cargo-durable-test-{}", std::process::id());
    engine.run(&["network", "create", &network]);
    let stranger = ask(engine, &network, &endpoint);
    engine.run(&["network", "rm", &network]);
    assert_eq!(stranger, "nobody");
    emulator.end().await;
}
