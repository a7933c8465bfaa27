//! One execution whose function the check is: it is called, checkpoints, answers.

use reqwest::Method;
use serde_json::{Value, json};

use super::exchange::Answer;
use super::guests::{Inbox, Invocation, Reply};
use super::script;
use super::world::{Stop, Verdict, World, differs, encode, execution, holds};

/// Pages of a history or a state that are read.
const MOST_PAGES: usize = 100;

/// An execution, and the invocation that runs, if one does.
pub struct Run<'a> {
    world: &'a World<'a>,
    pub arn: String,
    /// The right to make the next checkpoint.
    pub token: String,
    /// What the function was called with last.
    pub input: Value,
    invocation: Option<Invocation>,
    inbox: Inbox,
}

impl<'a> Run<'a> {
    pub fn new(world: &'a World<'a>, arn: &str, inbox: Inbox) -> Self {
        Self {
            world,
            arn: arn.to_owned(),
            token: String::new(),
            input: Value::Null,
            invocation: None,
            inbox,
        }
    }

    /// Waits until the function is called.
    pub async fn next(&mut self) -> Result<&Value, Stop> {
        let invocation = self.world.called(&mut self.inbox, "the function").await?;
        self.take(invocation)
    }

    /// Takes a call as this execution's.
    pub fn take(&mut self, invocation: Invocation) -> Result<&Value, Stop> {
        self.input = invocation.input.clone();
        self.invocation = Some(invocation);
        let Some(token) = self.input.get("CheckpointToken").and_then(Value::as_str) else {
            return differs("the function is called without a CheckpointToken");
        };
        token.clone_into(&mut self.token);
        Ok(&self.input)
    }

    /// A header of the call.
    pub fn header(&self, name: &str) -> &str {
        let invocation = self.invocation.as_ref();
        let value = invocation.and_then(|invocation| invocation.headers.get(name));
        value.and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Whether the function has been called, and nobody has looked.
    pub fn is_called(&mut self) -> bool {
        self.inbox.waiting().is_some()
    }

    /// A checkpoint with these updates ([`script::updates`]); its answer's token is the next one's.
    pub async fn checkpoint(&mut self, updates: &str) -> Result<Value, Stop> {
        self.checkpoint_json(script::updates(updates)).await
    }

    pub async fn checkpoint_json(&mut self, updates: Value) -> Result<Value, Stop> {
        let body = json!({"CheckpointToken": self.token, "Updates": updates});
        let answer = self.send_checkpoint(&body).await?;
        let body = answer.has(200)?.json();
        if let Some(token) = body.get("CheckpointToken").and_then(Value::as_str) {
            token.clone_into(&mut self.token);
        }
        Ok(body)
    }

    /// A checkpoint with these updates, whatever comes of it.
    pub async fn try_checkpoint(&self, updates: &str) -> Result<Answer, Stop> {
        let updates = script::updates(updates);
        self.send_checkpoint(&json!({"CheckpointToken": self.token, "Updates": updates}))
            .await
    }

    pub async fn send_checkpoint(&self, body: &Value) -> Result<Answer, Stop> {
        self.world.post(execution(&self.arn, "checkpoint"), body).await
    }

    /// The operation of this id in what a checkpoint or a state shows; `null` if it is not there.
    pub fn of(shown: &Value, id: &str) -> Value {
        let places = ["/NewExecutionState/Operations", "/Operations"];
        let found = places.iter().find_map(|place| shown.pointer(place)?.as_array());
        let by_id = |operation: &&Value| operation.get("Id").and_then(Value::as_str) == Some(id);
        found
            .and_then(|operations| operations.iter().find(by_id))
            .cloned()
            .unwrap_or_default()
    }

    /// The function answers, and nothing is expected of it.
    pub fn answer(&mut self, output: &Value) {
        self.reply(Reply::returned(output.to_string()));
    }

    pub fn reply(&mut self, reply: Reply) {
        if let Some(invocation) = self.invocation.take() {
            invocation.answer(reply);
        }
    }

    pub fn suspend(&mut self) {
        self.answer(&json!({"Status": "PENDING"}));
    }

    /// It suspends, and is called again.
    pub async fn resumed(&mut self) -> Result<&Value, Stop> {
        self.suspend();
        self.next().await
    }

    /// It fails without an answer.
    pub fn crash(&mut self, kind: &str, message: &str) {
        self.reply(Reply::crashed(
            &json!({"errorType": kind, "errorMessage": message}),
        ));
    }

    /// It returns this, and the execution ends with that.
    pub async fn returns(&mut self, output: &Value, status: &str) -> Result<Value, Stop> {
        self.answer(output);
        self.ended(status).await
    }

    /// It succeeds; what was done stays.
    pub async fn succeeds(&mut self) -> Result<Value, Stop> {
        self.returns(&json!({"Status": "SUCCEEDED", "Result": "\"done\""}), "SUCCEEDED")
            .await
    }

    /// What `GetDurableExecution` says.
    pub async fn get(&self) -> Result<Value, Stop> {
        let answer = self.world.get(execution(&self.arn, "")).await?;
        Ok(answer.has(200)?.json())
    }

    /// Waits until the execution is over; it must have this status then.
    pub async fn ended(&self, status: &str) -> Result<Value, Stop> {
        let over = async || {
            let shown = self.get().await?;
            let status = shown.get("Status").and_then(Value::as_str).unwrap_or_default();
            Ok((!matches!(status, "RUNNING" | "PAUSING" | "PAUSED")).then_some(shown))
        };
        let shown = self.world.until("the execution ends", over).await?;
        let found = shown.get("Status").cloned().unwrap_or_default();
        holds(
            found == status,
            format!("the execution is {found}: {status} is expected"),
        )?;
        Ok(shown)
    }

    /// A page of the history.
    pub async fn history_page(&self, query: &str) -> Result<Answer, Stop> {
        self.world
            .get(execution(&self.arn, &format!("history{query}")))
            .await
    }

    /// All events.
    pub async fn history(&self) -> Result<Vec<Value>, Stop> {
        let mut events = Vec::new();
        let mut marker = String::new();
        for _ in 0..MOST_PAGES {
            let page = self
                .history_page(&format!("?IncludeExecutionData=true&MaxItems=1000{marker}"))
                .await?;
            let page = page.has(200)?.json();
            events.extend(
                page.get("Events")
                    .and_then(Value::as_array)
                    .cloned()
                    .unwrap_or_default(),
            );
            match page.get("NextMarker").and_then(Value::as_str) {
                None | Some("") => return Ok(events),
                Some(next) => marker = format!("&Marker={}", encode(next)),
            }
        }
        differs("the history does not end")
    }

    /// Waits until the history has so many events of a type; they are the answer.
    pub async fn events(&self, kind: &str, count: usize) -> Result<Vec<Value>, Stop> {
        let found = async || {
            let events = self.history().await?;
            let events: Vec<Value> = events
                .into_iter()
                .filter(|event| event["EventType"] == kind)
                .collect();
            Ok((events.len() >= count).then_some(events))
        };
        self.world.until(&format!("{count} × {kind}"), found).await
    }

    /// The one event of this type.
    pub async fn event(&self, kind: &str) -> Result<Value, Stop> {
        let mut events = self.events(kind, 1).await?;
        holds(
            events.len() == 1,
            format!(
                "{kind} is {} times in the history: once is expected",
                events.len()
            ),
        )?;
        Ok(events.remove(0))
    }

    /// The types of all events, in order.
    pub async fn kinds(&self) -> Result<String, Stop> {
        let events = self.history().await?;
        let kinds = events
            .iter()
            .map(|event| event["EventType"].as_str().unwrap_or("?"));
        Ok(kinds.collect::<Vec<_>>().join(" "))
    }

    /// Its whole history is of these types, in this order.
    pub async fn told(&self, kinds: &str) -> Verdict {
        let whole = async || {
            let found = self.kinds().await?;
            Ok((found.split(' ').count() >= kinds.split(' ').count()).then_some(found))
        };
        let found = match self.world.until("the history is whole", whole).await {
            Ok(found) => found,
            Err(_) => self.kinds().await?,
        };
        holds(
            found == kinds,
            format!("the history is `{found}`: `{kinds}` is expected"),
        )
    }

    /// What `GetDurableExecutionState` says to whoever runs.
    pub async fn state(&self) -> Result<Value, Stop> {
        Ok(self.state_page("").await?.has(200)?.json())
    }

    pub async fn state_page(&self, query: &str) -> Result<Answer, Stop> {
        let token = encode(&self.token);
        self.world
            .get(execution(
                &self.arn,
                &format!("state?CheckpointToken={token}{query}"),
            ))
            .await
    }

    /// An operation in the state.
    pub async fn operation(&self, id: &str) -> Result<Value, Stop> {
        Ok(Self::of(&self.state().await?, id))
    }

    pub async fn stop(&self, error: &Value) -> Result<Answer, Stop> {
        self.world.post(execution(&self.arn, "stop"), error).await
    }

    pub async fn verb(&self, method: Method, verb: &str, body: &Value) -> Result<Answer, Stop> {
        self.world
            .call(method, execution(&self.arn, verb))
            .json(body)
            .send()
            .await
    }

    /// The id of the execution: the last part of its ARN.
    pub fn id(&self) -> &str {
        self.arn.rsplit('/').next().unwrap_or_default()
    }
}
