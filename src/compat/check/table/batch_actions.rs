//! Which type may do what, and what it may bring: contract 4.1, 4.6. A step's are in `steps` and `step_cells`.

use super::rows::refuses;

const ACTION: &str = "Invalid action for the given operation type.";
const ERROR: &str = "Cannot provide an Error for SUCCEED action.";
const PAYLOAD: &str = "Cannot provide a Payload for FAIL action.";
const CHAINED: &str = r#"a CHAINED_INVOKE START {"ChainedInvokeOptions":{"FunctionName":"nobody:$LATEST"}}"#;

rows! { REFUSED: refuses;
    "batch.execution-start" Hides "4.6" [] "an execution cannot be started by an update" => "", "a EXECUTION START", "~ action";
    "batch.execution-retry" Hides "4.6" [] "an execution cannot be retried" => "", "a EXECUTION RETRY @later", "~ action";
    "batch.execution-cancel" Hides "4.6" [] "an execution cannot be cancelled" => "", "a EXECUTION CANCEL", "~ action";
    "batch.context-retry" Hides "4.6" [] "a context cannot be retried" => "a CONTEXT START", "a CONTEXT RETRY @later", ACTION;
    "batch.context-cancel" Hides "4.6" [] "a context cannot be cancelled" => "a CONTEXT START", "a CONTEXT CANCEL", ACTION;
    "batch.wait-succeed" Hides "4.6" [] "a wait cannot be closed by an update" => "a WAIT START @wait", "a WAIT SUCCEED", ACTION;
    "batch.wait-fail" Hides "4.6" [] "a wait cannot fail" => "a WAIT START @wait", "a WAIT FAIL @error", ACTION;
    "batch.wait-retry" Hides "4.6" [] "a wait cannot be retried" => "a WAIT START @wait", "a WAIT RETRY @later", ACTION;
    "batch.callback-succeed" Hides "4.6" [] "a callback cannot succeed by an update" => "a CALLBACK START", "a CALLBACK SUCCEED", ACTION;
    "batch.callback-fail" Hides "4.6" [] "a callback cannot fail by an update" => "a CALLBACK START", "a CALLBACK FAIL @error", ACTION;
    "batch.callback-retry" Hides "4.6" [] "a callback cannot be retried" => "a CALLBACK START", "a CALLBACK RETRY @later", ACTION;
    "batch.callback-cancel" Hides "4.6" [] "a callback cannot be cancelled" => "a CALLBACK START", "a CALLBACK CANCEL", ACTION;
    "batch.chained-succeed" Hides "4.6" [] "a chained invoke cannot succeed by an update" => CHAINED, "a CHAINED_INVOKE SUCCEED", ACTION;
    "batch.chained-fail" Hides "4.6" [] "a chained invoke cannot fail by an update" => CHAINED, "a CHAINED_INVOKE FAIL @error", ACTION;
    "batch.chained-retry" Hides "4.6" [] "a chained invoke cannot be retried" => CHAINED, "a CHAINED_INVOKE RETRY @later", ACTION;
    "batch.chained-cancel" Hides "4.6" [] "a chained invoke cannot be cancelled" => CHAINED, "a CHAINED_INVOKE CANCEL", ACTION;
    "batch.execution-succeed-error" Breaks "4.6" [] "an execution cannot succeed with an error" => "", "a EXECUTION SUCCEED @error", ERROR;
    "batch.execution-fail-payload" Breaks "4.6" [] "an execution cannot fail with a payload" => "", r#"a EXECUTION FAIL {"Payload":"1"}"#, PAYLOAD;
}
