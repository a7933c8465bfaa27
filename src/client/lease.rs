//! A lease on somebody's emulator: our functions run there for as long as we hold it (decisions 19).

use std::fmt;

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde::Serialize;

use super::transport::{Call, Client, ClientError};
use crate::wire::path;

/// Ends when it is dropped.
pub struct Lease {
    _open: reqwest::Response,
}

impl fmt::Debug for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lease")
    }
}

impl Client {
    /// Brings functions to an emulator whose token we could read, and asks it to stay while we hold the lease.
    pub async fn lease<F: Serialize>(&self, token: &str, functions: &[F]) -> Result<Lease, ClientError> {
        let body = serde_json::to_vec(functions).map_err(|error| self.protocol(&error))?;
        let mut call = Call::new(Method::POST, path::LEASES.to_owned(), body);
        let bearer =
            HeaderValue::from_str(&format!("Bearer {token}")).map_err(|error| self.protocol(&error))?;
        call.headers.insert(AUTHORIZATION, bearer);
        Ok(Lease {
            _open: self.begin(&call).await?,
        })
    }
}
