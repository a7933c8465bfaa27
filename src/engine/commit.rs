//! How a lane writes: decide, append, apply, in that order.

use tokio::time::{Duration, Instant};

use super::EngineError;
use super::children;
use super::lane::Lane;
use crate::execution::{Command, Rejection};

/// How long a lane waits before it tries a failed write again.
const COOL_DOWN: Duration = Duration::from_secs(1);

impl Lane {
    /// Decide, append, apply. Memory never runs ahead of disk (rule 4).
    pub(super) async fn submit(&mut self, command: &Command) -> Result<(), EngineError> {
        self.refresh().await?;
        let parts = &self.engine.shared.parts;
        let moment = self.pacing.moment(parts.clock.now());
        let decision = self.execution.decide_at(command, moment, &parts.limits)?;
        if decision.events.is_empty() {
            return Ok(());
        }
        let (events, row) = (decision.events.clone(), decision.row);
        if let Err(error) = parts.store.record(self.execution.arn(), decision).await {
            self.is_doubtful = true;
            self.cool_until = Some(Instant::now() + COOL_DOWN);
            return Err(error.into());
        }
        let was_closed = self.execution.outcome().is_some();
        for event in &events {
            self.execution.apply(event);
        }
        debug_assert_eq!(
            self.execution.row(),
            row,
            "a decision foresees the row of its state"
        );
        self.pacing.follow(self.execution.pace());
        self.progress.send_replace(self.execution.seq());
        if !was_closed && self.execution.outcome().is_some() {
            children::report_to_parent(&self.engine, &self.execution);
        }
        Ok(())
    }

    /// After a failed append nobody knows what is on disk: a commit may have failed after it was made. So the journal
    /// is read again before anything else is decided.
    async fn refresh(&mut self) -> Result<(), EngineError> {
        if !self.is_doubtful {
            return Ok(());
        }
        let was_closed = self.execution.outcome().is_some();
        self.execution = self.engine.shared.load(self.execution.arn()).await?;
        self.is_doubtful = false;
        self.progress.send_replace(self.execution.seq());
        if !was_closed && self.execution.outcome().is_some() {
            // The append that failed is on disk after all. To hear it twice does a parent no harm.
            children::report_to_parent(&self.engine, &self.execution);
        }
        Ok(())
    }

    /// A command of our own: nobody waits for it, and it must not get lost.
    pub(super) async fn submit_own(&mut self, command: Command) {
        self.unwritten.push_back(command);
        self.catch_up().await;
    }

    /// Does what a store that failed has left undone: finds out what is on disk, and writes what is not.
    pub(super) async fn catch_up(&mut self) {
        let mut done = self.refresh().await;
        while done.is_ok()
            && let Some(command) = self.unwritten.front().cloned()
        {
            done = self.submit(&command).await;
            if done.is_ok() {
                self.unwritten.pop_front();
            }
        }
        match done {
            Ok(()) => self.cool_until = None,
            Err(EngineError::Rejected(Rejection::UnknownExecution)) => {
                tracing::warn!(arn = %self.execution.arn(), "the execution was deleted while it was busy");
                self.deleted = true;
                self.unwritten.clear();
            }
            Err(EngineError::Rejected(rejection)) => {
                let command = self.unwritten.front();
                unreachable!("the engine's own commands are legal: {command:?} was rejected: {rejection}")
            }
            Err(error) => {
                let cause = &error as &dyn std::error::Error;
                tracing::error!(arn = %self.execution.arn(), cause, "a write failed; it is tried again");
                self.cool_until = Some(Instant::now() + COOL_DOWN);
            }
        }
    }

    /// When to try again what a failing store has left undone.
    pub(super) fn next_try(&self) -> Option<Instant> {
        self.cool_until
            .filter(|_| self.is_doubtful || !self.unwritten.is_empty())
    }
}
