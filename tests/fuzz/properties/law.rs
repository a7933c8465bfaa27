//! Which batches an execution takes, told once more: contract 4.3 to 4.7 as tables.

use std::collections::HashMap;

use cargo_durable::execution::{Change, Execution, Meta, Operation, OperationId, OperationType, Update};

use super::updates::action;

/// One row: type, action, the statuses in which it is legal (`""` is none yet), the status that follows, and what
/// is said in any other.
type Row = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static str,
    &'static str,
);

const TABLE: &[Row] = &[
    (
        "STEP",
        "START",
        &["", "READY"],
        "STARTED",
        "Invalid current STEP state to start.",
    ),
    (
        "STEP",
        "SUCCEED",
        &["", "STARTED", "READY"],
        "SUCCEEDED",
        "Invalid current STEP state to close.",
    ),
    (
        "STEP",
        "FAIL",
        &["", "STARTED", "READY"],
        "FAILED",
        "Invalid current STEP state to close.",
    ),
    (
        "STEP",
        "RETRY",
        &["", "STARTED", "READY"],
        "PENDING",
        "Invalid current STEP state to re-attempt.",
    ),
    (
        "CONTEXT",
        "START",
        &[""],
        "STARTED",
        "Cannot start a CONTEXT that already exist.",
    ),
    (
        "CONTEXT",
        "SUCCEED",
        &["", "STARTED"],
        "SUCCEEDED",
        "Invalid current CONTEXT state to close.",
    ),
    (
        "CONTEXT",
        "FAIL",
        &["", "STARTED"],
        "FAILED",
        "Invalid current CONTEXT state to close.",
    ),
    (
        "WAIT",
        "START",
        &[""],
        "STARTED",
        "Cannot start a WAIT that already exist.",
    ),
    (
        "WAIT",
        "CANCEL",
        &["STARTED"],
        "CANCELLED",
        "Cannot cancel a WAIT that does not exist or has already completed.",
    ),
    (
        "CALLBACK",
        "START",
        &[""],
        "STARTED",
        "Cannot start a CALLBACK that already exist.",
    ),
    (
        "CHAINED_INVOKE",
        "START",
        &[""],
        "STARTED",
        "Cannot start a CHAINED_INVOKE that already exist.",
    ),
];

/// What the law asks of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) kind: &'static str,
    pub(crate) status: &'static str,
    pub(crate) meta: Meta,
}

/// An execution, as far as the law looks at it.
#[derive(Debug)]
pub(crate) struct Law {
    pub(crate) operations: HashMap<OperationId, Known>,
    account: String,
    region: String,
    /// Operations that count (contract 8).
    pub(crate) metered: usize,
}

/// Why not: one of these texts.
pub(crate) type No = Vec<&'static str>;

impl Law {
    pub(crate) fn of(execution: &Execution, metered: usize) -> Self {
        let known = |operation: &Operation| Known {
            kind: operation.operation_type().as_str(),
            status: operation.status.as_str(),
            meta: Meta {
                parent: operation.parent.clone(),
                name: operation.name.clone(),
                sub_type: operation.sub_type.clone(),
            },
        };
        let operations = execution.operations().iter();
        Self {
            operations: operations
                .map(|operation| (operation.id.clone(), known(operation)))
                .collect(),
            account: execution.arn().account().to_owned(),
            region: execution.arn().region().to_owned(),
            metered,
        }
    }

    /// Takes a batch, all of it or nothing; whether the execution ends with it.
    pub(crate) fn take(&mut self, updates: &[Update]) -> Result<bool, No> {
        self.check_batch(updates)?;
        let before = self.operations.clone();
        for update in updates {
            if let Err(no) = self.check_one(update) {
                self.operations = before;
                return Err(no);
            }
        }
        Ok(updates.last().is_some_and(is_execution))
    }

    /// Contract 4.3: what is wrong with a batch as a whole; any of it may be said.
    fn check_batch(&self, updates: &[Update]) -> Result<(), No> {
        let mut no = Vec::new();
        let last = updates.len().saturating_sub(1);
        if updates.iter().filter(|update| is_execution(update)).count() > 1 {
            no.push("Cannot checkpoint multiple EXECUTION updates.");
        }
        if updates[..last].iter().any(is_execution) {
            no.push("EXECUTION checkpoint must be the last update.");
        }
        for (index, update) in updates
            .iter()
            .enumerate()
            .filter(|(_, update)| !is_execution(update))
        {
            let earlier = &updates[..index];
            if update
                .meta
                .parent
                .as_ref()
                .is_some_and(|parent| !self.may_hold(parent, update, earlier))
            {
                no.push("Invalid parent operation id.");
            }
            let same: Vec<&Update> = earlier
                .iter()
                .filter(|other| !is_execution(other) && other.id == update.id)
                .collect();
            let may = match same[..] {
                [] => true,
                [first] => closes_at_once(&first.change, &update.change),
                _ => false,
            };
            if !may {
                no.push("Cannot update the same operation twice in a single request.");
            }
        }
        if no.is_empty() { Ok(()) } else { Err(no) }
    }

    /// A parent is a CONTEXT that is there, or that the batch has started by then (contract 4.7).
    fn may_hold(&self, parent: &OperationId, child: &Update, earlier: &[Update]) -> bool {
        let is_context = match self.operations.get(parent) {
            Some(known) => known.kind == "CONTEXT",
            None => earlier.iter().any(|other| starts_context(other, parent)),
        };
        is_context && *parent != child.id
    }

    /// Contract 4.4 to 4.6: what is wrong with one update; any of it may be said.
    fn check_one(&mut self, update: &Update) -> Result<(), No> {
        if is_execution(update) {
            return Ok(());
        }
        let (kind, action) = (update.change.operation_type().as_str(), action(&update.change));
        let row = TABLE.iter().find(|row| (row.0, row.1) == (kind, action));
        let (_, _, legal, then, otherwise) = *row.expect("every change has a row");
        let known = self.operations.get(&update.id);
        let mut no: No = known.map_or_else(Vec::new, |known| inconsistent(known, kind, &update.meta));
        if !legal.contains(&known.map_or("", |known| known.status)) {
            no.push(otherwise);
        }
        if let Change::ChainedInvokeStart { function, .. } = &update.change {
            if function
                .account
                .as_ref()
                .is_some_and(|account| *account != self.account)
            {
                no.push("Cannot start a CHAINED_INVOKE on a function in another account.");
            }
            if function
                .region
                .as_ref()
                .is_some_and(|region| *region != self.region)
            {
                no.push("Cannot start a CHAINED_INVOKE on a function in another region.");
            }
        }
        if !no.is_empty() {
            return Err(no);
        }
        let again = matches!(update.change, Change::StepRetry { .. });
        self.metered += usize::from(known.is_none()) + usize::from(again);
        let meta = known.map_or_else(|| update.meta.clone(), |known| known.meta.clone());
        let fails_at_once = super::story::is_unreachable(&update.change);
        let status = if fails_at_once { "FAILED" } else { then };
        self.operations
            .insert(update.id.clone(), Known { kind, status, meta });
        Ok(())
    }
}

fn is_execution(update: &Update) -> bool {
    update.change.operation_type() == OperationType::Execution
}

fn starts_context(update: &Update, id: &OperationId) -> bool {
    update.id == *id && matches!(update.change, Change::ContextStart { .. })
}

/// {START, then one that is no START} of one STEP or CONTEXT.
fn closes_at_once(first: &Change, second: &Change) -> bool {
    let kind = first.operation_type().as_str();
    ["STEP", "CONTEXT"].contains(&kind)
        && kind == second.operation_type().as_str()
        && (action(first), action(second) == "START") == ("START", false)
}

/// Contract 4.4: what an update leaves out stays as it is.
fn inconsistent(known: &Known, kind: &str, meta: &Meta) -> No {
    fn differs<T: PartialEq>(given: Option<&T>, kept: Option<&T>) -> bool {
        given.is_some_and(|given| kept != Some(given))
    }
    let mut no = Vec::new();
    if known.kind != kind {
        no.push("Inconsistent operation type.");
    }
    if differs(meta.sub_type.as_ref(), known.meta.sub_type.as_ref()) {
        no.push("Inconsistent operation subtype.");
    }
    if differs(meta.name.as_ref(), known.meta.name.as_ref()) {
        no.push("Inconsistent operation name.");
    }
    if differs(meta.parent.as_ref(), known.meta.parent.as_ref()) {
        no.push("Inconsistent parent operation id.");
    }
    no
}

/// Whether time alone may have made this of an operation.
pub(crate) fn is_elapsed(kind: &str, from: &str, to: &str) -> bool {
    matches!(
        (kind, from, to),
        ("STEP", "PENDING", "READY")
            | ("WAIT", "STARTED", "SUCCEEDED")
            | ("CALLBACK", "STARTED", "TIMED_OUT")
    )
}
