//! Keys as they are typed. The terminal's own line would be torn by what is written meanwhile, so the line that
//! somebody types is ours to draw: nothing is echoed, and no newline is waited for. Ctrl-C stays a signal.

use tokio::sync::mpsc;

/// Pieces of what was typed that wait to be looked at.
const BACKLOG: usize = 64;

/// Reads the terminal until it is dropped.
#[derive(Debug)]
pub(in crate::cli) struct Keys {
    typed: mpsc::Receiver<Vec<u8>>,
    #[cfg(unix)]
    _reader: unix::Reader,
}

impl Keys {
    /// Takes the terminal over; `None` if it is not ours, or of a kind that is not known here.
    pub(in crate::cli) fn open() -> Option<Self> {
        let (sender, typed) = mpsc::channel(BACKLOG);
        #[cfg(unix)]
        return Some(Self {
            typed,
            _reader: unix::Reader::open(sender)?,
        });
        #[cfg(not(unix))]
        {
            drop((sender, typed));
            None
        }
    }

    /// What was typed next; `None` once nobody can type any more.
    pub(in crate::cli) async fn next(&mut self) -> Option<Vec<u8>> {
        self.typed.recv().await
    }
}

/// Gives the terminal back, if it was taken over.
pub(super) fn restore() {
    #[cfg(unix)]
    unix::restore();
}

#[cfg(unix)]
mod unix {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, Mutex, PoisonError};
    use std::thread::JoinHandle;

    use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios};
    use tokio::sync::mpsc;

    /// Tenths of a second after which the reader looks whether it is still wanted.
    const NAP: u8 = 1;
    /// A terminal that is gone says at once that there is nothing, again and again.
    const GONE: u32 = 50;

    /// How the terminal was.
    static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

    #[derive(Debug)]
    pub(super) struct Reader {
        is_over: Arc<AtomicBool>,
        thread: Option<JoinHandle<()>>,
    }

    impl Reader {
        pub(super) fn open(sender: mpsc::Sender<Vec<u8>>) -> Option<Self> {
            let stdin = std::io::stdin();
            // A job in the background would be stopped for changing the terminal.
            if rustix::termios::tcgetpgrp(&stdin).ok()? != rustix::process::getpgrp() {
                return None;
            }
            let before = rustix::termios::tcgetattr(&stdin).ok()?;
            let mut ours = before.clone();
            ours.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO);
            ours.special_codes[SpecialCodeIndex::VMIN] = 0;
            ours.special_codes[SpecialCodeIndex::VTIME] = NAP;
            *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = Some(before);
            rustix::termios::tcsetattr(&stdin, OptionalActions::Now, &ours).ok()?;
            let is_over = Arc::new(AtomicBool::new(false));
            let told = Arc::clone(&is_over);
            let thread = std::thread::Builder::new()
                .name("keys".to_owned())
                .spawn(move || read(&sender, &told))
                .ok();
            Some(Self { is_over, thread })
        }
    }

    impl Drop for Reader {
        fn drop(&mut self) {
            self.is_over.store(true, Ordering::SeqCst);
            let is_ours = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).is_some();
            // It naps for a moment at the most, and what is typed after it is the shell's. If the terminal was
            // given back already, it may wait for a newline that never comes.
            if let Some(thread) = self.thread.take().filter(|_| is_ours) {
                let _ = thread.join();
            }
            restore();
        }
    }

    pub(super) fn restore() {
        // Whoever panics may hold it: better an odd terminal than none.
        if let Ok(mut before) = BEFORE.try_lock()
            && let Some(before) = before.take()
        {
            let _ = rustix::termios::tcsetattr(std::io::stdin(), OptionalActions::Now, &before);
        }
    }

    fn read(sender: &mpsc::Sender<Vec<u8>>, is_over: &AtomicBool) {
        let mut buffer = [0; 1024];
        let mut empty = 0;
        while !is_over.load(Ordering::SeqCst) && empty < GONE {
            let asked = tokio::time::Instant::now();
            match rustix::io::read(std::io::stdin(), &mut buffer) {
                Ok(0) if asked.elapsed().as_millis() < u128::from(NAP) * 50 => empty += 1,
                Ok(0) => empty = 0,
                Ok(read) => {
                    empty = 0;
                    // A full inbox: somebody pastes faster than anybody types. They wait.
                    if sender.blocking_send(buffer[..read].to_vec()).is_err() {
                        return;
                    }
                }
                Err(error) if error == rustix::io::Errno::INTR => {}
                Err(_) => return,
            }
        }
    }
}
