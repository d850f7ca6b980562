//! Our session against the host's side of the protocol, the very one that the order server runs,
//! over a data channel that loses what a test says.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use realtime::event::ServerMessage;
use realtime::host::{Ask, Beginning, Carrier, Host, Output as HostOutput, Recognise, Reply};
use realtime::session::{Capabilities, Function, Session as Settings, SessionKind};
use serde_json::{Value, json};

use super::super::{News, Output, Session, Size, Wishes};

pub(super) struct Bench {
    pub(super) session: Session,
    pub(super) host: Host,
    pub(super) now: Instant,
    /// What we sent, as JSON.
    pub(super) sent: Vec<Value>,
    /// What the session told, in order.
    pub(super) news: Vec<News>,
    pub(super) recognise: VecDeque<Recognise>,
    pub(super) asks: VecDeque<Ask>,
    /// Types of the host's events that do not arrive, once each.
    pub(super) lost: Vec<&'static str>,
}

pub(super) fn wishes() -> Wishes {
    let tool = |name: &str| Function {
        name: name.to_owned(),
        description: Some("What it is for.".to_owned()),
        parameters: Some(json!({"type": "object"})),
    };
    Wishes {
        tools: vec![tool("add_item"), tool("submit_order")],
    }
}

pub(super) fn capabilities() -> Capabilities {
    Capabilities::local(vec!["house".to_owned()])
}

impl Bench {
    /// A host that was minted with our settings, or one that begins with its own.
    pub(super) fn new(minted: bool, wishes: Wishes, cart: Option<&str>) -> Self {
        let mut settings = Settings::new(SessionKind::Realtime, "heard", &capabilities());
        if minted {
            let patch = wishes.patch(Size::Whole);
            settings = settings.merged(&patch, &capabilities(), None, "").unwrap();
        }
        let now = Instant::now();
        let host = Host::new(Beginning {
            carrier: Carrier::WebRtc,
            capabilities: capabilities(),
            session: settings,
            seed: 1,
            now,
            unix_now: 1_800_000_000,
        });
        Self {
            session: Session::new(wishes, cart.map(str::to_owned)),
            host,
            now,
            sent: Vec::new(),
            news: Vec::new(),
            recognise: VecDeque::new(),
            asks: VecDeque::new(),
            lost: Vec::new(),
        }
    }

    /// One that is ready for a take.
    pub(super) fn ready() -> Self {
        let mut bench = Self::new(true, wishes(), None);
        bench.session.handle_open(bench.now);
        bench.run();
        assert_eq!(bench.news(), [News::Configured]);
        bench
    }

    /// Carries everything both ways until nothing is left.
    pub(super) fn run(&mut self) {
        loop {
            let mut still = true;
            while let Some(output) = self.host.poll_output() {
                still = false;
                match output {
                    HostOutput::Send(text) => self.arrive(&text),
                    HostOutput::Recognise(what) => self.recognise.push_back(what),
                    HostOutput::Ask(ask) => self.asks.push_back(*ask),
                    HostOutput::Silence { .. } => {
                        self.host.handle_silenced(Duration::ZERO, self.now)
                    }
                    _ => {}
                }
            }
            while let Some(output) = self.session.poll_output() {
                still = false;
                match output {
                    Output::Send(text) => {
                        self.sent.push(serde_json::from_str(&text).unwrap());
                        self.host.handle_client(&text, self.now);
                    }
                    Output::News(news) => self.news.push(news),
                }
            }
            if still {
                return;
            }
        }
    }

    /// An event of the host's comes, or is lost.
    fn arrive(&mut self, text: &str) {
        let message = ServerMessage::read(text).unwrap();
        let value: Value = serde_json::from_str(text).unwrap();
        if let Some(at) = self.lost.iter().position(|kind| value["type"] == *kind) {
            self.lost.remove(at);
            return;
        }
        self.session.handle(&message.event, self.now);
    }

    /// An event that this host would not send.
    pub(super) fn hear(&mut self, event: &Value) {
        self.arrive(&event.to_string());
        self.run();
    }

    /// What was told since last asked, without what is for the log.
    pub(super) fn news(&mut self) -> Vec<News> {
        let news = std::mem::take(&mut self.news).into_iter();
        news.filter(|news| !matches!(news, News::Note(_))).collect()
    }

    /// Types of what was sent since last asked.
    pub(super) fn sent(&mut self) -> Vec<String> {
        let sent = std::mem::take(&mut self.sent).into_iter();
        sent.map(|event| event["type"].as_str().unwrap().to_owned())
            .collect()
    }

    pub(super) fn after(&mut self, wait: Duration) {
        self.now += wait;
        self.session.handle_timeout(self.now);
        self.host.handle_timeout(self.now);
        self.run();
    }

    /// Speaks for a second.
    pub(super) fn speak(&mut self) {
        self.session.begin_take(self.now);
        self.run();
        assert!(self.session.takes_sound());
        self.host.handle_sound(Duration::from_secs(1));
        self.session.commit();
        self.run();
    }

    /// What was said is understood.
    pub(super) fn understand(&mut self, words: &str) {
        let recognise = self.recognise.pop_front().unwrap();
        let item = &recognise.item_id;
        self.host.handle_transcript(item, Ok(words), self.now);
        self.run();
    }

    /// The engine says this to the oldest question.
    pub(super) fn reply(&mut self, pieces: impl IntoIterator<Item = Reply>) {
        let id = self.host.running().unwrap().to_owned();
        for piece in pieces {
            self.host.handle_reply(&id, piece, self.now);
            self.run();
        }
    }
}
