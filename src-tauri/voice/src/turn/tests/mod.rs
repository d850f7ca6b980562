//! The turn machine, step by step with made-up time.

mod ends;
mod random;
mod walk;

use super::*;

/// A machine, its clock, and the check that what it asks for can be done.
pub(super) struct Bench {
    pub(super) turn: Turn,
    pub(super) now: Instant,
    has_session: bool,
    is_listening: bool,
}

impl Bench {
    pub(super) fn new() -> Self {
        Self {
            turn: Turn::default(),
            now: Instant::now(),
            has_session: false,
            is_listening: false,
        }
    }

    /// What is to be done, of which nothing is ever to be done twice or in vain.
    pub(super) fn actions(&mut self) -> Vec<Action> {
        let actions: Vec<_> = std::iter::from_fn(|| self.turn.poll_action()).collect();
        for action in &actions {
            match action {
                Action::Connect => {
                    assert!(!self.has_session, "a second session");
                    self.has_session = true;
                }
                Action::HangUp => {
                    assert!(self.has_session, "no session to hang up");
                    (self.has_session, self.is_listening) = (false, false);
                }
                Action::Listen => {
                    assert!(self.has_session && !self.is_listening, "a second take");
                    self.is_listening = true;
                }
                Action::Finish | Action::Discard => {
                    assert!(self.is_listening, "no take to end");
                    self.is_listening = false;
                }
                Action::Interrupt | Action::Forget => {
                    assert!(self.has_session, "nothing to interrupt");
                }
            }
        }
        assert_eq!(
            self.is_listening,
            matches!(self.turn.state(), State::Recording { .. }),
            "the microphone is open just while somebody is listened to"
        );
        assert_eq!(
            self.has_session,
            !matches!(self.turn.state(), State::Off | State::Failed { .. }),
            "a session is there just while one is wanted"
        );
        actions
    }

    /// The clock goes to the machine's own deadline.
    pub(super) fn time_out(&mut self) {
        self.now = self.turn.poll_timeout().unwrap();
        self.turn.handle_timeout(self.now);
    }

    pub(super) fn connect(&mut self) {
        self.turn.start(self.now);
        self.turn.handle_open(self.now);
        self.turn.handle_configured(self.now);
        assert_eq!(self.turn.state(), &State::Ready);
        self.actions();
    }

    pub(super) fn name(&self) -> &'static str {
        self.turn.state().as_str()
    }
}

fn ready() -> Bench {
    let mut bench = Bench::new();
    bench.connect();
    bench
}

fn committed() -> Bench {
    let mut bench = ready();
    bench.turn.press(bench.now);
    bench.turn.release(Take::Sound, bench.now);
    bench.turn.handle_committed(bench.now);
    bench.actions();
    bench
}

#[test]
fn a_turn_goes_from_press_to_the_end_of_its_reply() {
    let mut bench = ready();
    bench.turn.press(bench.now);
    assert_eq!(
        (bench.name(), bench.actions()),
        ("recording", vec![Action::Listen])
    );
    bench.turn.release(Take::Sound, bench.now);
    assert_eq!(
        (bench.name(), bench.actions()),
        ("committing", vec![Action::Finish])
    );
    bench.turn.handle_committed(bench.now);
    assert_eq!(bench.name(), "understanding");
    bench.turn.handle_words(true, bench.now);
    assert_eq!(bench.name(), "replying");
    bench.turn.handle_calling(bench.now);
    bench.turn.handle_speaking(bench.now);
    assert_eq!(bench.name(), "speaking");
    bench.turn.handle_over();
    assert_eq!((bench.name(), bench.turn.notice()), ("ready", None));
    assert!(bench.actions().is_empty());
}

#[test]
fn silence_is_told_at_once() {
    for (take, words) in [(Take::Silence, NOTHING_HEARD), (Take::Short, TOO_SHORT)] {
        let mut bench = ready();
        bench.turn.press(bench.now);
        bench.actions();
        bench.turn.release(take, bench.now);
        assert_eq!((bench.name(), bench.turn.notice()), ("ready", Some(words)));
        assert_eq!(bench.actions(), [Action::Discard]);
        // And is forgotten with the next press.
        bench.turn.press(bench.now);
        assert_eq!(bench.turn.notice(), None);
    }
}

#[test]
fn a_press_interrupts_whatever_the_reply_is_at() {
    let steps: [fn(&mut Bench); 4] = [
        |b| b.turn.release(Take::Sound, b.now),
        |b| b.turn.handle_committed(b.now),
        |b| b.turn.handle_words(true, b.now),
        |b| b.turn.handle_speaking(b.now),
    ];
    for upto in 0..steps.len() {
        let mut bench = ready();
        bench.turn.press(bench.now);
        for step in &steps[..=upto] {
            step(&mut bench);
        }
        bench.actions();
        bench.turn.press(bench.now);
        assert_eq!(bench.actions(), [Action::Interrupt, Action::Listen]);
        // What the old reply still says ends nothing of the new take.
        bench.turn.handle_over();
        bench.turn.handle_speaking(bench.now);
        bench.turn.handle_not_answered("late");
        assert_eq!(bench.name(), "recording");
    }
}

#[test]
fn a_second_press_beside_the_first_changes_nothing() {
    let mut bench = ready();
    bench.turn.press(bench.now);
    bench.turn.press(bench.now);
    assert_eq!(bench.actions(), [Action::Listen]);
    bench.turn.release(Take::Sound, bench.now);
    bench.turn.release(Take::Sound, bench.now);
    assert_eq!(bench.actions(), [Action::Finish]);
}

#[test]
fn who_presses_early_is_listened_to_once_it_is_ready_if_he_still_holds() {
    let mut bench = Bench::new();
    bench.turn.press(bench.now);
    assert_eq!(bench.actions(), [Action::Connect]);
    bench.turn.handle_open(bench.now);
    bench.turn.handle_configured(bench.now);
    assert_eq!(
        (bench.name(), bench.actions()),
        ("recording", vec![Action::Listen])
    );

    let mut bench = Bench::new();
    bench.turn.press(bench.now);
    bench.turn.handle_open(bench.now);
    bench.turn.release(Take::Short, bench.now);
    bench.turn.handle_configured(bench.now);
    assert_eq!(bench.name(), "ready");
}
