//! Look-ups: what the index knows without a journal.

use super::{Engine, EngineError};
use crate::execution::Rejection;
use crate::store::{CallbackFilter, CallbackPage, CallbackPosition, Listed};

impl Engine {
    /// A page of the open callbacks that match, oldest first.
    pub async fn callbacks(
        &self,
        filter: CallbackFilter,
        after: Option<CallbackPosition>,
        limit: u32,
    ) -> Result<CallbackPage, EngineError> {
        let store = &self.shared.parts.store;
        let page = store.callbacks(&filter, after, limit).await?;
        if page.callbacks.is_empty()
            && let Some(arn) = &filter.execution
            && store.row(arn).await?.is_none()
        {
            return Err(Rejection::UnknownExecution.into());
        }
        Ok(page)
    }

    /// The executions whose id begins so, in the order of their ids, no more than `limit`.
    pub async fn find_by_id_prefix(&self, prefix: &str, limit: u32) -> Result<Vec<Listed>, EngineError> {
        let store = &self.shared.parts.store;
        Ok(store.find_by_id_prefix(prefix, self.now(), limit).await?)
    }

    /// The execution that somebody started last.
    pub async fn latest(&self) -> Result<Option<Listed>, EngineError> {
        Ok(self.shared.parts.store.latest(self.now()).await?)
    }
}
