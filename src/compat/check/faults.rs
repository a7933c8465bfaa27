//! What is known to be wrong in AWS's emulator, release 1.4.0: the rows of the contract's section 9.

/// A row, as a sentence; `None` if there is no such row.
pub fn sentence(row: u8) -> Option<&'static str> {
    FAULTS
        .iter()
        .find(|(number, _)| *number == row)
        .map(|(_, sentence)| *sentence)
}

const FAULTS: &[(u8, &str)] = &[
    (1, "InvocationCompleted events have no details"),
    (
        2,
        "errors have no x-amzn-ErrorType, so that SDKs see the status alone",
    ),
    (3, "an execution's ARN is `UUID/UUID`"),
    (4, "an ARN that is not percent-encoded is an unknown path"),
    (
        5,
        "there is no Invoke: executions start through a route of its own alone",
    ),
    (6, "a name starts as many executions as it is used"),
    (7, "Stop does not read the error that SDKs send"),
    (8, "whatever is wrong with a callback is answered with 404"),
    (
        9,
        "an update that leaves a name, a subtype or a parent out erases it",
    ),
    (10, "a stopped execution's callback can succeed"),
    (11, "timers and running invocations are lost when it restarts"),
    (12, "StepSucceeded has no RetryDetails"),
    (13, "CallbackStarted has no timeouts"),
    (
        14,
        "ChainedInvokeStarted has neither ExecutedVersion nor TenantId",
    ),
    (15, "a poll's result is not in its event"),
    (
        16,
        "CurrentAttempt counts starts, and the last failure has a delay of 0",
    ),
    (17, "an invocation that crashed is not in the history"),
    (18, "a crash is retried five times, every five seconds"),
    (19, "a crash's error is the emulator's, not the function's"),
    (20, "event ids are counted anew at every reading"),
    (
        21,
        "what is withheld and what is marked as withheld are not the same",
    ),
    (22, "the history leaves data out unless it is asked for"),
    (
        23,
        "GetDurableExecution always has the data, and lacks what it was configured with",
    ),
    (24, "MaxItems and markers are not checked, and 0 pages for ever"),
    (25, "lists have other parameters, another order, and no 404"),
    (26, "the checkpoint that ends an execution answers with a token"),
    (
        27,
        "ExecutionSucceeded stands before the InvocationCompleted that brought it",
    ),
    (28, "an unknown execution's checkpoint is answered with 404"),
    (29, "the shape of updates is not checked"),
    (30, "sizes and numbers have no limits"),
    (
        31,
        "what a step's update carries is not checked while the step is new",
    ),
    (32, "two updates of an operation are refused in other words"),
    (33, "a cancelled wait loses its details"),
    (34, "children of contexts that are over are shown"),
    (35, "a result that is no text is taken"),
    (
        36,
        "an error without the error header is no error of the function",
    ),
    (37, "pause, resume and delete have no routes"),
    (38, "chained invokes need `--function-configs`"),
    (
        39,
        "a durable target needs no qualifier, and an unknown one has other words",
    ),
    (40, "a child's timeout and retention are its own defaults"),
    (
        41,
        "SAM's null for a timeout is answered with 500, and a null name stays null",
    ),
    (42, "the region is fixed, and an error names another one"),
    (43, "the execution timeout of its command line is not used"),
    (44, "it needs AWS credentials to call functions"),
    (45, "answers have no Content-Length and no x-amzn-RequestId"),
    (46, "a failure of a callback without a body calls the function"),
    (47, "members and exceptions have other names than the model's"),
    (
        48,
        "operations that a callback completed are not in UpdatedOperationIds",
    ),
    (49, "wrong values are answered with texts of Python's"),
    (50, "ExecutionTimedOut has an error, and pausing leaves no events"),
    (51, "executions stay listed after their retention"),
    (52, "unknown paths and methods are answered with 500 or 501"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_once() {
        let numbers: Vec<u8> = FAULTS.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, (1..=52).collect::<Vec<u8>>());
        assert_eq!(sentence(0), None);
    }
}
