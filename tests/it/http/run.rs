//! One execution, driven from both ends: what its function would do, and what others ask about it.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::endpoint::Call;
use super::world::{Answer, World, callback, encode, execution, patient};

pub(super) struct Run<'a> {
    pub(super) world: &'a World,
    pub(super) arn: String,
    /// The function's.
    pub(super) token: String,
    call: Option<Call>,
}

impl<'a> Run<'a> {
    pub(super) fn new(world: &'a World, arn: &str) -> Self {
        Self {
            world,
            arn: arn.to_owned(),
            token: String::new(),
            call: None,
        }
    }

    /// Waits for the next invocation; its input.
    pub(super) async fn next(&mut self) -> Value {
        let call = self.world.called(&self.arn).await;
        let input = call.body.clone();
        self.token = text(&input["CheckpointToken"]);
        self.call = Some(call);
        input
    }

    /// The invocation that is to be answered.
    pub(super) fn call(&mut self) -> Call {
        self.call.take().expect("the function is running")
    }

    pub(super) fn returns(&mut self, output: &Value) {
        self.call().returns(output);
    }

    pub(super) fn suspends(&mut self) {
        self.returns(&json!({"Status": "PENDING"}));
    }

    pub(super) fn succeeds(&mut self, result: &str) {
        self.returns(&json!({"Status": "SUCCEEDED", "Result": result}));
    }

    pub(super) fn fails(&mut self, error: &Value) {
        self.call().fails(error);
    }

    /// The function suspends with a long wait, and that is recorded.
    pub(super) async fn suspends_on_a_wait(&mut self) {
        let options = json!({"WaitSeconds": 600});
        self.checkpoint(&json!([{"Id": "nap", "Type": "WAIT", "Action": "START", "WaitOptions": options}]))
            .await;
        self.suspends();
        self.until_event("InvocationCompleted").await;
    }

    pub(super) async fn try_checkpoint(&self, updates: &Value) -> Answer {
        self.checkpoint_body(&json!({"CheckpointToken": self.token, "Updates": updates}).to_string())
            .await
    }

    pub(super) async fn checkpoint_body(&self, body: &str) -> Answer {
        let path = execution(&self.arn, "checkpoint");
        self.world.post(&path, body.to_owned()).await
    }

    /// A checkpoint that is accepted; the answer, whose token is the next one.
    pub(super) async fn checkpoint(&mut self, updates: &Value) -> Value {
        let answer = self.try_checkpoint(updates).await.expect(200);
        if let Some(token) = answer.next_token() {
            self.token = token;
        }
        answer.json()
    }

    /// Opens a callback; its id.
    pub(super) async fn open_callback(&mut self, id: &str, options: &Value) -> String {
        let update = json!([{"Id": id, "Type": "CALLBACK", "Action": "START", "CallbackOptions": options}]);
        let answer = self.checkpoint(&update).await;
        // Whatever else has happened meanwhile is in the answer, too.
        let mut delta = answer["NewExecutionState"]["Operations"]
            .as_array()
            .unwrap()
            .iter();
        let opened = delta.find(|operation| operation["Id"] == id).unwrap();
        text(&opened["CallbackDetails"]["CallbackId"])
    }

    pub(super) async fn callback(&self, id: &str, verb: &str, body: &str) -> Answer {
        self.world.post(&callback(id, verb), body.to_owned()).await
    }

    /// Asks something of the execution.
    pub(super) async fn ask(&self, verb: &str, query: &str) -> Answer {
        let path = execution(&self.arn, verb);
        self.world.get(&format!("{path}?{query}")).await
    }

    /// Tells the execution something.
    pub(super) async fn tell(&self, verb: &str, body: &str) -> Answer {
        let path = execution(&self.arn, verb);
        self.world.post(&path, body.to_owned()).await
    }

    pub(super) async fn get(&self) -> Value {
        self.ask("", "").await.expect(200).json()
    }

    pub(super) async fn status(&self) -> String {
        text(&self.get().await["Status"])
    }

    pub(super) async fn state(&self, query: &str) -> Answer {
        let query = format!("CheckpointToken={}&{query}", encode(&self.token));
        self.ask("state", &query).await
    }

    /// The operations that the function can read.
    pub(super) async fn operations(&self) -> BTreeMap<String, Value> {
        let state = self.state("MaxItems=1000").await.expect(200).json();
        let list = state["Operations"].as_array().unwrap().iter();
        list.map(|operation| (text(&operation["Id"]), operation.clone()))
            .collect()
    }

    pub(super) async fn events(&self) -> Vec<Value> {
        let history = self.ask("history", "MaxItems=1000").await.expect(200).json();
        history["Events"].as_array().unwrap().clone()
    }

    /// The types of all events.
    pub(super) async fn story(&self) -> Vec<String> {
        self.events()
            .await
            .iter()
            .map(|event| text(&event["EventType"]))
            .collect()
    }

    /// The details of the last event of this type.
    pub(super) async fn last(&self, kind: &str) -> Value {
        let events = self.events().await;
        let event = events.iter().rev().find(|event| event["EventType"] == kind);
        event.unwrap_or_else(|| panic!("no {kind}: {events:?}"))[format!("{kind}Details")].clone()
    }

    /// Waits until it has a status.
    pub(super) async fn until(&self, status: &str) -> Value {
        self.until_get(status, |get| get["Status"] == status).await
    }

    /// Waits until `GetDurableExecution` shows it.
    pub(super) async fn until_get(&self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let look = async {
            loop {
                let seen = self.get().await;
                if is_it(&seen) {
                    return seen;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        patient(what, look).await
    }

    /// Waits until history has an event of this type.
    pub(super) async fn until_event(&self, kind: &str) {
        self.until_events(kind, 1).await;
    }

    /// Waits until history has so many events of this type.
    pub(super) async fn until_events(&self, kind: &str, many: usize) {
        let look = async {
            while self.story().await.iter().filter(|known| *known == kind).count() < many {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        patient(kind, look).await;
    }

    /// What can be read of it, of its history the end: what a refused request must leave alone.
    pub(super) async fn fingerprint(&self) -> String {
        let (get, history, state) = (
            self.ask("", "").await,
            self.ask("history", "ReverseOrder=true&MaxItems=10").await,
            self.state("MaxItems=1000").await,
        );
        // A marker says when it was made.
        let history = history.to_string();
        let (history, _) = history.split_once(r#","NextMarker""#).unwrap_or((&history, ""));
        format!("{get}\n{history}\n{state}")
    }
}

pub(super) fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no text: {value}"))
        .to_owned()
}
