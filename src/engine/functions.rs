//! What the engine knows of functions, and asks of them outside any execution.

use std::collections::BTreeMap;

use super::invoke::{Answer, PlainAnswer, Request, Work};
use super::{Engine, EngineError};
use crate::execution::catalog::LATEST;
use crate::execution::{
    Change, Checkpoint, CheckpointAnswer, CheckpointToken, ClientToken, Command, Execution, ExecutionArn,
    FunctionInfo, FunctionName, FunctionRef, OperationId, Payload, Rejection, Target, TenantId, Update,
};

/// A function as it is to be called.
#[derive(Debug, Clone)]
pub struct Resolved {
    pub name: FunctionName,
    pub version: String,
    pub info: FunctionInfo,
}

impl Engine {
    /// Every function that is known by name, in order.
    pub async fn functions(&self) -> Vec<(FunctionName, FunctionInfo)> {
        let invoker = &self.shared.parts.invoker;
        let mut known = Vec::new();
        for name in invoker.functions() {
            if let Some(info) = invoker.describe(name.clone()).await {
                known.push((name, info));
            }
        }
        known
    }

    /// Changes where functions are called that nobody here knows (contract 1.13).
    pub fn set_lambda_endpoint(&self, url: &str) {
        self.shared.parts.invoker.redirect(url.to_owned());
    }

    /// Whether a caller's name of a function leaves it in our account and region.
    pub fn is_ours(&self, function: &FunctionRef) -> bool {
        let is = |given: Option<&str>, ours| given.is_none_or(|given| given == ours);
        is(function.account.as_deref(), self.account()) && is(function.region.as_deref(), self.region())
    }

    /// What a caller's name of a function means; an unqualified one means `$LATEST` (decisions 3).
    pub async fn resolve(&self, function: &FunctionRef) -> Result<Resolved, EngineError> {
        let qualifier = function.qualifier.as_deref().unwrap_or(LATEST);
        // As the caller meant it: a function of ours is not missing because a stranger's is.
        let missing = || {
            let region = function.region.as_deref().unwrap_or(self.region());
            let account = function.account.as_deref().unwrap_or(self.account());
            let name = &function.name;
            Rejection::UnknownFunction(format!(
                "arn:aws:lambda:{region}:{account}:function:{name}:{qualifier}"
            ))
        };
        if !self.is_ours(function) {
            return Err(missing().into());
        }
        let info = self
            .shared
            .parts
            .invoker
            .describe(function.name.clone())
            .await
            .ok_or_else(missing)?;
        let version = info.version(qualifier).ok_or_else(missing)?.to_owned();
        Ok(Resolved {
            name: function.name.clone(),
            version,
            info,
        })
    }

    /// One call of a function, outside any execution.
    pub async fn call(
        &self,
        function: &Resolved,
        payload: Payload,
        tenant: Option<TenantId>,
        trace: Option<String>,
    ) -> PlainAnswer {
        let request = Request {
            function: function.name.clone(),
            version: function.version.clone(),
            request_id: self.mint_request_id(),
            tenant,
            trace,
            endpoint: None,
            work: Work::Plain {
                payload,
                caller: None,
            },
        };
        match self.shared.parts.invoker.invoke(request).await {
            Answer::Plain(answer) => answer,
            Answer::Durable(answer) => unreachable!("a plain call gets a plain answer, not {answer:?}"),
        }
    }

    /// A checkpoint: what its chained invokes mean is found out before the lane hears of it (decisions 1).
    pub async fn checkpoint(
        &self,
        arn: &ExecutionArn,
        token: CheckpointToken,
        client_token: Option<ClientToken>,
        updates: Vec<Update>,
        digest: u64,
    ) -> Result<CheckpointAnswer, EngineError> {
        let mut targets = BTreeMap::new();
        for update in &updates {
            if let Change::ChainedInvokeStart { function, .. } = &update.change {
                targets.insert(update.id.clone(), self.target(arn, &update.id, function).await);
            }
        }
        let nonce = self.shared.parts.ids.nonce();
        let command = Command::Checkpoint(Checkpoint {
            token,
            client_token,
            updates,
            digest,
            targets,
            nonce,
        });
        match self.submit(arn, command, Execution::checkpoint_answer).await {
            Err(EngineError::Rejected(Rejection::UnknownExecution)) => {
                Err(Rejection::InvalidCheckpointToken.into())
            }
            other => other,
        }
    }

    async fn target(&self, parent: &ExecutionArn, operation: &OperationId, function: &FunctionRef) -> Target {
        let function_arn = self.function_arn(&function.name, function.qualifier.as_deref().unwrap_or(LATEST));
        let Some(info) = self.shared.parts.invoker.describe(function.name.clone()).await else {
            return Target::Missing { function_arn };
        };
        let unqualified = function.qualifier.is_none();
        if info.durable.is_some() && unqualified && !self.shared.parts.lenient_qualifiers {
            tracing::warn!(
                "operation {operation} of {parent} invokes durable function `{0}` without a qualifier; write `{0}:$LATEST`",
                function.name
            );
            return Target::Unqualified { function_arn };
        }
        let Some(version) = info.version(function.qualifier.as_deref().unwrap_or(LATEST)) else {
            return Target::Missing { function_arn };
        };
        let version = version.to_owned();
        if info.durable.is_none() {
            return Target::Plain { version };
        }
        let ids = &self.shared.parts.ids;
        let child = ids.execution(parent.region(), parent.account(), &function.name, &version, None);
        Target::Durable { child, version }
    }

    pub(super) fn function_arn(&self, name: &FunctionName, qualifier: &str) -> String {
        format!(
            "arn:aws:lambda:{}:{}:function:{name}:{qualifier}",
            self.region(),
            self.account()
        )
    }
}
