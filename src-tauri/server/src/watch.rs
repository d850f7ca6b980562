//! What the server counts itself, for the watch over it.

use crate::{
    auth::Auth,
    kitchens::Kitchens,
    stream::Streams,
    voice::{Engine, Voice},
};
use scope::{
    Scope, ScopeHandle,
    watch::{Gauge, Settings, Watching},
};

/// What is counted, beside what lives in scopes.
pub(crate) struct Counted {
    pub kitchens: Kitchens,
    pub auth: Auth,
    pub streams: Streams,
    pub voice: Voice,
}

impl Counted {
    /// Watches all of the server from a task in `scope`.
    pub fn watch(self, scope: &Scope, server: ScopeHandle, settings: Settings) -> Watching {
        Watching::start(scope, server, settings, move || self.gauges())
    }

    /// Queues, tables and sessions. What grows with honest work, as orders do, is not among them.
    fn gauges(&self) -> Vec<Gauge> {
        let kitchens = self.kitchens.all();
        let listeners: usize = kitchens.iter().map(|one| one.listeners()).sum();
        let mut gauges = vec![
            gauge("restaurants", kitchens.len()),
            gauge("listeners of committed events", listeners),
            gauge("commands that wait for the writer", self.kitchens.waiting()),
            gauge("seats of displays", self.streams.connected()),
            gauge("known tokens", self.auth.known()),
            gauge("addresses of wrong tokens", self.auth.suspects()),
            gauge("seats of guests", self.voice.sessions()),
        ];
        if let Engine::Local(local) = self.voice.engine() {
            gauges.push(gauge("utterances that wait", local.ears.waiting()));
        }
        gauges
    }
}

fn gauge(name: &'static str, value: usize) -> Gauge {
    let value = value as u64;
    Gauge { name, value }
}
