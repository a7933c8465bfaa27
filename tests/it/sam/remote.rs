//! `sam remote` and the commands that need no container: functions are processes here, and there is no Docker.

use expect_test::expect;

use super::World;

const ORDER: &str = "arn:aws:lambda:us-east-1:123456789012:function:order";
const PLAIN: &str = "arn:aws:lambda:us-east-1:123456789012:function:plain";

#[tokio::test]
async fn an_invocation_whose_callback_is_answered_from_elsewhere() {
    let Some(world) = World::start(&[]).await else {
        return;
    };
    let invoke = [
        "remote",
        "invoke",
        ORDER,
        "-e",
        "{\"id\": 1}",
        "--durable-execution-name",
        "first",
    ];
    let (invoked, answered) = tokio::join!(world.types(&invoke), async {
        let id = world.callback().await;
        let heartbeat = world.types(&["remote", "callback", "heartbeat", &id]).await;
        let answer = ["remote", "callback", "succeed", &id, "-r", "{\"ok\": true}"];
        let succeed = world.types(&answer).await;
        let late = world.types(&["remote", "callback", "fail", &id]).await;
        heartbeat + &succeed + &late
    });
    expect![[r#"
        $ sam remote invoke arn:aws:lambda:us-east-1:123456789012:function:order -e {"id": 1} --durable-execution-name first
        {"ok": true}
        ! Invoking Lambda Function arn:aws:lambda:us-east-1:123456789012:function:order
        = 0
        $ sam remote callback heartbeat CALLBACK
        💓 Callback heartbeat sent for ID: CALLBACK
        = 0
        $ sam remote callback succeed CALLBACK -r {"ok": true}
        ✅ Callback success sent for ID: CALLBACK
        Result: {"ok": true}
        = 0
        $ sam remote callback fail CALLBACK
        ! Error: An error occurred (CallbackTimeoutException) when calling the SendDurableExecutionCallbackFailure operation: The callback is either timed out or already completed
        = 1
    "#]].assert_eq(&(invoked + &answered));
    let arn = world.arn("first").await;
    let mut said = String::new();
    for what in ["get", "history"] {
        said += &world.types(&["remote", "execution", what, &arn]).await;
    }
    said += &world
        .types(&["remote", "execution", "get", &arn, "--format", "json"])
        .await;
    said += &world.types(&["remote", "execution", "stop", &arn]).await;
    expect![[r#"
        $ sam remote execution get arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/first/ID

        Execution Summary:
        =========================
        ARN:      arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/first/ID
        Name:     first
        Duration: N.NNs
        Status:   SUCCEEDED ✅
        Input:    {"id": 1}
        Result:   {"ok": true}
        = 0
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
          "InputPayload": "{\"id\": 1}",
          "Result": "{\"ok\": true}",
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
    "#]].assert_eq(&said);
    let history = world
        .types(&["remote", "execution", "history", &arn, "--format", "json"])
        .await;
    expect![[r#"
        $ sam remote execution history arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/first/ID --format json
        {
          "Events": [
            {
              "EventType": "ExecutionStarted",
              "EventId": 1,
              "Id": "ID",
              "Name": "first",
              "EventTimestamp": "DATE",
              "ExecutionStartedDetails": {
                "Input": {
                  "Payload": "{\"id\": 1}",
                  "Truncated": false
                },
                "ExecutionTimeout": 86400
              }
            },
            {
              "EventType": "StepStarted",
              "SubType": "Step",
              "EventId": 2,
              "Id": "check",
              "Name": "validate",
              "EventTimestamp": "DATE",
              "StepStartedDetails": {}
            },
            {
              "EventType": "StepSucceeded",
              "SubType": "Step",
              "EventId": 3,
              "Id": "check",
              "Name": "validate",
              "EventTimestamp": "DATE",
              "StepSucceededDetails": {
                "Result": {
                  "Payload": "{\"id\": 1}",
                  "Truncated": false
                },
                "RetryDetails": {
                  "CurrentAttempt": 1
                }
              }
            },
            {
              "EventType": "WaitStarted",
              "SubType": "Wait",
              "EventId": 4,
              "Id": "nap",
              "Name": "cool-off",
              "EventTimestamp": "DATE",
              "WaitStartedDetails": {
                "Duration": 1,
                "ScheduledEndTimestamp": "DATE"
              }
            },
            {
              "EventType": "InvocationCompleted",
              "EventId": 5,
              "EventTimestamp": "DATE",
              "InvocationCompletedDetails": {
                "StartTimestamp": "DATE",
                "EndTimestamp": "DATE",
                "RequestId": "ID"
              }
            },
            {
              "EventType": "WaitSucceeded",
              "SubType": "Wait",
              "EventId": 6,
              "Id": "nap",
              "Name": "cool-off",
              "EventTimestamp": "DATE",
              "WaitSucceededDetails": {
                "Duration": 1
              }
            },
            {
              "EventType": "CallbackStarted",
              "SubType": "Callback",
              "EventId": 7,
              "Id": "ask",
              "Name": "approval",
              "EventTimestamp": "DATE",
              "CallbackStartedDetails": {
                "CallbackId": "CALLBACK",
                "HeartbeatTimeout": 300,
                "Timeout": 600
              }
            },
            {
              "EventType": "InvocationCompleted",
              "EventId": 8,
              "EventTimestamp": "DATE",
              "InvocationCompletedDetails": {
                "StartTimestamp": "DATE",
                "EndTimestamp": "DATE",
                "RequestId": "ID"
              }
            },
            {
              "EventType": "CallbackSucceeded",
              "SubType": "Callback",
              "EventId": 9,
              "Id": "ask",
              "Name": "approval",
              "EventTimestamp": "DATE",
              "CallbackSucceededDetails": {
                "Result": {
                  "Payload": "{\"ok\": true}",
                  "Truncated": false
                }
              }
            },
            {
              "EventType": "InvocationCompleted",
              "EventId": 10,
              "EventTimestamp": "DATE",
              "InvocationCompletedDetails": {
                "StartTimestamp": "DATE",
                "EndTimestamp": "DATE",
                "RequestId": "ID"
              }
            },
            {
              "EventType": "ExecutionSucceeded",
              "EventId": 11,
              "Id": "ID",
              "Name": "first",
              "EventTimestamp": "DATE",
              "ExecutionSucceededDetails": {
                "Result": {
                  "Payload": "{\"ok\": true}",
                  "Truncated": false
                }
              }
            }
          ]
        }
        = 0
    "#]].assert_eq(&history);
}

#[tokio::test]
async fn what_ends_otherwise() {
    let Some(world) = World::start(&[]).await else {
        return;
    };
    let begin = |name: &'static str| {
        let parameter = "InvocationType=Event";
        [
            "remote",
            "invoke",
            ORDER,
            "--parameter",
            parameter,
            "--durable-execution-name",
            name,
        ]
    };
    let mut said = world.types(&begin("refused")).await;
    let id = world.callback().await;
    let error = [
        "--error-type",
        "Refused",
        "--error-message",
        "no",
        "--error-data",
        "d",
        "--stack-trace",
        "a",
    ];
    said += &world
        .types(&[&["remote", "callback", "fail", &id][..], &error].concat())
        .await;
    world.project.run(&["execution", "wait", "refused"]).await;
    said += &world
        .types(&["remote", "execution", "get", &world.arn("refused").await])
        .await;
    said += &world.types(&begin("stopped")).await;
    let arn = world.arn("stopped").await;
    said += &world
        .types(&[&["remote", "execution", "stop", &arn][..], &error].concat())
        .await;
    said += &world.types(&["remote", "execution", "get", &arn]).await;
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
    let mut said = world
        .types(&["remote", "invoke", PLAIN, "-e", "{\"a\": 1}"])
        .await;
    said += &world
        .types(&["remote", "invoke", PLAIN, "-e", "{\"mode\": \"raise\"}"])
        .await;
    said += &world
        .types(&["remote", "invoke", &PLAIN.replace("plain", "none")])
        .await;
    expect![[r#"
        $ sam remote invoke arn:aws:lambda:us-east-1:123456789012:function:plain -e {"a": 1}
        {"told": {"a": 1}}
        ! Invoking Lambda Function arn:aws:lambda:us-east-1:123456789012:function:plain
        = 0
        $ sam remote invoke arn:aws:lambda:us-east-1:123456789012:function:plain -e {"mode": "raise"}
        {"errorMessage":"not today","errorType":"ValueError","stackTrace":["  File \"[DIR]/app.py\", line 75, in plain\n    misbehave(event)\n","  File \"[DIR]/app.py\", line 45, in misbehave\n    raise ValueError(\"not today\")\n"]}
        ! Invoking Lambda Function arn:aws:lambda:us-east-1:123456789012:function:plain
        = 0
        $ sam remote invoke arn:aws:lambda:us-east-1:123456789012:function:none
        ! Invoking Lambda Function arn:aws:lambda:us-east-1:123456789012:function:none
        ! Failed to get function configuration for arn:aws:lambda:us-east-1:123456789012:function:none: An error occurred (ResourceNotFoundException) when calling the GetFunctionConfiguration operation: Function not found: arn:aws:lambda:us-east-1:123456789012:function:none:$LATEST
        ! Error: An error occurred (ResourceNotFoundException) when calling the Invoke operation: Function not found: arn:aws:lambda:us-east-1:123456789012:function:none:$LATEST
        = 1
    "#]].assert_eq(&said);
}

/// What SAM's own tests pin, and what it says of the service's answers instead.
#[tokio::test]
async fn refusals_as_the_service_has_them_and_as_the_official_emulator_had_them() {
    for (options, expected) in [
        (
            &[][..],
            expect![[r#"
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
        "#]],
        ),
        (
            &["--answers-as", "emulator-1.2"],
            expect![[r#"
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
        "#]],
        ),
    ] {
        let Some(world) = World::start(options).await else {
            return;
        };
        let event = ["remote", "invoke", ORDER, "--parameter", "InvocationType=Event"];
        assert_eq!(world.run(&event).await.code, Some(0));
        let id = world.callback().await;
        let mut said = world.types(&["local", "callback", "succeed", &id]).await;
        said += &world
            .types(&["local", "callback", "succeed", &id, "-r", "1"])
            .await;
        said += &world.types(&["local", "callback", "fail", &id]).await;
        said += &world.types(&["local", "callback", "heartbeat", &id]).await;
        for what in ["get", "history", "stop"] {
            said += &world.types(&["local", "execution", what, "no/such"]).await;
        }
        expected.assert_eq(&said);
    }
}

/// SAM prints commands to paste, and a shell takes `$LATEST` for a variable.
#[tokio::test]
async fn an_arn_that_was_pasted_without_quotes() {
    let Some(world) = World::start(&[]).await else {
        return;
    };
    let event = ["remote", "invoke", ORDER, "--parameter", "InvocationType=Event"];
    assert_eq!(world.run(&event).await.code, Some(0));
    let pasted = world.arn("@last").await.replace("$LATEST", "");
    assert_ne!(pasted, world.arn("@last").await);
    for what in ["get", "history", "stop"] {
        let ran = world.run(&["local", "execution", what, &pasted]).await;
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
}
