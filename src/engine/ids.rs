//! Mints identities from a generator that a test can seed.

use std::sync::{Mutex, PoisonError};

use crate::execution::{ExecutionArn, ExecutionName, FunctionName, RequestId};

/// The program's randomness.
#[derive(Debug)]
pub struct Ids {
    generator: Mutex<fastrand::Rng>,
}

impl Default for Ids {
    fn default() -> Self {
        Self {
            generator: Mutex::new(fastrand::Rng::new()),
        }
    }
}

impl Ids {
    /// The same ids for the same seed.
    pub fn seeded(seed: u64) -> Self {
        Self {
            generator: Mutex::new(fastrand::Rng::with_seed(seed)),
        }
    }

    /// Eight random bytes.
    pub fn nonce(&self) -> u64 {
        self.generator
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .u64(..)
    }

    /// The id of an invocation, and of an answer of the API.
    ///
    /// # Panics
    /// Never: a UUID is a request id.
    pub fn request_id(&self) -> RequestId {
        RequestId::parse(&self.uuid()).expect("a UUID is a request id")
    }

    /// The ARN of a new execution; without a name it gets a random one (contract 2.2).
    ///
    /// # Panics
    /// If region or account are not well formed: they are the emulator's own.
    pub fn execution(
        &self,
        region: &str,
        account: &str,
        function: &FunctionName,
        version: &str,
        name: Option<&ExecutionName>,
    ) -> ExecutionArn {
        let name = name.cloned().unwrap_or_else(|| {
            ExecutionName::parse(&self.uuid()).expect("a UUID is the name of an execution")
        });
        ExecutionArn::mint(region, account, function, version, &name, &self.uuid())
    }

    fn uuid(&self) -> String {
        let mut bytes = [0; 16];
        self.generator
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }
}
