//! Look-ups by the emulator's own routes, which a foreign one does not have.

use super::transport::{Call, Client, ClientError};
use crate::wire::path;
use crate::wire::private::CallbacksOutput;
use crate::wire::query::{CallbacksQuery, FindQuery};
use crate::wire::request::{ListOutput, ListedExecution};

impl Client {
    /// One page of open callbacks, oldest first; `None` if this is no emulator of ours.
    pub async fn callbacks(
        &self,
        query: &CallbacksQuery,
    ) -> Result<Option<CallbacksOutput<'static>>, ClientError> {
        let call = Call::get(format!("{}?{}", path::CALLBACKS, query.write()));
        known(self.ask(call).await)
    }

    /// The executions that are looked for; `None` if this is no emulator of ours.
    pub async fn find(
        &self,
        query: &FindQuery,
    ) -> Result<Option<Vec<ListedExecution<'static>>>, ClientError> {
        let call = Call::get(format!("{}?{}", path::FOUND, query.write()));
        let output: Option<ListOutput<'static>> = known(self.ask(call).await)?;
        Ok(output.map(|output| output.durable_executions))
    }
}

/// `None` if whoever answers does not know the route.
fn known<T>(answer: Result<T, ClientError>) -> Result<Option<T>, ClientError> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.is_unknown_route() => Ok(None),
        Err(error) => Err(error),
    }
}
