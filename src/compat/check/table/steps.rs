//! Steps: contract 4.5. The cells of their table are in `step_cells`.

use serde_json::json;

use super::super::run::Run;
use super::super::world::{Verdict, World, holds, is};
use super::rows::{after, refuses, spelled};

checks! {
    "step.start" Breaks "4.5" [] "a step that has started has finished no attempt" => start;
    "step.retry-due" Breaks "5.2" [] "a retry that is due makes the step READY and calls the function" => retry_due;
    "step.retry-at" Breaks "4.5" [] "the next attempt is due at the retry's time plus its delay" => retry_at;
    "step.retry-stamps" Breaks "1.5" [] "a step that waits for its next attempt has no EndTimestamp" => retry_stamps;
    "step.attempts" Breaks "4.5" [] "a second attempt runs with one finished attempt, and succeeds as the second" => attempts;
    "step.start-again-stamp" Hides "1.5" [] "a second attempt keeps the step's StartTimestamp" => start_again_stamp;
    "step.poll" Breaks "4.5" [] "a retry with a payload keeps it as the step's result" => poll;
    "step.poll-after-error" Breaks "4.5" [] "a retry with a payload clears the error of the retry before it" => poll_after_error;
    "step.poll-is-input" Breaks "4.5" [] "the next call is given the result that the last poll kept" => poll_is_input;
    "step.error-whole" Breaks "4.5" [] "an error comes back with all four of its members" => error_whole;
    "step.result-verbatim" Breaks "4.5" [] "a result is text, and comes back as it was sent" => result_verbatim;
    "step.no-result" Hides "1.5" [] "a step that succeeds without a payload has no result" => no_result;
}

rows! { RULES: refuses;
    "step.retry-without-options" Breaks "4.5" [] "a retry needs StepOptions"
        => "a STEP START", "a STEP RETRY @error", "Invalid StepOptions for the given action.";
    "step.retry-error-and-payload" Breaks "4.5" [] "a retry has an error or a payload, not both"
        => "a STEP START", r#"a STEP RETRY {"Error":{"ErrorMessage":"m"},"Payload":"1","StepOptions":{"NextAttemptDelaySeconds":1}}"#,
        "Cannot provide both error and payload to RETRY a STEP.";
    "step.succeed-with-error" Breaks "4.5" [] "a step cannot succeed with an error"
        => "a STEP START", "a STEP SUCCEED @error", "Cannot provide an Error for SUCCEED action.";
    "step.fail-with-payload" Breaks "4.5" [] "a step cannot fail with a payload"
        => "a STEP START", r#"a STEP FAIL {"Payload":"1"}"#, "Cannot provide a Payload for FAIL action.";
    "step.ready-retry-without-options" Breaks "4.5" [] "a second retry needs StepOptions, too"
        => "a STEP RETRY @soon | again", "a STEP RETRY @error", "Invalid StepOptions for the given action.";
    "step.new-retry-without-options" Hides "4.5" [31] "a new step's retry needs StepOptions"
        => "", "a STEP RETRY @error", "Invalid StepOptions for the given action.";
    "step.new-retry-error-and-payload" Hides "4.5" [31] "a new step's retry has an error or a payload, not both"
        => "", r#"a STEP RETRY {"Error":{"ErrorMessage":"m"},"Payload":"1","StepOptions":{"NextAttemptDelaySeconds":1}}"#,
        "Cannot provide both error and payload to RETRY a STEP.";
    "step.new-succeed-with-error" Hides "4.5" [31] "a new step cannot succeed with an error"
        => "", "a STEP SUCCEED @error", "Cannot provide an Error for SUCCEED action.";
    "step.new-fail-with-payload" Hides "4.5" [31] "a new step cannot fail with a payload"
        => "", r#"a STEP FAIL {"Payload":"1"}"#, "Cannot provide a Payload for FAIL action.";
}

async fn start(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let answer = run
        .checkpoint(r#"a STEP START {"Name":"greet","SubType":"Step"}"#)
        .await?;
    is(
        &answer,
        &json!({"CheckpointToken": "<token>", "NewExecutionState": {"Operations": [{
            "Id": "a", "Type": "STEP", "Status": "STARTED", "Name": "greet", "SubType": "Step",
            "StartTimestamp": "<seconds>", "EndTimestamp": "!",
            "StepDetails": {"Attempt": 0, "NextAttemptTimestamp": "!"},
        }]}}),
    )
}

async fn retry_due(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let retry = r#"a STEP START; a STEP RETRY {"Error":{"ErrorType":"T","ErrorMessage":"m"},"StepOptions":{"NextAttemptDelaySeconds":1}}"#;
    run.checkpoint(retry).await?;
    run.resumed().await?;
    let step = Run::of(&run.input["InitialExecutionState"], "a");
    is(
        &step,
        &json!({"Status": "READY", "StepDetails": {"Attempt": 1, "NextAttemptTimestamp": "!"}}),
    )?;
    holds(run.token.len() > 1, "the invocation has a token")
}

async fn retry_at(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let answer = run.checkpoint(&spelled("a STEP RETRY @later")).await?;
    let step = Run::of(&answer, "a");
    is(
        &step,
        &json!({"StartTimestamp": "<seconds>", "StepDetails": {"NextAttemptTimestamp": "<seconds>"}}),
    )?;
    // The step begins with this retry.
    let began = step["StartTimestamp"].as_f64().unwrap_or_default();
    let due = step["StepDetails"]["NextAttemptTimestamp"]
        .as_f64()
        .unwrap_or_default();
    holds(
        (due - began - 600.0).abs() < 1.5,
        format!(
            "the attempt is due {:.3} s after the retry: 600 are expected",
            due - began
        ),
    )
}

async fn retry_stamps(world: &World<'_>) -> Verdict {
    let run = after(world, "a STEP START | a STEP RETRY @later").await?;
    is(
        &run.operation("a").await?,
        &json!({"Status": "PENDING", "StartTimestamp": "<seconds>", "EndTimestamp": "!"}),
    )
}

async fn attempts(world: &World<'_>) -> Verdict {
    let mut run = after(world, "a STEP START; a STEP RETRY @soon | again").await?;
    let answer = run.checkpoint("a STEP START").await?;
    let running = json!({"Status": "STARTED", "StepDetails": {"Attempt": 1, "NextAttemptTimestamp": "!"}});
    is(&Run::of(&answer, "a"), &running)?;
    let answer = run.checkpoint(r#"a STEP SUCCEED {"Payload":"1"}"#).await?;
    let over = json!({"Status": "SUCCEEDED", "StepDetails": {"Attempt": 2, "Result": "1"}});
    is(&Run::of(&answer, "a"), &over)
}

async fn start_again_stamp(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let first = run
        .checkpoint(&spelled("a STEP START; a STEP RETRY @soon"))
        .await?;
    run.resumed().await?;
    let second = run.checkpoint("a STEP START").await?;
    let began = |answer| Run::of(answer, "a")["StartTimestamp"].clone();
    is(&began(&first), &json!("<seconds>"))?;
    is(&began(&second), &began(&first))
}

async fn poll(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let retry =
        r#"a STEP START; a STEP RETRY {"Payload":"{\"n\":1}","StepOptions":{"NextAttemptDelaySeconds":600}}"#;
    let answer = run.checkpoint(retry).await?;
    is(
        &Run::of(&answer, "a"),
        &json!({"Status": "PENDING", "StepDetails": {
            "Attempt": 1, "Result": "{\"n\":1}", "Error": "!", "NextAttemptTimestamp": "<seconds>",
        }}),
    )
}

async fn poll_after_error(world: &World<'_>) -> Verdict {
    let mut run = after(world, "a STEP RETRY @soon | again").await?;
    let retry = r#"a STEP RETRY {"Payload":"2","StepOptions":{"NextAttemptDelaySeconds":600}}"#;
    let answer = run.checkpoint(retry).await?;
    is(
        &Run::of(&answer, "a"),
        &json!({"Status": "PENDING", "StepDetails": {"Attempt": 2, "Result": "2", "Error": "!"}}),
    )
}

async fn poll_is_input(world: &World<'_>) -> Verdict {
    let poll = r#"a STEP RETRY {"Payload":"7","StepOptions":{"NextAttemptDelaySeconds":1}} | again"#;
    let run = after(world, poll).await?;
    is(
        &Run::of(&run.input["InitialExecutionState"], "a"),
        &json!({"Status": "READY", "StepDetails": {"Attempt": 1, "Result": "7"}}),
    )
}

async fn error_whole(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let error =
        json!({"ErrorMessage": "m", "ErrorType": "T", "ErrorData": "{}", "StackTrace": ["one", "two"]});
    let fail = json!([{"Id": "a", "Type": "STEP", "Action": "FAIL", "Error": error}]);
    let answer = run.checkpoint_json(fail).await?;
    is(
        &Run::of(&answer, "a"),
        &json!({"StepDetails": {"Error": error, "Result": "!"}}),
    )
}

async fn result_verbatim(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    for (id, text) in [("a", " { \"x\" : 1.0 } "), ("b", "no JSON \u{e9}\n")] {
        let succeed = json!([{"Id": id, "Type": "STEP", "Action": "SUCCEED", "Payload": text}]);
        run.checkpoint_json(succeed).await?;
        let found = run.operation(id).await?["StepDetails"]["Result"].clone();
        holds(
            found == text,
            format!("the result is {found}: {text:?} is expected"),
        )?;
    }
    Ok(())
}

async fn no_result(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let answer = run.checkpoint("a STEP SUCCEED").await?;
    is(
        &Run::of(&answer, "a"),
        &json!({"Status": "SUCCEEDED", "StepDetails": {"Result": "!", "Error": "!"}}),
    )
}
