//! What the host says.

use std::time::Instant;

use realtime::event::{PlacedItem, ServerEvent};
use realtime::item::{Body, Role};

use super::config::{Config, Size};
use super::{News, Session, Take};

impl Session {
    /// An event came over the data channel.
    pub fn handle(&mut self, event: &ServerEvent, now: Instant) {
        match event {
            ServerEvent::SessionCreated { session } => {
                let is_new = matches!(self.config, Config::Closed | Config::Awaiting);
                if is_new && self.wishes.are_met_by(session) {
                    self.configured();
                } else if is_new {
                    self.created_by = None;
                    self.ask_for_settings(Size::Whole);
                }
            }
            // What is not refused is taken whole (REALTIME.md 0).
            ServerEvent::SessionUpdated { .. } => self.configured(),
            ServerEvent::InputCleared {} => {
                if let Take::Clearing { since, .. } = self.take {
                    self.round_trip = Some(now.saturating_duration_since(since));
                    self.cleared();
                }
            }
            ServerEvent::InputCommitted(committed) => self.committed(&committed.item_id),
            ServerEvent::ItemAdded(placed) | ServerEvent::ItemDone(placed) => {
                self.added(placed);
            }
            ServerEvent::TranscriptCompleted(all) => {
                self.understood(&all.item_id, !all.transcript.trim().is_empty());
            }
            ServerEvent::TranscriptFailed(failed) => self.understood(&failed.item_id, false),
            ServerEvent::ResponseCreated { response } => self.created(response),
            ServerEvent::ResponseDone { response } => self.done(response, now),
            ServerEvent::OutputItemDone(output) => {
                self.item_done(&output.item, now);
            }
            ServerEvent::OutputTextDelta { place, .. }
            | ServerEvent::OutputTranscriptDelta { place, .. }
                if self.gate.is_of(&place.response_id) =>
            {
                self.tell(News::Speaking);
            }
            ServerEvent::OutputStarted { response_id } if !self.muted => {
                self.sounding = Some(response_id.clone().unwrap_or_default());
                self.tell(News::Speaking);
            }
            ServerEvent::OutputStopped { .. } | ServerEvent::OutputCleared { .. } => {
                self.silent();
            }
            ServerEvent::Error { error } => self.error(error),
            _ => {}
        }
    }

    /// What was heard is over.
    fn silent(&mut self) {
        if self.sounding.take().is_some() {
            self.over();
        }
    }

    pub(super) fn committed(&mut self, item_id: &str) {
        if self.take == Take::Committing {
            self.take = Take::Item(item_id.to_owned());
            self.tell(News::Committed);
            self.ask();
        }
    }

    /// A guest's item that nobody announced is the take, if one was committed.
    fn added(&mut self, placed: &PlacedItem) {
        let is_heard = match &placed.item.body {
            Body::Message(message) => message.role == Role::User,
            _ => false,
        };
        if let Some(id) = placed.item.id.as_deref().filter(|_| is_heard) {
            self.committed(id);
        }
    }

    fn understood(&mut self, item_id: &str, any: bool) {
        if self.take == Take::Item(item_id.to_owned()) {
            self.tell(News::Words(any));
        }
    }
}
