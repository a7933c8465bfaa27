//! The law: what a durable execution is.
//!
//! A durable execution is a pure fold over a journal of facts. Commands are decided against that fold
//! ([`Execution::decide`]); the facts that a decision yields are written to disk by somebody else and then
//! applied ([`Execution::apply`]). Nothing in this room reads a clock, rolls dice, or waits.
//!
//! ```text
//!            pause, an invocation runs        its next checkpoint or its end
//!  RUNNING ───────────────────────────▶ PAUSING ───────────────────────────▶ PAUSED
//!     │ ▲                                  │ resume                            │
//!     │ └──────────────────────────────────┴───────────────────────────────────┘ resume
//!     ├─ output or EXECUTION SUCCEED ─▶ SUCCEEDED ┐
//!     ├─ output or EXECUTION FAIL    ─▶ FAILED    │ closed: only `InvocationCompleted` and the one
//!     ├─ execution timeout           ─▶ TIMED_OUT │ terminal fact may follow
//!     └─ stop                        ─▶ STOPPED   ┘
//! ```

pub mod callback;
pub mod catalog;
mod checkpoint;
pub mod command;
mod decide;
pub mod draft;
mod elapse;
pub mod event;
mod head;
pub mod ids;
pub mod limits;
pub mod marker;
pub mod operation;
pub mod pace;
mod page;
pub mod payload;
pub mod rejection;
pub mod row;
pub mod state;
pub mod status;
mod table;
pub mod time;
pub mod token;
mod transition;

pub use callback::{CallbackChange, OpenCallback, OpenSet};
pub use catalog::{DurableConfig, FunctionInfo};
pub use command::{ChainedOutcome, Change, Checkpoint, Command, Completion, Execute, Retry, Target, Update};
pub use draft::Decision;
pub use event::{Ending, Event, Fact, Meta, OperationFact, Origin, Outcome, Pause, Started};
pub use ids::{
    ClientToken, ExecutionArn, ExecutionName, FunctionName, FunctionRef, OperationId, OperationName,
    RequestId, Seq, SubType, TenantId,
};
pub use limits::Limits;
pub use marker::Marker;
pub use operation::{Details, Operation};
pub use pace::{Moment, Pace, Speed};
pub use page::Page;
pub use payload::{ErrorObject, Payload};
pub use rejection::{Constraint, Exception, Rejection, Violation};
pub use row::Row;
pub use state::{CheckpointAnswer, CorruptJournal, Execution};
pub use status::{ExecutionStatus, OperationType, Status};
pub use table::ChainedCall;
pub use time::Timestamp;
pub use token::{CallbackId, CheckpointToken};
