//! `sam remote` and the commands that need no container: functions are processes here, and there is no Docker.

use expect_test::{Expect, expect};

use super::{World, events};

const ORDER: &str = "arn:aws:lambda:us-east-1:123456789012:function:order";
const PLAIN: &str = "arn:aws:lambda:us-east-1:123456789012:function:plain";

/// Starts `order` and leaves it.
fn begin(name: &str) -> String {
    format!("remote invoke {ORDER} --parameter InvocationType=Event --durable-execution-name {name}")
}

#[tokio::test]
async fn an_invocation_whose_callback_is_answered_from_elsewhere() {
    let Some(world) = World::start(&[]).await else {
        return;
    };
    let invoke = format!(r#"remote invoke {ORDER} -e {{"id":1}} --durable-execution-name first"#);
    let (invoked, answered) = tokio::join!(world.types(&invoke), async {
        let id = world.callback().await;
        let lines = [
            format!("remote callback heartbeat {id}"),
            format!(r#"remote callback succeed {id} -r {{"ok":true}}"#),
            format!("remote callback fail {id}"),
        ];
        world.types_all(lines).await
    });
    expect![[r#"
        $ sam remote invoke arn:aws:lambda:us-east-1:123456789012:function:order -e {"id":1} --durable-execution-name first
        {"ok":true}
        ! Invoking Lambda Function arn:aws:lambda:us-east-1:123456789012:function:order
        = 0
        $ sam remote callback heartbeat CALLBACK
        💓 Callback heartbeat sent for ID: CALLBACK
        = 0
        $ sam remote callback succeed CALLBACK -r {"ok":true}
        ✅ Callback success sent for ID: CALLBACK
        Result: {"ok":true}
        = 0
        $ sam remote callback fail CALLBACK
        ! Error: An error occurred (CallbackTimeoutException) when calling the SendDurableExecutionCallbackFailure operation: The callback is either timed out or already completed
        = 1
    "#]].assert_eq(&(invoked + &answered));
    reads(&world, &world.arn("first").await).await;
}

/// What is seen of an execution that has ended.
async fn reads(world: &World, arn: &str) {
    let lines = [
        format!("remote execution history {arn}"),
        format!("remote execution get {arn} --format json"),
        format!("remote execution stop {arn}"),
    ];
    expect![[r#"
        $ sam remote execution history arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/first/ID
        ┌──────────┬─────────────────────┬──────────┬──────────┬───────────┬─────────────────────────────────────────────────────┬─────────────┐
        │ Event Id │      Event Type     │ SubType  │   Name   │ Timestamp │                       Details                       │   Payload   │
        ├──────────┼─────────────────────┼──────────┼──────────┼───────────┼─────────────────────────────────────────────────────┼─────────────┤
        │    1     │   ExecutionStarted  │    -     │  first   │  HH:MM:SS │ Timeout: 86400s                                     │ {"id":1}    │
        │    2     │     StepStarted     │   Step   │ validate │  HH:MM:SS │ -                                                   │ -           │
        │    3     │    StepSucceeded    │   Step   │ validate │  HH:MM:SS │ -                                                   │ {"id":1}    │
        │    4     │     WaitStarted     │   Wait   │ cool-off │  HH:MM:SS │ Duration: 1s                                        │ -           │
        │    5     │ InvocationCompleted │    -     │    -     │  HH:MM:SS │ Invocation Id: ID │ -           │
        │    6     │    WaitSucceeded    │   Wait   │ cool-off │  HH:MM:SS │ -                                                   │ -           │
        │    7     │   CallbackStarted   │ Callback │ approval │  HH:MM:SS │ Timeout: 600s, Heartbeat: 300s                      │ -           │
        │    8     │ InvocationCompleted │    -     │    -     │  HH:MM:SS │ Invocation Id: ID │ -           │
        │    9     │  CallbackSucceeded  │ Callback │ approval │  HH:MM:SS │ -                                                   │ {"ok":true} │
        │    10    │ InvocationCompleted │    -     │    -     │  HH:MM:SS │ Invocation Id: ID │ -           │
        │    11    │  ExecutionSucceeded │    -     │  first   │  HH:MM:SS │ -                                                   │ {"ok":true} │
        └──────────┴─────────────────────┴──────────┴──────────┴───────────┴─────────────────────────────────────────────────────┴─────────────┘
        = 0
        $ sam remote execution get arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/first/ID --format json
        {
          "DurableExecutionArn": "arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/first/ID",
          "DurableExecutionName": "first",
          "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST",
          "InputPayload": "{\"id\":1}",
          "Result": "{\"ok\":true}",
          "StartTimestamp": "DATE",
          "Status": "SUCCEEDED",
          "EndTimestamp": "DATE",
          "Version": "$LATEST",
          "ExecutionDataIncluded": true,
          "DurableConfig": {
            "RetentionPeriodInDays": 14,
            "ExecutionTimeout": 86400
          }
        }
        = 0
        $ sam remote execution stop arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/first/ID
        🛑 Execution stopped: arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/first/ID
        = 0
    "#]].assert_eq(&world.types_all(lines).await);
    let history = world
        .run(&format!("remote execution history {arn} --format json"))
        .await;
    expect![[r#"
        1 ExecutionStarted first {"ExecutionTimeout":86400,"Input":{"Payload":"{\"id\":1}","Truncated":false}}
        2 StepStarted validate {}
        3 StepSucceeded validate {"Result":{"Payload":"{\"id\": 1}","Truncated":false},"RetryDetails":{"CurrentAttempt":1}}
        4 WaitStarted cool-off {"Duration":1,"ScheduledEndTimestamp":"DATE"}
        5 InvocationCompleted - {"EndTimestamp":"DATE","RequestId":"ID","StartTimestamp":"DATE"}
        6 WaitSucceeded cool-off {"Duration":1}
        7 CallbackStarted approval {"CallbackId":"CALLBACK","HeartbeatTimeout":300,"Timeout":600}
        8 InvocationCompleted - {"EndTimestamp":"DATE","RequestId":"ID","StartTimestamp":"DATE"}
        9 CallbackSucceeded approval {"Result":{"Payload":"{\"ok\":true}","Truncated":false}}
        10 InvocationCompleted - {"EndTimestamp":"DATE","RequestId":"ID","StartTimestamp":"DATE"}
        11 ExecutionSucceeded first {"Result":{"Payload":"{\"ok\":true}","Truncated":false}}
    "#]].assert_eq(&events(&history.json()));
}

#[tokio::test]
async fn what_ends_otherwise() {
    let Some(world) = World::start(&[]).await else {
        return;
    };
    let error = "--error-type Refused --error-message no --error-data d --stack-trace a";
    let mut said = world.types(&begin("refused")).await;
    let id = world.callback().await;
    said += &world.types(&format!("remote callback fail {id} {error}")).await;
    world.project.run(&["execution", "wait", "refused"]).await;
    let refused = world.arn("refused").await;
    said += &world.types(&format!("remote execution get {refused}")).await;
    said += &world.types(&begin("stopped")).await;
    let stopped = world.arn("stopped").await;
    said += &world
        .types(&format!("remote execution stop {stopped} {error}"))
        .await;
    said += &world.types(&format!("remote execution get {stopped}")).await;
    expect![[r#"
        $ sam remote invoke arn:aws:lambda:us-east-1:123456789012:function:order --parameter InvocationType=Event --durable-execution-name refused
        ! Invoking Lambda Function arn:aws:lambda:us-east-1:123456789012:function:order
        = 0
        $ sam remote callback fail CALLBACK --error-type Refused --error-message no --error-data d --stack-trace a
        ❌ Callback failure sent for ID: CALLBACK
        Error Type: Refused
        Error Message: no
        Error Data: d
        = 0
        $ sam remote execution get arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/refused/ID

        Execution Summary:
        =========================
        ARN:      arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/refused/ID
        Name:     refused
        Duration: N.NNs
        Status:   FAILED ❌
        Input:    {}
        Error:    Refused: no
        = 0
        $ sam remote invoke arn:aws:lambda:us-east-1:123456789012:function:order --parameter InvocationType=Event --durable-execution-name stopped
        ! Invoking Lambda Function arn:aws:lambda:us-east-1:123456789012:function:order
        = 0
        $ sam remote execution stop arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/stopped/ID --error-type Refused --error-message no --error-data d --stack-trace a
        🛑 Execution stopped: arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/stopped/ID
        Error Type: Refused
        Error Message: no
        Error Data: d
        = 0
        $ sam remote execution get arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/stopped/ID

        Execution Summary:
        =========================
        ARN:      arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/stopped/ID
        Name:     stopped
        Duration: N.NNs
        Status:   STOPPED ⚠️
        Input:    {}
        Error:    Refused: no
        = 0
    "#]].assert_eq(&said);
}

#[tokio::test]
async fn a_plain_function_and_one_that_is_not_there() {
    let Some(world) = World::start(&[]).await else {
        return;
    };
    let lines = [
        format!(r#"remote invoke {PLAIN} -e {{"a":1}}"#),
        format!(r#"remote invoke {PLAIN} -e {{"mode":"raise"}}"#),
        format!("remote invoke {}", PLAIN.replace("plain", "none")),
    ];
    expect![[r#"
        $ sam remote invoke arn:aws:lambda:us-east-1:123456789012:function:plain -e {"a":1}
        {"told": {"a": 1}}
        ! Invoking Lambda Function arn:aws:lambda:us-east-1:123456789012:function:plain
        = 0
        $ sam remote invoke arn:aws:lambda:us-east-1:123456789012:function:plain -e {"mode":"raise"}
        {"errorMessage":"not today","errorType":"ValueError","stackTrace":["  File \"[DIR]/app.py\", line 75, in plain\n    misbehave(event)\n","  File \"[DIR]/app.py\", line 45, in misbehave\n    raise ValueError(\"not today\")\n"]}
        ! Invoking Lambda Function arn:aws:lambda:us-east-1:123456789012:function:plain
        = 0
        $ sam remote invoke arn:aws:lambda:us-east-1:123456789012:function:none
        ! Invoking Lambda Function arn:aws:lambda:us-east-1:123456789012:function:none
        ! Failed to get function configuration for arn:aws:lambda:us-east-1:123456789012:function:none: An error occurred (ResourceNotFoundException) when calling the GetFunctionConfiguration operation: Function not found: arn:aws:lambda:us-east-1:123456789012:function:none:$LATEST
        ! Error: An error occurred (ResourceNotFoundException) when calling the Invoke operation: Function not found: arn:aws:lambda:us-east-1:123456789012:function:none:$LATEST
        = 1
    "#]].assert_eq(&world.types_all(lines).await);
}

/// What SAM says of answers that its own tests pin.
async fn refusals(options: &[&str], expected: Expect) {
    let Some(world) = World::start(options).await else {
        return;
    };
    assert_eq!(world.run(&begin("one")).await.code, Some(0));
    let id = world.callback().await;
    let lines = [
        format!("local callback succeed {id}"),
        format!("local callback succeed {id} -r 1"),
        format!("local callback fail {id}"),
        format!("local callback heartbeat {id}"),
        "local execution get no/such".to_owned(),
        "local execution history no/such".to_owned(),
        "local execution stop no/such".to_owned(),
    ];
    expected.assert_eq(&world.types_all(lines).await);
}

#[tokio::test]
async fn refusals_of_the_service() {
    refusals(&[], expect![[r#"
        $ sam local callback succeed CALLBACK
        ✅ Callback success sent for ID: CALLBACK
        ! Using external durable functions emulator: localhost:PORT
        = 0
        $ sam local callback succeed CALLBACK -r 1
        ! Using external durable functions emulator: localhost:PORT
        ! Error: An error occurred (CallbackTimeoutException) when calling the SendDurableExecutionCallbackSuccess operation: The callback is either timed out or already completed
        = 1
        $ sam local callback fail CALLBACK
        ! Using external durable functions emulator: localhost:PORT
        ! Error: An error occurred (CallbackTimeoutException) when calling the SendDurableExecutionCallbackFailure operation: The callback is either timed out or already completed
        = 1
        $ sam local callback heartbeat CALLBACK
        ! Using external durable functions emulator: localhost:PORT
        ! Error: An error occurred (CallbackTimeoutException) when calling the SendDurableExecutionCallbackHeartbeat operation: The callback is either timed out or already completed
        = 1
        $ sam local execution get no/such
        ! Using external durable functions emulator: localhost:PORT
        ! Error: An error occurred (ValidationException) when calling the GetDurableExecution operation: 1 validation error detected: Value 'no/such' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\d{12}):function:([a-zA-Z0-9_-]+):(\$LATEST(?:\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)
        = 1
        $ sam local execution history no/such
        ! Using external durable functions emulator: localhost:PORT
        ! Error: An error occurred (ValidationException) when calling the GetDurableExecutionHistory operation: 1 validation error detected: Value 'no/such' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\d{12}):function:([a-zA-Z0-9_-]+):(\$LATEST(?:\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)
        = 1
        $ sam local execution stop no/such
        ! Using external durable functions emulator: localhost:PORT
        ! Error: An error occurred (ValidationException) when calling the StopDurableExecution operation: 1 validation error detected: Value 'no/such' at 'durableExecutionArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\d{12}):function:([a-zA-Z0-9_-]+):(\$LATEST(?:\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)
        = 1
    "#]]).await;
}

#[tokio::test]
async fn refusals_of_the_official_emulator() {
    refusals(&["--answers-as", "emulator-1.2"], expect![[r#"
        $ sam local callback succeed CALLBACK
        ✅ Callback success sent for ID: CALLBACK
        ! Using external durable functions emulator: localhost:PORT
        = 0
        $ sam local callback succeed CALLBACK -r 1
        ! Using external durable functions emulator: localhost:PORT
        ! Error: An error occurred (404) when calling the SendDurableExecutionCallbackSuccess operation: Failed to process callback success: Callback operation [CALLBACK] is not in STARTED state
        = 1
        $ sam local callback fail CALLBACK
        ! Using external durable functions emulator: localhost:PORT
        ! Error: An error occurred (404) when calling the SendDurableExecutionCallbackFailure operation: Failed to process callback failure: Callback operation [CALLBACK] is not in STARTED state
        = 1
        $ sam local callback heartbeat CALLBACK
        ! Using external durable functions emulator: localhost:PORT
        ! Error: An error occurred (404) when calling the SendDurableExecutionCallbackHeartbeat operation: Failed to process callback heartbeat: Callback CALLBACK is not active
        = 1
        $ sam local execution get no/such
        ! Using external durable functions emulator: localhost:PORT
        ! Error: An error occurred (404) when calling the GetDurableExecution operation: Execution no/such not found
        = 1
        $ sam local execution history no/such
        ! Using external durable functions emulator: localhost:PORT
        ! Error: An error occurred (404) when calling the GetDurableExecutionHistory operation: Execution no/such not found
        = 1
        $ sam local execution stop no/such
        ! Using external durable functions emulator: localhost:PORT
        ! Error: An error occurred (404) when calling the StopDurableExecution operation: Execution no/such not found
        = 1
    "#]]).await;
}

/// SAM prints commands to paste, and a shell takes `$LATEST` for a variable.
#[tokio::test]
async fn an_arn_that_was_pasted_without_quotes() {
    let Some(world) = World::start(&[]).await else {
        return;
    };
    assert_eq!(world.run(&begin("one")).await.code, Some(0));
    let arn = world.arn("one").await;
    let pasted = arn.replace("$LATEST", "");
    assert_ne!(pasted, arn);
    for what in ["get", "history", "stop"] {
        let ran = world.run(&format!("local execution {what} {pasted}")).await;
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
}
