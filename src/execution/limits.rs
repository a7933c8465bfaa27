//! Every quota, once (contract 8).

/// One mebibyte.
const MIB: usize = 1 << 20;

/// Limits that the contract lets an emulator change (contract 10.3, 10.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Payload of one STEP, CONTEXT, WAIT, CALLBACK or `CHAINED_INVOKE` update.
    pub payload_bytes: usize,
    /// All members of one error object.
    pub error_bytes: usize,
    /// Durable operations of one execution, metered as contract 8 says.
    pub operations: u32,
    /// Data that one execution may write.
    pub execution_bytes: u64,
    /// How often a broken invocation is tried again while it breaks in the same way: with `Some(2)` the third
    /// identical failure in a row is the last; `None`: until the execution times out.
    pub crash_retries: Option<u32>,
    /// Whether a function that cannot start fails its execution at once (decisions 14).
    pub unusable_is_final: bool,
    /// PENDING with nothing pending: so many in a row fail the execution (contract 3.2).
    pub bad_pendings: u32,
}

impl Limits {
    /// The service's.
    pub const SERVICE: Self = Self {
        payload_bytes: MIB,
        error_bytes: MIB,
        operations: 3_000,
        execution_bytes: 100 * 1_000_000,
        crash_retries: None,
        unusable_is_final: false,
        bad_pendings: 3,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::SERVICE
    }
}

/// Input and output of a synchronous invocation, and of a function's answer.
pub const SYNC_PAYLOAD_BYTES: usize = 6 * MIB;
/// Input and output of an asynchronous or chained execution.
pub const ASYNC_PAYLOAD_BYTES: usize = MIB;
/// Result of a callback.
pub const CALLBACK_RESULT_BYTES: usize = MIB;
/// Body of any request: a batch of updates is at most about 6 MiB of payload, escaped.
pub const REQUEST_BODY_BYTES: usize = 16 * MIB;
/// Operations in an invocation's input; the rest is read by page (contract 3.1).
pub const INVOCATION_PAGE_BYTES: usize = 5 * MIB;
/// Bytes of one page of state, history or list.
pub const PAGE_BYTES: usize = 5 * MIB;

/// What is kept of what functions print for one execution: its newest lines, and about so many bytes of them.
pub const LOG_LINES: u64 = 10_000;
pub const LOG_BYTES: u64 = 1 << 20;

/// Page sizes.
pub const DEFAULT_PAGE: u32 = 100;
pub const MAX_PAGE: u32 = 1_000;

/// A wait or the delay of a retry.
pub const MIN_DELAY_S: u32 = 1;
pub const MAX_DELAY_S: u32 = 31_622_400;
/// Timeouts of a callback.
pub const MAX_CALLBACK_TIMEOUT_S: u32 = 99_999_999;
/// Timeout of an execution: 366 days.
pub const MAX_EXECUTION_TIMEOUT_S: u32 = 31_622_400;
/// An execution that a caller waits for must be able to end by then (contract 1.12).
pub const MAX_SYNC_EXECUTION_TIMEOUT_S: u32 = 900;
/// One invocation of a function.
pub const MAX_FUNCTION_TIMEOUT_S: u32 = 900;
pub const MAX_RETENTION_DAYS: u32 = 90;
pub const MAX_REASON: usize = 1024;
pub const MAX_TRACE: usize = 8192;
pub const MAX_CALLBACK_ID: usize = 1024;
/// Iterations and branches in the name of a callback, and the longest such name.
pub const MAX_CALLBACK_PATH: usize = 32;
pub const MAX_CALLBACK_NAME: usize = (MAX_CALLBACK_PATH + 1) * (super::ids::OperationName::MAX + 1);
pub const MAX_CHECKPOINT_TOKEN: usize = 2048;

/// How long a repeat is recognized by its client token (contract 2.6).
pub const CLIENT_TOKEN_WINDOW_MS: i64 = 15 * 60 * 1000;
/// How long a marker is good for (contract 1.5).
pub const MARKER_LIFETIME_MS: i64 = 24 * 60 * 60 * 1000;

/// The first delay before a broken invocation is tried again, and the longest (contract 3.3).
pub const FIRST_CRASH_DELAY_S: u32 = 1;
pub const MAX_CRASH_DELAY_S: u32 = 60;

const _: () = assert!(DEFAULT_PAGE <= MAX_PAGE, "the default page is a page");
const _: () = assert!(
    INVOCATION_PAGE_BYTES < SYNC_PAYLOAD_BYTES,
    "an input leaves room for its envelope"
);
const _: () = assert!(
    SYNC_PAYLOAD_BYTES < REQUEST_BODY_BYTES,
    "the largest payload fits a request"
);
const _: () = assert!(FIRST_CRASH_DELAY_S <= MAX_CRASH_DELAY_S, "delays grow");
