//! The table of contract 4.5: what each action makes of a step in each state, and in which words it is refused.

use super::rows::{becomes, refuses};

const START: &str = "Invalid current STEP state to start.";
const CLOSE: &str = "Invalid current STEP state to close.";
const RETRY: &str = "Invalid current STEP state to re-attempt.";
const ACTION: &str = "Invalid action for the given operation type.";

// The states, as what leads to them.
const STARTED: &str = "a STEP START";
const PENDING: &str = "a STEP START | a STEP RETRY @later";
const READY: &str = "a STEP START | a STEP RETRY @soon | again";
const SUCCEEDED: &str = "a STEP START | a STEP SUCCEED";
const FAILED: &str = "a STEP START | a STEP FAIL @error";

// What comes of it.
const WON: &str = r#"{"Status":"SUCCEEDED","EndTimestamp":"<seconds>","StepDetails":{"Attempt":1,"Result":"1","Error":"!","NextAttemptTimestamp":"!"}}"#;
const LOST: &str = r#"{"Status":"FAILED","EndTimestamp":"<seconds>","StepDetails":{"Attempt":1,"Result":"!","Error":{"ErrorType":"T","ErrorMessage":"m"},"NextAttemptTimestamp":"!"}}"#;
const WAITS: &str = r#"{"Status":"PENDING","EndTimestamp":"!","StepDetails":{"Attempt":1,"Result":"!","Error":{"ErrorType":"T","ErrorMessage":"m"},"NextAttemptTimestamp":"<seconds>"}}"#;
const STARTED_AGAIN: &str = r#"{"Status":"STARTED","StepDetails":{"Attempt":1,"NextAttemptTimestamp":"!"}}"#;
const WON_AGAIN: &str = r#"{"Status":"SUCCEEDED","EndTimestamp":"<seconds>","StepDetails":{"Attempt":2,"Result":"1","NextAttemptTimestamp":"!"}}"#;
const LOST_AGAIN: &str =
    r#"{"Status":"FAILED","EndTimestamp":"<seconds>","StepDetails":{"Attempt":2,"Error":{"ErrorType":"T"}}}"#;
const WAITS_AGAIN: &str =
    r#"{"Status":"PENDING","StepDetails":{"Attempt":2,"NextAttemptTimestamp":"<seconds>"}}"#;

const SUCCEED: &str = r#"a STEP SUCCEED {"Payload":"1"}"#;

rows! { MOVES: becomes;
    "step.new-succeed" Breaks "4.5" [] "a step that nobody started can succeed, as its first attempt" => "", SUCCEED, WON;
    "step.new-fail" Breaks "4.5" [] "a step that nobody started can fail, as its first attempt" => "", "a STEP FAIL @error", LOST;
    "step.new-retry" Breaks "4.5" [] "a step that nobody started can be retried after its first attempt" => "", "a STEP RETRY @later", WAITS;
    "step.started-succeed" Breaks "4.5" [] "a started step can succeed" => STARTED, SUCCEED, WON;
    "step.started-fail" Breaks "4.5" [] "a started step can fail" => STARTED, "a STEP FAIL @error", LOST;
    "step.started-retry" Breaks "4.5" [] "a started step can be retried" => STARTED, "a STEP RETRY @later", WAITS;
    "step.ready-start" Breaks "4.5" [] "a step that is ready can start again" => READY, "a STEP START", STARTED_AGAIN;
    "step.ready-succeed" Breaks "4.5" [] "a step that is ready can succeed without a start" => READY, SUCCEED, WON_AGAIN;
    "step.ready-fail" Breaks "4.5" [] "a step that is ready can fail without a start" => READY, "a STEP FAIL @error", LOST_AGAIN;
    "step.ready-retry" Breaks "4.5" [] "a step that is ready can be retried without a start" => READY, "a STEP RETRY @later", WAITS_AGAIN;
}

rows! { REFUSALS: refuses;
    "step.started-start" Breaks "4.5" [] "a started step cannot start" => STARTED, "a STEP START", START;
    "step.pending-start" Breaks "4.5" [] "a step that waits for its next attempt cannot start" => PENDING, "a STEP START", START;
    "step.succeeded-start" Breaks "4.5" [] "a step that succeeded cannot start" => SUCCEEDED, "a STEP START", START;
    "step.failed-start" Breaks "4.5" [] "a step that failed cannot start" => FAILED, "a STEP START", START;
    "step.pending-succeed" Breaks "4.5" [] "a step that waits for its next attempt cannot succeed" => PENDING, SUCCEED, CLOSE;
    "step.succeeded-succeed" Breaks "4.5" [] "a step that succeeded cannot succeed again" => SUCCEEDED, SUCCEED, CLOSE;
    "step.failed-succeed" Breaks "4.5" [] "a step that failed cannot succeed" => FAILED, SUCCEED, CLOSE;
    "step.pending-fail" Breaks "4.5" [] "a step that waits for its next attempt cannot fail" => PENDING, "a STEP FAIL @error", CLOSE;
    "step.succeeded-fail" Breaks "4.5" [] "a step that succeeded cannot fail" => SUCCEEDED, "a STEP FAIL @error", CLOSE;
    "step.failed-fail" Breaks "4.5" [] "a step that failed cannot fail again" => FAILED, "a STEP FAIL @error", CLOSE;
    "step.pending-retry" Breaks "4.5" [] "a step that waits for its next attempt cannot be retried" => PENDING, "a STEP RETRY @later", RETRY;
    "step.succeeded-retry" Breaks "4.5" [] "a step that succeeded cannot be retried" => SUCCEEDED, "a STEP RETRY @later", RETRY;
    "step.failed-retry" Breaks "4.5" [] "a step that failed cannot be retried" => FAILED, "a STEP RETRY @later", RETRY;
    "step.new-cancel" Hides "4.5" [] "a new step cannot be cancelled" => "", "a STEP CANCEL", ACTION;
    "step.started-cancel" Hides "4.5" [] "a started step cannot be cancelled" => STARTED, "a STEP CANCEL", ACTION;
    "step.pending-cancel" Hides "4.5" [] "a step that waits for its next attempt cannot be cancelled" => PENDING, "a STEP CANCEL", ACTION;
    "step.ready-cancel" Hides "4.5" [] "a step that is ready cannot be cancelled" => READY, "a STEP CANCEL", ACTION;
    "step.succeeded-cancel" Hides "4.5" [] "a step that succeeded cannot be cancelled" => SUCCEEDED, "a STEP CANCEL", ACTION;
    "step.failed-cancel" Hides "4.5" [] "a step that failed cannot be cancelled" => FAILED, "a STEP CANCEL", ACTION;
}
