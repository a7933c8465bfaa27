//! One method per operation (contract 1.3, 1.13).

use std::borrow::Cow;

use reqwest::Method;
use reqwest::header::{HeaderName, HeaderValue};

use super::transport::{Answer, Call, Client, ClientError};
use crate::execution::{ErrorObject, ExecutionArn, Timestamp};
use crate::wire::official::{HealthOutput, LambdaEndpointInput, MessageOutput, StartInput, StartOutput};
use crate::wire::path;
use crate::wire::query::{GetQuery, HistoryQuery, ListQuery, StateQuery};
use crate::wire::request::{
    CheckpointInput, CheckpointOutput, DeleteOutput, FunctionConfiguration, FunctionOutput, FunctionsOutput,
    GetOutput, HistoryOutput, ListOutput, PauseInput, ResumeInput, StateOutput, StopOutput,
};

/// How a function is invoked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InvokeOptions {
    /// Do not wait for the end.
    pub asynchronous: bool,
    /// The name of the execution.
    pub name: Option<String>,
    pub tenant: Option<String>,
}

/// What an Invoke came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    pub status: u16,
    /// The execution, if the function is durable.
    pub execution: Option<ExecutionArn>,
    pub executed_version: Option<String>,
    /// `Unhandled` if the function failed.
    pub function_error: Option<String>,
    pub payload: Vec<u8>,
}

impl Client {
    /// Whether an emulator answers.
    pub async fn health(&self) -> Result<(), ClientError> {
        self.ask::<HealthOutput>(Call::get(path::HEALTH.to_owned()))
            .await
            .map(drop)
    }

    /// `GetDurableExecution`.
    pub async fn get(
        &self,
        arn: &ExecutionArn,
        include_data: bool,
    ) -> Result<GetOutput<'static>, ClientError> {
        let query = GetQuery {
            include_execution_data: include_data,
        };
        let path = path::execution(arn.as_str(), None);
        self.ask(Call::get(format!("{path}?{}", query.write()))).await
    }

    /// One page of `GetDurableExecutionHistory`; [`Client::all_history`] reads every page.
    pub async fn history(
        &self,
        arn: &ExecutionArn,
        query: &HistoryQuery,
    ) -> Result<HistoryOutput<'static>, ClientError> {
        let path = path::execution(arn.as_str(), Some("history"));
        self.ask(Call::get(format!("{path}?{}", query.write()))).await
    }

    /// One page of executions: of `function`, or of the emulator's functions together.
    pub async fn list(
        &self,
        function: Option<&str>,
        query: &ListQuery,
    ) -> Result<ListOutput<'static>, ClientError> {
        let path = function.map_or_else(path::executions, path::executions_of);
        self.ask(Call::get(format!("{path}?{}", query.write()))).await
    }

    /// `StopDurableExecution`; stopping twice is stopping once.
    pub async fn stop(
        &self,
        arn: &ExecutionArn,
        error: Option<&ErrorObject>,
    ) -> Result<Timestamp, ClientError> {
        let body = error.map(json).unwrap_or_default();
        let path = path::execution(arn.as_str(), Some("stop"));
        let output: StopOutput = self.ask(Call::new(Method::POST, path, body).idempotent()).await?;
        Ok(output.stop_timestamp.instant)
    }

    /// `PauseDurableExecution`.
    pub async fn pause(&self, arn: &ExecutionArn, input: &PauseInput<'_>) -> Result<(), ClientError> {
        let path = path::execution(arn.as_str(), Some("pause"));
        self.send(Call::new(Method::POST, path, json(input)))
            .await
            .map(drop)
    }

    /// `ResumeDurableExecution`.
    pub async fn resume(&self, arn: &ExecutionArn, input: &ResumeInput<'_>) -> Result<(), ClientError> {
        let path = path::execution(arn.as_str(), Some("resume"));
        self.send(Call::new(Method::POST, path, json(input)))
            .await
            .map(drop)
    }

    /// `DeleteDurableExecution`.
    pub async fn delete(&self, arn: &ExecutionArn) -> Result<Timestamp, ClientError> {
        let path = path::execution(arn.as_str(), None);
        let output: DeleteOutput = self.ask(Call::new(Method::DELETE, path, Vec::new())).await?;
        Ok(output.deletion_request_timestamp.instant)
    }

    /// `SendDurableExecutionCallbackSuccess`: the result, as it is.
    pub async fn succeed_callback(&self, id: &str, result: Vec<u8>) -> Result<(), ClientError> {
        self.callback(id, "succeed", result).await
    }

    /// `SendDurableExecutionCallbackFailure`.
    pub async fn fail_callback(&self, id: &str, error: &ErrorObject) -> Result<(), ClientError> {
        self.callback(id, "fail", json(error)).await
    }

    /// `SendDurableExecutionCallbackHeartbeat`.
    pub async fn heartbeat_callback(&self, id: &str) -> Result<(), ClientError> {
        self.callback(id, "heartbeat", Vec::new()).await
    }

    async fn callback(&self, id: &str, verb: &str, body: Vec<u8>) -> Result<(), ClientError> {
        let path = path::callback(id, verb);
        self.send(Call::new(Method::POST, path, body)).await.map(drop)
    }

    /// Starts an execution by the official emulator's route, which knows no 900 s rule and does not wait.
    pub async fn start(&self, input: &StartInput<'_>) -> Result<ExecutionArn, ClientError> {
        let call = Call::new(Method::POST, path::START.to_owned(), json(input));
        // A named start may be repeated (contract 2.3).
        let call = Call {
            idempotent: input.execution_name.is_some(),
            ..call
        };
        let output: StartOutput = self.ask(call).await?;
        self.arn(&output.execution_arn)
    }

    /// Invoke.
    pub async fn invoke(
        &self,
        function: &str,
        options: &InvokeOptions,
        payload: Vec<u8>,
    ) -> Result<Invocation, ClientError> {
        let mut call = Call::new(Method::POST, path::invocations(function), payload);
        let kind = if options.asynchronous {
            "Event"
        } else {
            "RequestResponse"
        };
        let headers = [
            (path::INVOCATION_TYPE, Some(kind)),
            (path::EXECUTION_NAME, options.name.as_deref()),
            (path::TENANT, options.tenant.as_deref()),
        ];
        for (name, value) in headers {
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
                call.headers.insert(HeaderName::from_static(name), value);
            }
        }
        let answer = self.send(call).await?;
        let header = |name: &str| header(&answer, name);
        Ok(Invocation {
            status: answer.status.as_u16(),
            execution: header(path::EXECUTION_ARN)
                .map(|arn| self.arn(&arn))
                .transpose()?,
            executed_version: header(path::EXECUTED_VERSION),
            function_error: header(path::FUNCTION_ERROR),
            payload: answer.body,
        })
    }

    /// `GetFunction`.
    pub async fn function(&self, name: &str) -> Result<FunctionConfiguration<'static>, ClientError> {
        let output: FunctionOutput = self.ask(Call::get(path::functions(Some(name)))).await?;
        Ok(output.configuration)
    }

    /// `ListFunctions`.
    pub async fn functions(&self) -> Result<Vec<FunctionConfiguration<'static>>, ClientError> {
        let output: FunctionsOutput = self.ask(Call::get(path::functions(None))).await?;
        Ok(output.functions)
    }

    /// Tells the emulator where functions are called: the official emulator's route.
    pub async fn set_lambda_endpoint(&self, url: &str) -> Result<(), ClientError> {
        let input = LambdaEndpointInput {
            endpoint_url: Some(Cow::Borrowed(url)),
            region_name: None,
        };
        let call = Call::new(Method::PUT, path::LAMBDA_ENDPOINT.to_owned(), json(&input));
        self.ask::<MessageOutput>(call.idempotent()).await.map(drop)
    }

    /// `CheckpointDurableExecution`, as a handler makes it; for checks.
    pub async fn checkpoint(
        &self,
        arn: &ExecutionArn,
        input: &CheckpointInput<'_>,
    ) -> Result<CheckpointOutput<'static>, ClientError> {
        let path = path::execution(arn.as_str(), Some("checkpoint"));
        self.ask(Call::new(Method::POST, path, json(input))).await
    }

    /// One page of `GetDurableExecutionState`, as a handler reads it; for checks.
    pub async fn state(
        &self,
        arn: &ExecutionArn,
        query: &StateQuery,
    ) -> Result<StateOutput<'static>, ClientError> {
        let path = path::execution(arn.as_str(), Some("state"));
        self.ask(Call::get(format!("{path}?{}", query.write()))).await
    }

    fn arn(&self, text: &str) -> Result<ExecutionArn, ClientError> {
        ExecutionArn::parse(text).map_err(|_| self.protocol(&format_args!("`{text}` is no execution's ARN")))
    }
}

fn header(answer: &Answer, name: &str) -> Option<String> {
    let value = answer.headers.get(name)?.to_str().ok()?;
    Some(value.to_owned())
}

fn json<T: serde::Serialize>(input: &T) -> Vec<u8> {
    serde_json::to_vec(input).expect("text and numbers always serialize")
}
