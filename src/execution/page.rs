//! The state of an execution by page: what a handler needs to replay (contract 1.5, 3.1).

use super::operation::{Details, Operation};
use super::state::Execution;

/// A page of operations, in start order.
#[derive(Debug, Clone)]
pub struct Page {
    pub operations: Vec<Operation>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<usize>,
}

impl Execution {
    /// The page that an invocation's input carries. Empty if the first operation alone is too large for it, as an
    /// input of nearly 6 MiB is: then the handler asks for the next one (contract 3.1).
    pub fn first_page(&self, budget_bytes: usize) -> Page {
        if self.table.operations[0].json_bytes() > budget_bytes {
            return Page {
                operations: Vec::new(),
                next: Some(0),
            };
        }
        self.page(0, usize::MAX, budget_bytes)
    }

    /// A page of what a handler needs to replay: descendants of completed contexts are left out unless the
    /// context asks for them (contract 1.5). It holds one operation at least, however large: who reads on must
    /// get on.
    pub fn page(&self, from: usize, max_items: usize, budget_bytes: usize) -> Page {
        let mut page = Page {
            operations: Vec::new(),
            next: None,
        };
        let mut bytes = 0;
        for (position, operation) in self.table.operations.iter().enumerate().skip(from) {
            if !self.is_needed(operation) {
                continue;
            }
            bytes += operation.json_bytes();
            let count = page.operations.len();
            if count > 0 && (count >= max_items || bytes > budget_bytes) {
                page.next = Some(position);
                return page;
            }
            page.operations.push(self.head.pace.shown(operation));
        }
        page
    }

    fn is_needed(&self, operation: &Operation) -> bool {
        let mut parent = operation.parent.as_ref();
        while let Some(context) = parent.and_then(|id| self.table.get(id)) {
            if let Details::Context {
                replay_children: false,
                ..
            } = context.details
                && context.status.is_terminal()
            {
                return false;
            }
            parent = context.parent.as_ref();
        }
        true
    }
}
