//! When a picture is called fresh, and when no longer.

use crate::fresh::Freshness;
use link::{LinkStatus, Now, Phase};
use std::time::{Duration, Instant};
use wire::view::LinkState;

/// A clock that a story sets.
struct Story {
    freshness: Freshness,
    began: Instant,
    now: Now,
}

const BEGAN_MS: i64 = 1_760_000_000_000;

impl Story {
    fn begin() -> Self {
        let now = Now {
            at: Instant::now(),
            wall_ms: BEGAN_MS,
        };
        Self {
            freshness: Freshness::new(now),
            began: now.at,
            now,
        }
    }

    /// Both clocks go on.
    fn after(&mut self, ms: u64) -> &mut Self {
        self.now.at = self.began + Duration::from_millis(ms);
        self.now.wall_ms = BEGAN_MS + i64::try_from(ms).unwrap();
        self
    }

    fn hear(&mut self, phase: Phase) -> &mut Self {
        let status = LinkStatus {
            phase,
            since: self.began,
            last_heard: Some(self.now.at),
            next_try: None,
            reason: None,
            attempts: 0,
        };
        self.freshness.hear(&status, self.now);
        self
    }

    fn judge(&mut self, has_picture: bool) -> LinkState {
        self.freshness.judge(has_picture, self.now)
    }
}

#[test]
fn a_picture_is_live_for_three_seconds_after_a_word() {
    let mut story = Story::begin();
    assert_eq!(story.judge(false), LinkState::Loading);
    assert_eq!(
        story.after(500).hear(Phase::Live).judge(true),
        LinkState::Live
    );
    assert_eq!(story.freshness.heard_at_ms(), Some(BEGAN_MS + 500));
    assert_eq!(story.after(3_499).judge(true), LinkState::Live);
    let due = story.freshness.next_change();
    assert_eq!(due, Some(story.began + Duration::from_millis(3_500)));
    assert_eq!(story.after(3_500).judge(true), LinkState::Stale);
    assert_eq!(story.freshness.since_ms(story.now), BEGAN_MS + 3_500);
    assert_eq!(story.freshness.next_change(), None);
    assert_eq!(
        story.after(9_000).hear(Phase::Live).judge(true),
        LinkState::Live
    );
}

#[test]
fn a_server_that_only_sends_us_away_does_not_make_a_picture_fresh() {
    let mut story = Story::begin();
    for ms in [100, 900, 1_700] {
        assert_eq!(
            story.after(ms).hear(Phase::Greeting).judge(true),
            LinkState::Stale
        );
    }
    assert_eq!(story.freshness.heard_at_ms(), None);
}

#[test]
fn a_machine_that_slept_is_not_live_though_its_monotonic_clock_stood_still() {
    let mut story = Story::begin();
    assert_eq!(story.hear(Phase::Live).judge(true), LinkState::Live);
    story.now.wall_ms += 60_000;
    assert_eq!(story.judge(true), LinkState::Stale);
}

#[test]
fn a_wall_clock_set_back_changes_nothing() {
    let mut story = Story::begin();
    story.hear(Phase::Live);
    story.now.wall_ms -= 3_600_000;
    assert_eq!(story.judge(true), LinkState::Live);
}

#[test]
fn nobody_for_twenty_seconds_is_absent_unless_something_was_known() {
    let mut story = Story::begin();
    assert_eq!(story.after(19_999).judge(false), LinkState::Loading);
    assert_eq!(story.after(20_000).judge(false), LinkState::Absent);
    assert_eq!(
        story.freshness.since_ms(story.now),
        BEGAN_MS,
        "since the search began"
    );
    let mut story = Story::begin();
    assert_eq!(
        story.judge(true),
        LinkState::Stale,
        "what was kept is shown at once"
    );
}
