//! `match --follow`: a log that is still being written; sure matches are printed as they come.

use super::{Base, finished, github, human, json, markdown, unpack};
use crate::cli::{Match, MatchFormat};
use crate::cmd::{Outcome, Terminal};
use crate::disk::{Fault, Tail, Tailed};
use crate::matcher::{Answer, Hit, Options};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

/// Bytes that are read at once, and how many such pieces may wait to be scanned.
const PIECE: usize = 64 << 10;
const WAITING: usize = 4;
/// So long a log that is at its end is left alone; what stands there is told, for its next lines may be long in coming.
const PAUSE: Duration = Duration::from_millis(100);
/// An error that repeats is told a few times in so long.
const RENEWED: Duration = Duration::from_secs(1);

/// What becomes of a log.
enum Event {
    Bytes(Vec<u8>),
    /// It starts again.
    Again,
    Failed(Fault),
}

pub fn run(args: &Match, base: &Base, terminal: &Terminal) -> Result<Outcome, Fault> {
    let (file, events) = match args.files.as_slice() {
        [] => (None, read_stdin()),
        [file] if file == Path::new("-") => (None, read_stdin()),
        [file] => (Some(file.display().to_string()), read_file(Tail::open(file)?)),
        [_, second, ..] => {
            return Err(Fault::new("follow", second, "one log is followed at a time").help(
                "follow the second one in a terminal of its own, or join them: `tail -F A B | unstuck match --follow`",
            ));
        }
    };
    let interrupted = interruption();
    let mut follow = base.index.follow(&Options { limit: args.limit });
    let mut printed = Printed { args, base, terminal, file, any: false, read_on: true };
    let mut renewed = Instant::now();
    let mut is_first = true;
    let mut failed = None;
    while printed.read_on && !interrupted.load(Ordering::Relaxed) {
        let mut is_at_end = false;
        let event = events.try_recv().or_else(|_| {
            is_at_end = true;
            events.recv_timeout(PAUSE)
        });
        let hits = match event {
            Ok(Event::Bytes(bytes)) => {
                if std::mem::take(&mut is_first) && unpack::is_packed(&bytes) {
                    let log = printed.file.as_deref().unwrap_or("standard input");
                    return Err(Fault::new("follow", log, "it is compressed, so it is written no more")
                        .help("leave --follow out"));
                }
                follow.add(&bytes)
            }
            Ok(Event::Again) => {
                let hits = follow.end();
                printed.print(hits)?;
                terminal.say(&format!("{} starts again", printed.file.as_deref().unwrap_or("the log")));
                continue;
            }
            Ok(Event::Failed(fault)) => {
                failed = Some(fault);
                break;
            }
            Err(RecvTimeoutError::Timeout) => follow.pause(),
            Err(RecvTimeoutError::Disconnected) => break,
        };
        printed.print(hits)?;
        // Not while what stands there already is read: a day's log would tell the same a thousand times.
        if is_at_end && renewed.elapsed() > RENEWED {
            follow.renew();
            renewed = Instant::now();
        }
    }
    printed.print(follow.end())?;
    match failed {
        Some(fault) => Err(fault),
        None if printed.any => Ok(Outcome::Done),
        None => Ok(Outcome::Wanting),
    }
}

/// Matches on standard output.
struct Printed<'a> {
    args: &'a Match,
    base: &'a Base,
    terminal: &'a Terminal,
    file: Option<String>,
    /// Something was printed.
    any: bool,
    /// Somebody reads on.
    read_on: bool,
}

impl Printed<'_> {
    fn print(&mut self, hits: Vec<Hit>) -> Result<(), Fault> {
        for hit in finished(Answer { hits, nearest: Vec::new() }, &self.base.origin).hits {
            let text = match self.args.format {
                MatchFormat::Json => format!("{}\n", json::hit_of(self.file.as_deref(), &hit)),
                format => {
                    // A comment needs the log's name once, not above each match.
                    let file = self.file.clone().filter(|_| format == MatchFormat::Github);
                    let found = (file, Answer { hits: vec![hit], nearest: Vec::new() });
                    match format {
                        MatchFormat::Markdown => markdown::text(&found),
                        MatchFormat::Github => github::text(&found),
                        _ => human::text(&found, self.terminal.colours()),
                    }
                }
            };
            self.any = true;
            self.read_on &= self.terminal.print_on(&text)?;
        }
        Ok(())
    }
}

/// Whether Ctrl-C was pressed: what was found until then is still printed.
fn interruption() -> Arc<AtomicBool> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = interrupted.clone();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        // Where a signal cannot be waited for, it ends the program as it always does.
        if runtime.is_ok_and(|runtime| runtime.block_on(tokio::signal::ctrl_c()).is_ok()) {
            flag.store(true, Ordering::Relaxed);
        }
    });
    interrupted
}

/// Reads standard input on a thread of its own, so that what was found need not wait for more of it.
fn read_stdin() -> Receiver<Event> {
    let fault = |error| Fault::new("read", "standard input", error);
    events(move |piece| match io::stdin().lock().read(piece) {
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(Tailed::Nothing),
        Err(error) => Err(fault(error)),
        Ok(0) => Ok(Tailed::End),
        Ok(read) => Ok(Tailed::Bytes(read)),
    })
}

fn read_file(mut tail: Tail) -> Receiver<Event> {
    events(move |piece| tail.read(piece))
}

/// What `read` gives, until it ends, fails, or nobody listens any more.
fn events(mut read: impl FnMut(&mut [u8]) -> Result<Tailed, Fault> + Send + 'static) -> Receiver<Event> {
    let (send, events): (SyncSender<Event>, _) = sync_channel(WAITING);
    std::thread::spawn(move || {
        let mut piece = vec![0; PIECE];
        loop {
            let event = match read(&mut piece) {
                Ok(Tailed::Bytes(read)) => Event::Bytes(piece[..read].to_vec()),
                Ok(Tailed::Again) => Event::Again,
                Ok(Tailed::Nothing) => {
                    std::thread::sleep(PAUSE);
                    continue;
                }
                Ok(Tailed::End) => return,
                Err(fault) => Event::Failed(fault),
            };
            let is_last = matches!(event, Event::Failed(_));
            if send.send(event).is_err() || is_last {
                return;
            }
        }
    });
    events
}
