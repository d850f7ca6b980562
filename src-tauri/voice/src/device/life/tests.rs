//! A device's life, step by step, with made-up time.

use super::*;

const MS: Duration = Duration::from_millis(1);

/// A life, and the time it lives in.
struct Stage {
    life: Life,
    now: Instant,
}

fn named(id: &str) -> Named {
    Named {
        id: id.to_owned(),
        name: format!("the {id}"),
    }
}

fn lost(trouble: Trouble, id: &str) -> Shown {
    Shown::Trouble {
        trouble,
        lost: Some(format!("the {id}")),
    }
}

impl Stage {
    /// After the first look, which found one.
    fn new() -> Self {
        let mut stage = Self {
            life: Life::new(),
            now: Instant::now(),
        };
        assert_eq!(stage.actions(), [Action::Probe]);
        stage.seen(Ok(named("usb")));
        stage
    }

    /// Open, and giving sound.
    fn open() -> Self {
        let mut stage = Self::new();
        stage.life.handle_wanted(true, stage.now);
        assert_eq!(stage.actions(), [Action::Open]);
        stage.opened(Ok((named("usb"), false)));
        stage.life.handle_sound(stage.now);
        stage
    }

    fn actions(&mut self) -> Vec<Action> {
        std::iter::from_fn(|| self.life.poll_action()).collect()
    }

    fn seen(&mut self, seen: Result<Named, Trouble>) {
        self.life.handle_seen(seen, self.now);
    }

    fn opened(&mut self, opened: Result<(Named, bool), Trouble>) {
        self.life.handle_opened(opened, self.now);
    }

    /// Goes to the next deadline: how long that took, and what is to be done then.
    fn next(&mut self) -> (Duration, Vec<Action>) {
        let due = self.life.poll_timeout().expect("something waits");
        let took = due.saturating_duration_since(self.now);
        self.now += took;
        self.life.handle_timeout(self.now);
        (took, self.actions())
    }
}

#[test]
fn it_is_open_while_it_is_wanted() {
    let mut stage = Stage::open();
    assert_eq!(
        stage.life.shown(),
        Shown::Open {
            device: named("usb"),
            is_fallback: false
        }
    );
    stage.life.handle_wanted(true, stage.now);
    assert_eq!(stage.actions(), []);
    stage.life.handle_wanted(false, stage.now);
    assert_eq!(stage.actions(), [Action::Close]);
    assert_eq!(stage.life.shown(), Shown::Off { back: None });
    assert_eq!(stage.life.poll_timeout(), None);
}

#[test]
fn letting_go_while_it_opens_forgets_the_opening() {
    let mut stage = Stage::new();
    stage.life.handle_wanted(true, stage.now);
    stage.life.handle_wanted(false, stage.now);
    let all = [Action::Open, Action::Close, Action::Probe];
    assert_eq!(stage.actions(), all);
    stage.opened(Ok((named("usb"), false)));
    assert_eq!(stage.life.shown(), Shown::Off { back: None });
}

#[test]
fn a_missing_one_is_told_before_it_is_needed_and_so_is_its_coming() {
    let mut stage = Stage::new();
    stage.life.handle_chosen(stage.now);
    assert_eq!(stage.actions(), [Action::Probe]);
    stage.seen(Err(Trouble::Missing));
    let missing = Shown::Trouble {
        trouble: Trouble::Missing,
        lost: None,
    };
    assert_eq!(stage.life.shown(), missing);
    assert_eq!(stage.next(), (250 * MS, vec![Action::Probe]));
    stage.seen(Err(Trouble::Refused));
    assert_ne!(stage.life.shown(), missing);
    stage.seen(Ok(named("usb")));
    let back = Some("the usb".to_owned());
    assert_eq!(stage.life.shown(), Shown::Off { back });
}

#[test]
fn one_lost_in_a_word_is_looked_for_and_opened_again() {
    let mut stage = Stage::open();
    stage.life.handle_failed(Trouble::Missing, stage.now);
    assert_eq!(stage.actions(), [Action::Close]);
    assert_eq!(stage.life.shown(), lost(Trouble::Missing, "usb"));
    let mut pauses = Vec::new();
    for _ in 0..7 {
        let (pause, actions) = stage.next();
        assert_eq!(actions, [Action::Probe]);
        pauses.push(pause.as_millis());
        stage.seen(Err(Trouble::Missing));
    }
    assert_eq!(pauses, [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
    assert_eq!(stage.life.shown(), lost(Trouble::Missing, "usb"));
    stage.seen(Ok(named("usb")));
    assert_eq!(stage.actions(), [Action::Open]);
    stage.opened(Ok((named("usb"), false)));
    assert!(matches!(stage.life.shown(), Shown::Open { .. }));
}

#[test]
fn one_that_opens_and_fails_each_time_is_not_tried_in_a_circle() {
    let mut stage = Stage::open();
    stage.life.handle_failed(Trouble::Missing, stage.now);
    let mut pauses = Vec::new();
    for _ in 0..4 {
        stage.actions();
        pauses.push(stage.next().0.as_millis());
        stage.seen(Ok(named("usb")));
        assert_eq!(stage.actions(), [Action::Open]);
        stage.opened(Err(Trouble::Busy));
    }
    assert_eq!(pauses, [250, 1_000, 4_000, 5_000]);
    assert_eq!(stage.life.shown(), lost(Trouble::Busy, "usb"));
}

#[test]
fn who_presses_does_not_wait_for_the_next_look() {
    let mut stage = Stage::open();
    stage.life.handle_failed(Trouble::Missing, stage.now);
    stage.life.handle_wanted(false, stage.now);
    assert_eq!(stage.life.shown(), lost(Trouble::Missing, "usb"));
    stage.actions();
    stage.life.handle_wanted(true, stage.now);
    assert_eq!(stage.actions(), [Action::Open]);

    // Nor who lets go and presses again before anybody has seen it.
    stage.opened(Err(Trouble::Missing));
    stage.life.handle_wanted(true, stage.now);
    assert_eq!(stage.actions(), []);
    stage.life.handle_asked(stage.now);
    assert_eq!(stage.actions(), [Action::Open]);
    stage.life.handle_asked(stage.now);
    assert_eq!(stage.actions(), []);
}

#[test]
fn an_opening_that_never_ends_and_a_device_that_says_nothing_are_failures() {
    let mut stage = Stage::new();
    stage.life.handle_wanted(true, stage.now);
    stage.actions();
    assert_eq!(stage.next(), (OPENING, vec![Action::Close]));
    assert!(matches!(
        stage.life.shown(),
        Shown::Trouble {
            trouble: Trouble::Mute,
            lost: None
        }
    ));

    let mut stage = Stage::open();
    let began = stage.now;
    while matches!(stage.life.shown(), Shown::Open { .. }) {
        if stage.next().1 == [Action::Look] {
            stage.seen(Ok(named("usb")));
        }
    }
    assert_eq!(stage.now - began, MUTE);
    assert_eq!(stage.life.shown(), lost(Trouble::Mute, "usb"));
}

#[test]
fn another_default_is_followed_and_a_move_behind_our_back_is_found_out() {
    let mut stage = Stage::open();
    assert_eq!(stage.next(), (COMPARE, vec![Action::Look]));
    stage.seen(Ok(named("usb")));
    assert_eq!(stage.actions(), []);
    stage.seen(Ok(named("headset")));
    assert_eq!(stage.actions(), [Action::Close, Action::Open]);
    stage.opened(Ok((named("headset"), true)));
    assert_eq!(
        stage.life.shown(),
        Shown::Open {
            device: named("headset"),
            is_fallback: true
        }
    );
    stage.seen(Err(Trouble::Missing));
    assert_eq!(stage.actions(), [Action::Close]);
    assert_eq!(stage.life.shown(), lost(Trouble::Missing, "headset"));
}

#[test]
fn a_choice_opens_what_is_chosen_at_once() {
    let mut stage = Stage::open();
    stage.life.handle_chosen(stage.now);
    assert_eq!(stage.actions(), [Action::Close, Action::Open]);
    stage.opened(Err(Trouble::Busy));
    stage.life.handle_chosen(stage.now);
    assert_eq!(stage.next(), (Duration::ZERO, vec![Action::Probe]));
}

#[test]
fn no_state_but_off_is_without_a_deadline() {
    let mut stage = Stage::open();
    for _ in 0..40 {
        let shown = stage.life.shown();
        let is_off = matches!(shown, Shown::Off { .. });
        assert_eq!(stage.life.poll_timeout().is_none(), is_off, "{shown:?}");
        // Nobody answers anything.
        stage.next();
    }
}
