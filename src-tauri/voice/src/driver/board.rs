//! What is shown, and how often: at most every 50 ms.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

use crate::fault::Phase;
use crate::picture::{
    Again, Close, Entry, Facts, LOG, SESSIONS, SessionShown, TurnShown, VoicePicture, Webrtc,
};
use crate::sound::Sound;
use crate::transcript::Transcript;
use crate::turn::Turn;

/// Between two pictures: three frames of a screen, and a meter that moves.
const EVERY: Duration = Duration::from_millis(50);

/// What is shown.
pub(super) struct Board {
    picture: VoicePicture,
    shown: watch::Sender<VoicePicture>,
    /// Something is new.
    pub(super) is_dirty: bool,
    /// Something was said, or a line became another.
    pub(super) has_words: bool,
    next: Instant,
    opened: Option<Instant>,
}

impl Board {
    pub(super) fn new(sound: &impl Sound, now: Instant) -> (Self, watch::Receiver<VoicePicture>) {
        let picture = VoicePicture {
            turn: TurnShown::Off,
            notice: None,
            said: Arc::new([]),
            level: None,
            mic: sound.mic().borrow().clone(),
            loudspeaker: sound.loudspeaker().borrow().clone(),
            hands_free: false,
            again: Again::Nothing,
            facts: Facts {
                webrtc: Webrtc::Closed,
                since_ms: unix_ms(),
                channel_open: false,
                round_trip: None,
                lost_ppm: None,
                provider: None,
                last_close: None,
            },
            log: Arc::default(),
            sessions: Arc::default(),
            unknown: Arc::new([]),
        };
        let (shown, seen) = watch::channel(picture.clone());
        let board = Self {
            picture,
            shown,
            is_dirty: true,
            has_words: false,
            next: now,
            opened: None,
        };
        (board, seen)
    }

    /// When it must be looked at again.
    pub(super) fn due(&self) -> Option<Instant> {
        let is_moving = self.picture.turn == TurnShown::Recording;
        (self.is_dirty || self.has_words || is_moving).then_some(self.next)
    }

    /// Whatever is new is shown with the next look, however soon.
    pub(super) fn hurry(&mut self, now: Instant) {
        self.next = now;
    }

    /// Shows what is new, if it is time.
    pub(super) fn show(
        &mut self,
        turn: &Turn,
        transcript: &Transcript,
        (again, hands_free): (Again, bool),
        sound: &impl Sound,
        now: Instant,
    ) {
        let shown = TurnShown::from(turn.state());
        // Who presses sees at once that he is heard.
        let known = &self.picture;
        let is_urgent = (&shown, again, hands_free) != (&known.turn, known.again, known.hands_free);
        if !is_urgent && self.due().is_none_or(|due| due > now) {
            return;
        }
        self.next = now + EVERY;
        self.is_dirty = false;
        let picture = &mut self.picture;
        picture.notice = turn.notice().map(|words| words.to_owned().into());
        picture.level = (shown == TurnShown::Recording).then(|| sound.level());
        picture.turn = shown;
        picture.mic = sound.mic().borrow().clone();
        picture.loudspeaker = sound.loudspeaker().borrow().clone();
        (picture.again, picture.hands_free) = (again, hands_free);
        if std::mem::take(&mut self.has_words) {
            picture.said = transcript.said().into();
            let unknown = transcript.unknown();
            picture.unknown = unknown
                .map(|(kind, count)| (kind.to_owned(), count))
                .collect();
        }
        self.shown.send_if_modified(|before| {
            let is_new = before != picture;
            if is_new {
                before.clone_from(picture);
            }
            is_new
        });
    }

    /// For the log.
    pub(super) fn note(&mut self, phase: Phase, what: impl Into<Cow<'static, str>>) {
        let what = what.into();
        tracing::debug!(%phase, %what, "voice");
        let at_ms = unix_ms();
        let log = Arc::make_mut(&mut self.picture.log);
        push(log, LOG, Entry { at_ms, phase, what });
        self.is_dirty = true;
    }

    /// A connection is being made.
    pub(super) fn connecting(&mut self, number: u64, now: Instant) {
        self.webrtc(Webrtc::Connecting);
        self.opened = Some(now);
        let began = SessionShown {
            number,
            began_ms: unix_ms(),
            lasted: None,
            turns: 0,
            round_trip: None,
            closed: None,
            left_behind: None,
        };
        push(Arc::make_mut(&mut self.picture.sessions), SESSIONS, began);
        self.note(Phase::Token, format!("session {number} is being made"));
    }

    /// Its channel is open.
    pub(super) fn connected(&mut self, provider: Option<Arc<str>>) {
        self.webrtc(Webrtc::Connected);
        self.picture.facts.channel_open = true;
        self.picture.facts.provider = provider;
        self.note(Phase::Transport, "the channel is open");
    }

    /// A take was answered for.
    pub(super) fn turned(&mut self) {
        self.last(|session| session.turns += 1);
    }

    /// How well the network does.
    pub(super) fn measured(&mut self, round_trip: Option<Duration>, counts: peer::hear::Counts) {
        let all = counts.heard + counts.lost;
        let lost = (counts.lost * 1_000_000).checked_div(all);
        let lost = lost.and_then(|ppm| u32::try_from(ppm).ok());
        let facts = &mut self.picture.facts;
        if (facts.round_trip, facts.lost_ppm) != (round_trip, lost) {
            (facts.round_trip, facts.lost_ppm) = (round_trip, lost);
            self.last(|session| session.round_trip = round_trip);
        }
    }

    /// The session is over, or what was to become one.
    pub(super) fn closed(
        &mut self,
        by: &'static str,
        phase: Phase,
        reason: Cow<'static, str>,
        now: Instant,
    ) {
        self.webrtc(Webrtc::Closed);
        self.picture.facts.channel_open = false;
        let lasted = self.opened.take().map(|opened| now - opened);
        let why = reason.clone();
        self.last(|session| (session.lasted, session.closed) = (lasted, Some(why)));
        self.note(phase, format!("closed by {by}: {reason}"));
        self.picture.facts.last_close = Some(Close {
            at_ms: unix_ms(),
            by,
            phase,
            reason,
        });
    }

    /// What a session left behind is known.
    pub(super) fn left(&mut self, number: u64, behind: Vec<String>) {
        let sessions = Arc::make_mut(&mut self.picture.sessions);
        let session = sessions.iter_mut().find(|session| session.number == number);
        if let Some(session) = session {
            session.left_behind = Some(behind);
            self.is_dirty = true;
        }
    }

    fn webrtc(&mut self, webrtc: Webrtc) {
        let facts = &mut self.picture.facts;
        (facts.webrtc, facts.since_ms) = (webrtc, unix_ms());
        self.is_dirty = true;
    }

    fn last(&mut self, change: impl FnOnce(&mut SessionShown)) {
        if let Some(session) = Arc::make_mut(&mut self.picture.sessions).back_mut() {
            change(session);
            self.is_dirty = true;
        }
    }
}

fn push<T>(kept: &mut VecDeque<T>, most: usize, new: T) {
    if kept.len() >= most {
        kept.pop_front();
    }
    kept.push_back(new);
}

/// Now, in Unix milliseconds by this machine's clock.
fn unix_ms() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| i64::try_from(now.as_millis()).unwrap_or(i64::MAX))
}
