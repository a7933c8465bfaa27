//! The query for what functions printed.

use super::{Page, Pairs, Writer};
use crate::execution::rejection::shown;
use crate::execution::{Constraint, Rejection};

/// Of the emulator's route for what functions printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogsQuery {
    pub arn: String,
    /// Only lines with a larger number.
    pub after: u64,
    pub max_items: Option<u32>,
}

impl LogsQuery {
    /// Reads it.
    pub fn parse(query: &str) -> Result<Self, Rejection> {
        let pairs = Pairs::new(query);
        Ok(Self {
            arn: pairs.one("DurableExecutionArn").unwrap_or_default(),
            after: match pairs.one("After") {
                None => 0,
                Some(text) => number(&text)?,
            },
            max_items: pairs.page()?.max_items,
        })
    }

    /// Writes it.
    pub fn write(&self) -> String {
        let mut query = Writer::default();
        query.add("DurableExecutionArn", &self.arn);
        if self.after > 0 {
            query.add("After", &self.after.to_string());
        }
        if let Some(items) = self.max_items {
            query.add("MaxItems", &items.to_string());
        }
        query.0
    }

    /// How many lines the answer holds at most.
    pub fn limit(&self) -> u32 {
        Page {
            max_items: self.max_items,
            marker: None,
        }
        .limit()
    }
}

fn number(text: &str) -> Result<u64, Rejection> {
    let Ok(number) = text.parse::<i64>() else {
        return Err(Rejection::Serialization(format!(
            "'{}' can not be converted to Integer",
            shown(text)
        )));
    };
    u64::try_from(number).map_err(|_| Rejection::violation("after", text, Constraint::ValueAtLeast(0)))
}
