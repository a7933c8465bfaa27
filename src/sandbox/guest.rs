//! What runs in a sandbox, a process of this machine or a container: one handle for both.

use rustix::process::Signal;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What all guests share: the order to end, and the tasks that see to it.
#[derive(Debug, Clone, Default)]
pub(super) struct Life {
    pub(super) shutdown: CancellationToken,
    pub(super) tasks: TaskTracker,
}

/// How a guest ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Exit {
    Code(i32),
    Signal(i32),
    /// It was killed for want of memory.
    OutOfMemory,
    /// It never began: why, as a sentence.
    Unstartable(String),
}

impl Exit {
    pub(super) const KILLED: Self = Self::Signal(Signal::KILL.as_raw());

    /// As Lambda words it.
    pub(super) fn reason(&self) -> String {
        match self {
            Self::Code(0) => "Runtime exited without providing a reason".to_owned(),
            Self::Code(code) => format!("Runtime exited with error: exit status {code}"),
            Self::Signal(signal) => format!("Runtime exited with error: signal: {}", signal_name(*signal)),
            Self::OutOfMemory => Self::KILLED.reason(),
            Self::Unstartable(why) => why.clone(),
        }
    }
}

/// As Go names them, which is what Lambda prints.
fn signal_name(signal: i32) -> String {
    let named = [
        (Signal::HUP, "hangup"),
        (Signal::INT, "interrupt"),
        (Signal::QUIT, "quit"),
        (Signal::ILL, "illegal instruction"),
        (Signal::TRAP, "trace/breakpoint trap"),
        (Signal::ABORT, "aborted"),
        (Signal::BUS, "bus error"),
        (Signal::FPE, "floating point exception"),
        (Signal::KILL, "killed"),
        (Signal::SEGV, "segmentation fault"),
        (Signal::PIPE, "broken pipe"),
        (Signal::ALARM, "alarm clock"),
        (Signal::TERM, "terminated"),
    ];
    named
        .iter()
        .find(|(known, _)| known.as_raw() == signal)
        .map_or_else(|| format!("signal {signal}"), |(_, name)| (*name).to_owned())
}

/// A running guest. Dropping it kills it.
#[derive(Debug)]
pub(super) struct Guest {
    exit: watch::Receiver<Option<Exit>>,
    orders: Orders,
}

/// What a guest can be told.
#[derive(Debug, Clone)]
pub(super) struct Orders {
    pub(super) stop: CancellationToken,
    pub(super) kill: CancellationToken,
}

/// Who hears how a guest ended.
#[derive(Debug)]
pub(super) struct End(watch::Sender<Option<Exit>>);

impl End {
    pub(super) fn tell(&self, exit: Exit) {
        self.0.send_replace(Some(exit));
    }
}

impl Guest {
    /// A guest, and the task that runs it, passes orders on and tells how it ended.
    pub(super) fn begin<F>(life: &Life, run: impl FnOnce(Orders, End) -> F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (end, exit) = watch::channel(None);
        let orders = Orders {
            stop: life.shutdown.child_token(),
            kill: CancellationToken::new(),
        };
        life.tasks.spawn(run(orders.clone(), End(end)));
        Self { exit, orders }
    }

    /// Waits for its end.
    pub(super) async fn exited(&self) -> Exit {
        let mut exit = self.exit.clone();
        let ended = exit.wait_for(Option::is_some).await;
        ended
            .ok()
            .and_then(|exit| exit.clone())
            // Its task is gone with the runtime, and the guest with the task.
            .unwrap_or(Exit::KILLED)
    }

    /// Whether it has ended.
    pub(super) fn has_exited(&self) -> bool {
        self.exit.borrow().is_some()
    }

    /// Asks it to end, and kills it only if it does not.
    pub(super) fn stop(&self) {
        self.orders.stop.cancel();
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        // No use to hurry who has been asked politely.
        if !self.orders.stop.is_cancelled() {
            self.orders.kill.cancel();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn ends_are_worded_as_lambda_words_them() {
        let reason = |exit: Exit| exit.reason();
        assert_eq!(reason(Exit::Code(3)), "Runtime exited with error: exit status 3");
        assert_eq!(reason(Exit::Code(0)), "Runtime exited without providing a reason");
        assert_eq!(
            reason(Exit::Signal(9)),
            "Runtime exited with error: signal: killed"
        );
        assert_eq!(
            reason(Exit::Signal(6)),
            "Runtime exited with error: signal: aborted"
        );
    }
}
