//! Batches of updates: contract 4.2, 4.3, 4.4, 4.10. What each type may do is in `batch_actions`.

use serde_json::{Value, json};

use super::super::run::Run;
use super::super::world::{Verdict, World, holds, is};
use super::rows::{INVALID, after, refuses, says, spelled, takes};

const TWICE: &str = "Cannot update the same operation twice in a single request.";
const PARENT: &str = "Invalid parent operation id.";

checks! {
    "batch.atomic" Breaks "4.2" [] "a batch with one bad update changes nothing" => atomic;
    "batch.atomic-token" Breaks "4.2" [] "a batch that is refused does not spend its token" => atomic_token;
    "batch.atomic-duplicate" Breaks "4.2" [] "a batch with a duplicate changes nothing" => atomic_duplicate;
    "batch.order" Breaks "4.10" [] "operations are answered in the order in which they started" => order;
    "batch.order-of-starts" Breaks "4.2" [] "operations start in the order of the list" => order_of_starts;
    "batch.delta" Breaks "4.10" [] "the answer has what changed, and nothing else" => delta;
    "batch.one-of-two" Hides "4.10" [] "an operation that a batch starts and closes is in the answer once" => once;
    "batch.keeps-name" Breaks "4.4" [9] "an update without a Name keeps the operation's" => keeps_name;
    "batch.keeps-sub-type" Breaks "4.4" [9] "an update without a SubType keeps the operation's" => keeps_sub_type;
    "batch.keeps-parent" Breaks "4.4" [9] "an update without a ParentId keeps the operation's" => keeps_parent;
    "batch.keeps-in-event" Breaks "4.4" [9] "an update without a Name does not take it from the event before" => keeps_in_event;
    "batch.execution-last" Breaks "4.3" [] "an EXECUTION update ends the execution after the updates before it" => execution_last;
}

rows! { REFUSED: refuses;
    "batch.two-executions" Breaks "4.3" [] "a batch cannot end the execution twice"
        => "", "x EXECUTION SUCCEED; y EXECUTION SUCCEED", "Cannot checkpoint multiple EXECUTION updates.";
    "batch.execution-not-last" Breaks "4.3" [] "an EXECUTION update must be the last"
        => "", "x EXECUTION SUCCEED; a STEP START", "EXECUTION checkpoint must be the last update.";
    "batch.start-twice" Hides "4.3" [32] "a batch cannot start a step twice" => "", "a STEP START; a STEP START", TWICE;
    "batch.close-twice" Hides "4.3" [32] "a batch cannot close a step twice" => "", "a STEP SUCCEED; a STEP SUCCEED", TWICE;
    "batch.three-times" Hides "4.3" [32] "a batch cannot update a step three times"
        => "", "a STEP START; a STEP RETRY @later; a STEP SUCCEED", TWICE;
    "batch.close-then-start" Hides "4.3" [32] "a batch cannot close a step and start it then" => "", "a STEP SUCCEED; a STEP START", TWICE;
    "batch.context-twice" Hides "4.3" [32] "a batch cannot start a context twice" => "", "a CONTEXT START; a CONTEXT START", TWICE;
    "batch.wait-twice" Hides "4.3" [32] "a batch cannot start a wait and cancel it" => "", "a WAIT START @wait; a WAIT CANCEL", TWICE;
    "batch.callback-twice" Hides "4.3" [32] "a batch cannot start a callback twice" => "", "a CALLBACK START; a CALLBACK START", TWICE;
    "batch.parent-itself" Hides "4.7" [] "an operation is not its own parent" => "", r#"a CONTEXT START {"ParentId":"a"}"#, PARENT;
    "batch.other-type" Breaks "4.4" [] "an operation keeps its type" => "a STEP START", "a CONTEXT SUCCEED", "Inconsistent operation type.";
    "batch.other-sub-type" Breaks "4.4" [] "an operation keeps its subtype"
        => r#"a STEP START {"SubType":"Step"}"#, r#"a STEP SUCCEED {"SubType":"Other"}"#, "Inconsistent operation subtype.";
    "batch.other-name" Breaks "4.4" [] "an operation keeps its name"
        => r#"a STEP START {"Name":"one"}"#, r#"a STEP SUCCEED {"Name":"two"}"#, "Inconsistent operation name.";
    "batch.other-parent" Breaks "4.4" [] "an operation keeps its parent"
        => r#"p CONTEXT START; q CONTEXT START; a STEP START {"ParentId":"p"}"#,
        r#"a STEP SUCCEED {"ParentId":"q"}"#, "Inconsistent parent operation id.";
    "batch.name-in-batch" Hides "4.4" [] "an operation keeps its name within a batch, too"
        => "", r#"a STEP START {"Name":"one"}; a STEP SUCCEED {"Name":"two"}"#, "Inconsistent operation name.";
}

rows! { TAKEN: takes;
    "batch.step-start-succeed" Breaks "4.3" [] "a batch may start a step and let it succeed" => "", "a STEP START; a STEP SUCCEED";
    "batch.step-start-fail" Breaks "4.3" [] "a batch may start a step and let it fail" => "", "a STEP START; a STEP FAIL @error";
    "batch.step-start-retry" Breaks "4.3" [] "a batch may start a step and retry it" => "", "a STEP START; a STEP RETRY @later";
    "batch.context-start-succeed" Breaks "4.3" [] "a batch may start a context and let it succeed" => "", "a CONTEXT START; a CONTEXT SUCCEED";
    "batch.context-start-fail" Breaks "4.3" [] "a batch may start a context and let it fail" => "", "a CONTEXT START; a CONTEXT FAIL @error";
    "batch.between" Breaks "4.3" [] "what starts and closes a step need not stand side by side"
        => "", "a STEP START; b STEP START; a STEP SUCCEED; b STEP SUCCEED";
    "batch.parent-in-batch" Breaks "4.7" [] "a parent may start in the same batch"
        => "", r#"p CONTEXT START; a STEP START {"ParentId":"p"}"#;
    "batch.parent-left-out" Breaks "4.4" [] "an update may leave its operation's parent out"
        => r#"p CONTEXT START; a STEP START {"ParentId":"p"}"#, "a STEP SUCCEED";
}

async fn atomic(world: &World<'_>) -> Verdict {
    let run = after(world, "b STEP START").await?;
    let answer = run.try_checkpoint("a STEP START; b STEP START").await?;
    says(&answer, 400, INVALID, "Invalid current STEP state to start.")?;
    is(&run.operation("a").await?, &Value::Null)
}

async fn atomic_token(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.try_checkpoint("a STEP CANCEL").await?.has(400)?;
    run.checkpoint("a STEP START").await.map(|_| ())
}

async fn atomic_duplicate(world: &World<'_>) -> Verdict {
    let run = world.start().await?;
    let answer = run.try_checkpoint("a STEP START; b STEP START; b STEP START");
    answer.await?.has(400)?;
    is(&run.operation("a").await?, &Value::Null)
}

/// The ids in a checkpoint's answer.
fn ids(answer: &Value) -> String {
    let operations = answer
        .pointer("/NewExecutionState/Operations")
        .and_then(Value::as_array);
    let ids = operations
        .into_iter()
        .flatten()
        .map(|operation| operation["Id"].as_str().unwrap_or("?"));
    ids.collect::<Vec<_>>().join(" ")
}

fn in_order(answer: &Value, expected: &str) -> Verdict {
    let found = ids(answer);
    holds(
        found == expected,
        format!("the answer has the operations `{found}`: `{expected}` is expected"),
    )
}

async fn order(world: &World<'_>) -> Verdict {
    let mut run = after(world, "b STEP START | a STEP START").await?;
    let answer = run.checkpoint("a STEP SUCCEED; b STEP SUCCEED").await?;
    in_order(&answer, "b a")
}

async fn order_of_starts(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let answer = run
        .checkpoint(&spelled("c STEP START; b WAIT START @wait; a CONTEXT START"))
        .await?;
    in_order(&answer, "c b a")?;
    let state = run.state().await?;
    let listed = json!([{"Type": "EXECUTION"}, {"Id": "c"}, {"Id": "b"}, {"Id": "a"}]);
    is(&state, &json!({"Operations": listed}))
}

async fn delta(world: &World<'_>) -> Verdict {
    let mut run = after(world, "a STEP START; b STEP START").await?;
    in_order(&run.checkpoint("b STEP SUCCEED").await?, "b")
}

async fn once(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    let answer = run.checkpoint("a STEP START; a STEP SUCCEED").await?;
    in_order(&answer, "a")?;
    is(&Run::of(&answer, "a"), &json!({"Status": "SUCCEEDED"}))
}

/// After a close that leaves everything out, this is still there.
async fn keeps(world: &World<'_>, kept: &Value) -> Verdict {
    let start = r#"p CONTEXT START; a STEP START {"Name":"greet","SubType":"Step","ParentId":"p"}"#;
    let mut run = after(world, start).await?;
    let answer = run.checkpoint("a STEP SUCCEED").await?;
    is(&Run::of(&answer, "a"), kept)
}

async fn keeps_name(world: &World<'_>) -> Verdict {
    keeps(world, &json!({"Name": "greet"})).await
}

async fn keeps_sub_type(world: &World<'_>) -> Verdict {
    keeps(world, &json!({"SubType": "Step"})).await
}

async fn keeps_parent(world: &World<'_>) -> Verdict {
    keeps(world, &json!({"ParentId": "p"})).await
}

async fn keeps_in_event(world: &World<'_>) -> Verdict {
    let mut run = after(world, r#"a CONTEXT START {"Name":"branch"}"#).await?;
    let named = json!({"Id": "a", "Name": "branch"});
    is(&run.event("ContextStarted").await?, &named)?;
    run.checkpoint("a CONTEXT SUCCEED").await?;
    is(&run.event("ContextStarted").await?, &named)?;
    is(&run.event("ContextSucceeded").await?, &named)
}

async fn execution_last(world: &World<'_>) -> Verdict {
    let mut run = world.start().await?;
    run.checkpoint(r#"a STEP SUCCEED; x EXECUTION SUCCEED {"Payload":"9"}"#)
        .await?;
    run.answer(&json!({"Status": "SUCCEEDED", "Result": ""}));
    is(&run.ended("SUCCEEDED").await?, &json!({"Result": "9"}))?;
    is(&run.event("StepSucceeded").await?, &json!({"Id": "a"}))
}
