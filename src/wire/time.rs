//! Instants, as AWS writes them: seconds in API answers, milliseconds in a function's input (contract 1.1).

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::execution::Timestamp;

/// How a document writes instants.
pub trait TimeFormat: fmt::Debug + Clone + Copy + PartialEq {
    /// Writes one.
    fn write<S: Serializer>(at: Timestamp, serializer: S) -> Result<S::Ok, S::Error>;
    /// What one second is worth.
    const MILLIS_PER_UNIT: f64;
}

/// Seconds since the Unix epoch, with a fraction: every API answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Seconds {}

/// Whole milliseconds since the Unix epoch: the input of an invocation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Millis {}

impl TimeFormat for Seconds {
    const MILLIS_PER_UNIT: f64 = 1000.0;

    fn write<S: Serializer>(at: Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(at.as_seconds())
    }
}

impl TimeFormat for Millis {
    const MILLIS_PER_UNIT: f64 = 1.0;

    fn write<S: Serializer>(at: Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(at.as_millis())
    }
}

/// An instant in a document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct At<F = Seconds> {
    /// The instant.
    pub instant: Timestamp,
    format: PhantomData<F>,
}

impl<F> From<Timestamp> for At<F> {
    fn from(instant: Timestamp) -> Self {
        Self {
            instant,
            format: PhantomData,
        }
    }
}

impl<F: TimeFormat> Serialize for At<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        F::write(self.instant, serializer)
    }
}

impl<'de, F: TimeFormat> Deserialize<'de> for At<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Number(PhantomData))
    }
}

struct Number<F>(PhantomData<F>);

impl<F: TimeFormat> Visitor<'_> for Number<F> {
    type Value = At<F>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a number since the Unix epoch")
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a cast from f64 saturates, and this era is far from either end"
    )]
    fn visit_f64<E>(self, value: f64) -> Result<At<F>, E> {
        let millis = (value * F::MILLIS_PER_UNIT).round() as i64;
        Ok(Timestamp::from_millis(millis).into())
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds of this era are exact in an f64"
    )]
    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<At<F>, E> {
        self.visit_f64(value as f64)
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds of this era are exact in an f64"
    )]
    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<At<F>, E> {
        self.visit_f64(value as f64)
    }
}
