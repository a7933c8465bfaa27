//! Ctrl-C and SIGTERM: the first one is asked for an orderly end, the second one gets it at once.

use tokio::sync::watch;

use super::exit::ExitStatus;

/// What we are asked to end by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// A person, by Ctrl-C.
    Interrupt,
    /// A program, by SIGTERM.
    Terminate,
}

/// Hears of the first signal.
#[derive(Debug, Clone)]
pub(super) struct Interrupt {
    heard: watch::Receiver<Option<Asked>>,
}

impl Interrupt {
    /// From now on signals do not kill us; a second one still does.
    pub(super) fn install() -> std::io::Result<Self> {
        let (tell, heard) = watch::channel(None);
        let mut signals = Signals::new()?;
        tokio::spawn(async move {
            let asked = signals.next().await;
            tell.send_replace(Some(asked));
            signals.next().await;
            leave();
        });
        Ok(Self { heard })
    }

    /// Until the first signal.
    pub(super) async fn heard(&mut self) {
        self.asked().await;
    }

    /// The same, for somebody who tells signals apart.
    pub(super) async fn asked(&mut self) -> Asked {
        let heard = self.heard.wait_for(Option::is_some).await;
        match heard.ok().and_then(|heard| *heard) {
            Some(asked) => asked,
            None => std::future::pending().await,
        }
    }
}

/// Leaves without ceremony: the store is whole at every moment, and the guards end the guests.
#[expect(clippy::exit, reason = "somebody asked twice")]
fn leave() {
    super::output::restore();
    std::process::exit(i32::from(ExitStatus::Interrupted.code()));
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) -> Asked {
        tokio::select! {
            _ = self.interrupt.recv() => Asked::Interrupt,
            _ = self.terminate.recv() => Asked::Terminate,
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> Asked {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Asked::Interrupt
    }
}
