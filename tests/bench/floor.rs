//! The floor: a bare axum handler that parses the same JSON and writes the same rows to SQLite in a group commit.
//! It checks nothing and remembers nothing.

use std::sync::mpsc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Request {
    checkpoint_token: String,
    client_token: Option<String>,
    updates: Vec<Update>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Update {
    id: String,
    r#type: String,
    action: String,
    name: Option<String>,
    sub_type: Option<String>,
    payload: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    checkpoint_token: String,
    new_execution_state: NewState,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct NewState {
    operations: Vec<Update>,
}

struct Append {
    rows: Vec<String>,
    done: oneshot::Sender<()>,
}

/// Serves until it is killed.
pub(crate) fn serve(store: &str, port: u16) {
    let (sender, receiver) = mpsc::sync_channel(1_024);
    let store = store.to_owned();
    std::thread::spawn(move || write(&store, &receiver));
    let router = Router::new()
        .route("/health", get(async || "ok"))
        .route(
            "/2025-12-01/durable-executions/{arn}/checkpoint",
            post(checkpoint),
        )
        .layer(DefaultBodyLimit::max(16 << 20))
        .with_state(sender);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port))
            .await
            .expect("the port");
        let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
            let _ = stream.set_nodelay(true);
        });
        axum::serve(listener, router).await.expect("it serves");
    });
}

async fn checkpoint(
    State(store): State<mpsc::SyncSender<Append>>,
    body: axum::body::Bytes,
) -> axum::Json<Answer> {
    let request: Request = serde_json::from_slice(&body).expect("a checkpoint");
    let mut rows: Vec<String> = request
        .updates
        .iter()
        .map(|update| serde_json::to_string(update).expect("JSON"))
        .collect();
    rows.push(serde_json::to_string(&(&request.checkpoint_token, &request.client_token)).expect("JSON"));
    let (done, written) = oneshot::channel();
    store.send(Append { rows, done }).expect("the store lives");
    written.await.expect("it is written");
    axum::Json(Answer {
        checkpoint_token: request.checkpoint_token,
        new_execution_state: NewState {
            operations: request.updates.into_iter().skip(1).collect(),
        },
    })
}

/// Commits all that waits, again and again.
fn write(store: &str, appends: &mpsc::Receiver<Append>) {
    let mut connection = rusqlite::Connection::open(store).expect("a database");
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
             CREATE TABLE execution (id INTEGER PRIMARY KEY, wake_at INTEGER);
             CREATE TABLE event (execution INTEGER, seq INTEGER, event_id INTEGER, at INTEGER, fact TEXT,
                                 PRIMARY KEY (execution, seq)) WITHOUT ROWID;
             INSERT INTO execution VALUES (1, 0);",
        )
        .expect("tables");
    let mut seq = 0;
    while let Ok(first) = appends.recv() {
        let mut group = vec![first];
        group.extend(appends.try_iter());
        let transaction = connection.transaction().expect("a transaction");
        {
            let mut insert = transaction
                .prepare_cached("INSERT INTO event VALUES (1, ?1, ?1, 0, ?2)")
                .expect("SQL");
            for row in group.iter().flat_map(|append| &append.rows) {
                seq += 1;
                insert.execute((seq, row)).expect("a row");
            }
            let mut update = transaction
                .prepare_cached("UPDATE execution SET wake_at = ?1")
                .expect("SQL");
            update.execute([seq]).expect("a row");
        }
        transaction.commit().expect("a commit");
        for append in group {
            let _ = append.done.send(());
        }
    }
}
