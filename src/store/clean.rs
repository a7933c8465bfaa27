//! Making room: what executions take, and how those that have ended go in great numbers.

use rusqlite::{OptionalExtension as _, TransactionBehavior};

use super::Store;
use super::error::StoreError;
use super::index::give_back;
use crate::execution::{ExecutionArn, ExecutionStatus};

/// What a row takes beside its text.
const BYTES: &str = "
SELECT ifnull((SELECT sum(octet_length(fact) + 40) FROM event WHERE execution = number), 0)
     + ifnull((SELECT sum(octet_length(text) + 100) FROM log WHERE execution = number), 0)
FROM execution WHERE arn = ?";

/// A row has an end if, and only if, its execution is closed.
const DELETE: &str = "DELETE FROM execution WHERE arn = ? AND ended_at IS NOT NULL";

const CENSUS: &str = "SELECT status, count(*) FROM execution GROUP BY status";

impl Store {
    /// About how many bytes the journals and logs of these executions take.
    pub async fn bytes_of(&self, arns: Vec<ExecutionArn>) -> Result<u64, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(BYTES)?;
            let mut total = 0;
            for arn in &arns {
                let bytes = statement.query_row([arn.as_str()], |row| row.get::<_, i64>(0));
                total += bytes.optional()?.unwrap_or_default().unsigned_abs();
            }
            Ok(total)
        })
        .await
    }

    /// Removes those of these executions that have ended, in one transaction; how many.
    pub async fn delete_ended(&self, arns: Vec<ExecutionArn>) -> Result<usize, StoreError> {
        self.write(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut deleted = 0;
            {
                let mut statement = transaction.prepare_cached(DELETE)?;
                for arn in &arns {
                    deleted += statement.execute([arn.as_str()])?;
                }
            }
            transaction.commit()?;
            Ok(deleted)
        })
        .await
    }

    /// Gives all that is free back to the file system.
    pub async fn shrink(&self) -> Result<(), StoreError> {
        loop {
            let free = self
                .write(|connection| {
                    let free = || connection.query_row("PRAGMA freelist_count", (), |row| row.get(0));
                    let before: i64 = free()?;
                    give_back(connection)?;
                    let after: i64 = free()?;
                    // A file of an early version may not be able to.
                    Ok(if after < before { after } else { 0 })
                })
                .await?;
            if free == 0 {
                break;
            }
        }
        self.checkpoint_wal().await?;
        Ok(())
    }

    /// How many executions there are of each status, expired ones included; the model's order.
    pub async fn census(&self) -> Result<Vec<(ExecutionStatus, u64)>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(CENSUS)?;
            let rows =
                statement.query_map((), |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
            let mut census = Vec::new();
            for row in rows {
                let (word, count) = row?;
                if let Some(status) = ExecutionStatus::parse(&word) {
                    census.push((status, count.unsigned_abs()));
                }
            }
            census.sort_unstable_by_key(|(status, _)| *status);
            Ok(census)
        })
        .await
    }
}
