//! A board that is spoken to: what was heard is made up here, or spoken by a synthesiser to the
//! real recogniser.

mod acts;
mod hears;
mod lost;
mod refuses;

use super::ears::{News, Take};
use super::line::Line;
use super::{Came, Spoken};
use crate::counter::World;
use crate::press::{Errand, Press};
use crate::settings::SettingsFile;
use crate::tests::kitchen::{BEGAN_MS, Kitchen, board};
use kitchen::{Command, OrderId};
use link::Now;
use scope::Scope;
use serde_json::json;
use speech::board::ear::{Overheard, Way};
use speech::sound::Clip;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::sync::{mpsc, watch};
use voice::sound::{FRAME, Frame, Level, Listening, MicState, Played, RATE, Sound, SpeakerState};
use wire::view::{Place, SpokenKind, SpokenStrip, SpokenTap, SpokenView};

/// A microphone that hears a clip whenever it is opened.
struct Recorded {
    clip: Clip,
    mic: watch::Sender<MicState>,
    loudspeaker: watch::Sender<SpeakerState>,
}

impl Recorded {
    fn of(clip: Clip) -> Self {
        Self {
            clip,
            mic: watch::Sender::new(MicState::Off),
            loudspeaker: watch::Sender::new(SpeakerState::Off),
        }
    }

    fn silent() -> Self {
        Self::of(Clip {
            rate: RATE,
            samples: Vec::new(),
        })
    }
}

impl Sound for Recorded {
    fn listen(&self) -> Listening {
        let pieces = self.clip.samples.chunks(FRAME);
        let (sender, frames) = mpsc::channel(pieces.len().max(1));
        for piece in pieces {
            let mut frame: Frame = Box::new([0; FRAME]);
            frame[..piece.len()].copy_from_slice(piece);
            sender.try_send(frame).unwrap();
        }
        Listening::of(frames)
    }

    fn mic(&self) -> watch::Receiver<MicState> {
        self.mic.subscribe()
    }

    fn level(&self) -> Level {
        Level::SILENCE
    }

    fn say(&self, _: &Frame) {}

    fn clear(&self) -> Duration {
        Duration::ZERO
    }

    fn heard(&self) -> Played {
        Played::default()
    }

    fn loudspeaker(&self) -> watch::Receiver<SpeakerState> {
        self.loudspeaker.subscribe()
    }
}

/// A board at the grill, with an order for table 5 and one for table 9.
struct Story {
    kitchen: Kitchen,
    spoken: Spoken,
    began: Instant,
    at: Duration,
    is_live: bool,
    orders: [String; 2],
    _scope: Scope,
    _folder: TempDir,
}

const WINDOW: &str = "main";

impl Story {
    fn begin(sound: Recorded) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = SettingsFile::open(folder.path().join("settings.json")).unwrap();
        settings.change(|all| all.spoken.on = true).unwrap();
        let scope = Scope::root("story");
        let mut spoken = Spoken::new(Arc::new(settings), scope.handle());
        spoken.line = Some(Line::new(scope.child("spoken"), Arc::new(sound)));
        let mut kitchen = Kitchen::open();
        let mut order = |table: &str| {
            kitchen.order(json!({"service": {"type": "dine_in", "table": table},
                "lines": [{"item": "kids-pasta"}]}))
        };
        let orders = [order("5"), order("9")];
        Self {
            kitchen,
            spoken,
            began: Instant::now(),
            at: Duration::ZERO,
            is_live: true,
            orders,
            _scope: scope,
            _folder: folder,
        }
    }

    /// The same with ears that say they know the menu.
    fn ready() -> Self {
        let mut story = Self::begin(Recorded::silent());
        story.comes(News::Ready);
        story
    }

    fn now(&self) -> Now {
        Now {
            at: self.began + self.at,
            wall_ms: BEGAN_MS + i64::try_from(self.at.as_millis()).unwrap(),
        }
    }

    fn with<T>(&mut self, act: impl FnOnce(&mut Spoken, World<'_>, Now) -> T) -> T {
        let now = self.now();
        let world = World {
            state: &self.kitchen.state,
            now_ms: self.kitchen.now_ms,
            at: now.at,
            is_live: self.is_live,
        };
        act(&mut self.spoken, world, now)
    }

    fn comes(&mut self, news: News) {
        self.with(|spoken, world, now| spoken.hear(Came::Ears(news), world, now));
    }

    fn tap_at(&mut self, place: &Place, tap: SpokenTap) -> Option<Press> {
        self.tap_said(place, tap).map(|errand| errand.press)
    }

    fn tap_said(&mut self, place: &Place, tap: SpokenTap) -> Option<Errand> {
        self.with(|spoken, world, now| spoken.tap(WINDOW, place, &tap, world, now))
    }

    fn tap(&mut self, tap: SpokenTap) -> Option<Press> {
        self.tap_at(&board("grill"), tap)
    }

    /// Time goes by.
    fn wait(&mut self, ms: u64) -> Option<Press> {
        self.wait_said(ms).map(|errand| errand.press)
    }

    fn wait_said(&mut self, ms: u64) -> Option<Errand> {
        self.at += Duration::from_millis(ms);
        self.with(|spoken, world, now| spoken.pass(world, now))
    }

    /// Somebody holds the button, and all ways of hearing agree.
    fn say(&mut self, words: &str) {
        self.say_ways([words; 4]);
    }

    fn say_ways(&mut self, words: [&str; 4]) {
        assert_eq!(self.tap(SpokenTap::Press), None);
        assert_eq!(self.tap(SpokenTap::Release), None);
        let ways = words.into_iter().enumerate().map(|(at, words)| Way {
            is_strict: at % 2 == 0,
            words: words.to_owned(),
            weakest: 1.0,
            others: Vec::new(),
        });
        let heard = Overheard {
            ways: ways.collect(),
        };
        let take = self.spoken.takes;
        self.comes(News::Heard(take, Take::Heard(heard)));
    }

    fn view_at(&self, place: &Place, window: &str) -> SpokenView {
        let mut screen = self.kitchen.screen(place);
        self.spoken.dress(&mut screen, window);
        screen.spoken
    }

    fn view(&self) -> SpokenView {
        self.view_at(&board("grill"), WINDOW)
    }

    fn strip(&self) -> SpokenStrip {
        self.view().strips.first().cloned().expect("a strip")
    }

    fn shown(&self) -> (SpokenKind, String) {
        let strip = self.strip();
        (strip.kind, strip.says)
    }

    fn order(&self, at: usize) -> OrderId {
        self.orders[at].parse().unwrap()
    }

    /// What can be seen of the kitchen: which orders are open where, what is in a hurry, and what
    /// can be had.
    fn snapshot(&self) -> (Vec<String>, Vec<String>, bool) {
        let screen = self.kitchen.at("grill");
        let tickets = screen.tickets.into_iter().map(|ticket| ticket.order);
        let is_rushed = self.kitchen.state.orders.values().any(|order| order.rush);
        (tickets.collect(), screen.unavailable, is_rushed)
    }

    /// What a press does, done.
    fn carry_out(&mut self, press: Press) -> Command {
        let Press::Command { command, .. } = press else {
            panic!("{press:?} is no command");
        };
        self.kitchen.carry_out(&command);
        command
    }
}
