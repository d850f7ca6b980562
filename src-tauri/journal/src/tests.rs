//! Nobody is held up, what is lost is counted, and an end waits for what was said.

use std::io::{self, Write};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use scope::Scope;
use tracing_subscriber::fmt::MakeWriter;

use crate::form::Form;
use crate::queue::{Queue, WAITING_BYTES};

/// Far longer than any of this takes on a busy machine.
const LONG: Duration = Duration::from_secs(30);

/// A disk that may be slow or full: it answers each write as it is told to.
struct Disk {
    written: Arc<Mutex<Vec<u8>>>,
    answers: mpsc::Receiver<io::Result<()>>,
    asked: mpsc::Sender<()>,
}

impl Write for Disk {
    fn write(&mut self, lines: &[u8]) -> io::Result<usize> {
        self.asked.send(()).unwrap();
        self.answers.recv().unwrap()?;
        self.written.lock().unwrap().extend_from_slice(lines);
        Ok(lines.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Rig {
    _scope: Scope,
    queue: Queue,
    written: Arc<Mutex<Vec<u8>>>,
    answers: mpsc::Sender<io::Result<()>>,
    asked: mpsc::Receiver<()>,
}

impl Rig {
    fn new(form: Form) -> Rig {
        let scope = Scope::root("log");
        let (answers, answered) = mpsc::channel();
        let (asking, asked) = mpsc::channel();
        let written = Arc::default();
        let disk = Disk {
            written: Arc::clone(&written),
            answers: answered,
            asked: asking,
        };
        Rig {
            queue: Queue::start(&scope, "file", form, disk),
            _scope: scope,
            written,
            answers,
            asked,
        }
    }

    fn say(&self, line: &str) {
        self.queue.make_writer().write_all(line.as_bytes()).unwrap();
    }

    /// Waits until the disk is asked to write.
    fn asked(&self) {
        self.asked.recv_timeout(LONG).unwrap();
    }

    fn answer(&self, answer: io::Result<()>) {
        self.answers.send(answer).unwrap();
    }

    fn written(&self) -> String {
        String::from_utf8(self.written.lock().unwrap().clone()).unwrap()
    }
}

#[test]
fn a_disk_that_stands_still_costs_lines_and_no_time() {
    let rig = Rig::new(Form::Plain);
    rig.say("first\n");
    rig.asked();
    // The disk does not answer. All this returns at once, or this test never ends.
    let line = format!("{}\n", "x".repeat(1_023));
    let fit = WAITING_BYTES / line.len();
    for _ in 0..fit + 7 {
        rig.say(&line);
    }
    assert!(!rig.queue.flush(Duration::from_millis(1)));
    rig.answer(Ok(()));
    rig.asked();
    rig.answer(Ok(()));
    assert!(rig.queue.flush(LONG));
    let written = rig.written();
    assert_eq!(written.matches(&line).count(), fit);
    let last = written.lines().last().unwrap();
    assert!(last.contains(" WARN 7 lines are missing here: "), "{last}");
    // It was told, and is not told again.
    rig.say("after\n");
    rig.asked();
    rig.answer(Ok(()));
    assert!(rig.queue.flush(LONG));
    assert!(rig.written().ends_with("\nafter\n"));
}

#[test]
fn what_a_full_disk_refused_is_told_once_it_has_room() {
    let rig = Rig::new(Form::Json);
    for line in ["one\n", "two\n"] {
        rig.say(line);
        rig.asked();
        rig.answer(Err(io::ErrorKind::StorageFull.into()));
        assert!(rig.queue.flush(LONG));
    }
    rig.say("three\n");
    rig.asked();
    rig.answer(Ok(()));
    assert!(rig.queue.flush(LONG));
    let written = rig.written();
    let (three, told) = written.split_once('\n').unwrap();
    assert_eq!(three, "three");
    assert!(told.starts_with("{\"timestamp\":\"2"), "{told}");
    assert!(told.ends_with(",\"lost\":2}\n"), "{told}");
}

#[test]
fn what_was_said_before_the_end_is_written_and_the_thread_goes() {
    let rig = Rig::new(Form::Plain);
    rig.say("last words\n");
    rig.queue.end();
    rig.say("too late\n");
    rig.asked();
    rig.answer(Ok(()));
    assert!(rig.queue.flush(LONG));
    // The thread has dropped its disk, and so its end of the channel.
    let gone = rig.asked.recv_timeout(LONG);
    assert_eq!(gone, Err(mpsc::RecvTimeoutError::Disconnected));
    assert_eq!(rig.written(), "last words\n");
}
