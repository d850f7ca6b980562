//! What of the engine's sound is being heard. Over WebRTC the carrier plays it, and only the
//! carrier knows when the last packet has left; over WebSocket the client plays it, and nothing is
//! told here.

use super::{Carrier, Host, Output};
use crate::error::Refusal;
use crate::event::ServerEvent;
use crate::limits::{PLAYOUT_SLACK, STOP_WITHIN};
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Responses whose sound waits to be heard. Beyond, the oldest counts as heard: one speaks at a
/// time, so that a second one is rare.
const WAITING: usize = 8;

/// What is being heard, and what waits behind it.
#[derive(Debug, Default)]
pub(super) struct Playing {
    queue: VecDeque<Heard>,
    /// When the carrier will have stopped, being asked to.
    stopping: Option<Instant>,
    /// The last response that was heard.
    last: Option<String>,
}

/// The sound of one response.
#[derive(Debug)]
struct Heard {
    response_id: String,
    /// Its items in order, with how long each sounds.
    items: Vec<(String, Duration)>,
    /// When it must have been heard.
    deadline: Instant,
    /// There will be no more of it.
    generated: bool,
    /// All that there is of it was heard.
    drained: bool,
}

impl Playing {
    /// When something must have happened, if nothing is told before.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.stopping
            .or_else(|| self.queue.front().map(|heard| heard.deadline))
    }

    pub(super) fn is_idle(&self) -> bool {
        self.queue.is_empty()
    }
}

impl Host {
    /// The carrier has played all it was given: its last packet has left.
    pub fn handle_drained(&mut self, now: Instant) {
        if self.closed || self.playing.stopping.is_some() {
            return;
        }
        for heard in &mut self.playing.queue {
            heard.drained = true;
        }
        self.all_heard(now);
    }

    /// The carrier has stopped, having played so much of the response that was being heard.
    pub fn handle_silenced(&mut self, played: Duration, now: Instant) {
        if self.closed || self.playing.stopping.take().is_none() {
            return;
        }
        let mut cut = std::mem::take(&mut self.playing.queue).into_iter();
        if let Some(heard) = cut.next() {
            self.send(ServerEvent::OutputCleared {
                response_id: Some(heard.response_id),
            });
            self.cut(heard.items, played);
        }
        for unheard in cut {
            self.cut(unheard.items, Duration::ZERO);
        }
        self.wait_for_quiet(Duration::ZERO, now);
    }

    /// The client wants no more of it.
    pub(super) fn clear_output(&mut self, now: Instant) -> Result<(), Refusal> {
        if self.carrier == Carrier::WebSocket {
            let message = "Over WebSocket the client plays the sound itself.";
            return Err(Refusal::value("type", message));
        }
        if self.playing.is_idle() {
            let response_id = self.playing.last.clone();
            self.send(ServerEvent::OutputCleared { response_id });
        } else {
            self.silence(now);
        }
        Ok(())
    }

    /// Asks the carrier to stop, if it plays.
    pub(super) fn silence(&mut self, now: Instant) {
        let Some(heard) = self.playing.queue.front() else {
            return;
        };
        if self.playing.stopping.is_none() {
            self.playing.stopping = Some(now + STOP_WITHIN);
            let response_id = heard.response_id.clone();
            self.outputs.push_back(Output::Silence { response_id });
        }
    }

    /// The carrier was given more to play.
    pub(super) fn playing_more(
        &mut self,
        response_id: String,
        item_id: String,
        more: Duration,
        now: Instant,
    ) {
        let behind = self.playing.queue.back();
        let ahead = behind.map_or(now, |heard| heard.deadline).max(now);
        let slack = if behind.is_some() {
            Duration::ZERO
        } else {
            PLAYOUT_SLACK
        };
        let deadline = ahead + more + slack;
        if let Some(heard) = self.playing.queue.back_mut()
            && heard.response_id == response_id
        {
            match heard.items.last_mut() {
                Some((last, sound)) if *last == item_id => *sound += more,
                // No more of them than a response has items.
                _ => heard.items.push((item_id, more)),
            }
            heard.deadline = deadline;
            heard.drained = false;
            return;
        }
        if self.playing.queue.len() >= WAITING {
            self.heard(now);
        }
        self.playing.queue.push_back(Heard {
            response_id: response_id.clone(),
            items: vec![(item_id, more)],
            deadline,
            generated: false,
            drained: false,
        });
        if self.playing.queue.len() == 1 {
            self.begin_to_hear(response_id);
        }
    }

    /// There will be no more of a response's sound; it may have been heard already.
    pub(super) fn generated(&mut self, response_id: &str, now: Instant) {
        for heard in &mut self.playing.queue {
            if heard.response_id == response_id {
                heard.generated = true;
            }
        }
        if self.playing.stopping.is_none() {
            self.all_heard(now);
        }
    }

    /// What has been waited for too long counts as heard, or as stopped.
    pub(super) fn give_up_playing(&mut self, now: Instant) {
        if self
            .playing
            .deadline()
            .is_none_or(|deadline| deadline > now)
        {
            return;
        }
        if self.playing.stopping.is_some() {
            self.handle_silenced(Duration::MAX, now);
        } else if let Some(heard) = self.playing.queue.front_mut() {
            heard.drained = true;
            if !heard.generated {
                // The engine's own deadline is near, too; until then this one is no news.
                heard.deadline = now + PLAYOUT_SLACK;
            }
            self.all_heard(now);
        }
    }

    /// Tells of all that was heard whole, in order.
    fn all_heard(&mut self, now: Instant) {
        while let Some(heard) = self.playing.queue.front()
            && heard.generated
            && heard.drained
        {
            self.heard(now);
        }
    }

    fn heard(&mut self, now: Instant) {
        let Some(heard) = self.playing.queue.pop_front() else {
            return;
        };
        self.send(ServerEvent::OutputStopped {
            response_id: Some(heard.response_id),
        });
        match self.playing.queue.front() {
            Some(next) => self.begin_to_hear(next.response_id.clone()),
            None => self.wait_for_quiet(Duration::ZERO, now),
        }
    }

    fn begin_to_hear(&mut self, response_id: String) {
        self.playing.last = Some(response_id.clone());
        self.send(ServerEvent::OutputStarted {
            response_id: Some(response_id),
        });
    }

    /// Forgets what of a response was not heard, of which so much was.
    fn cut(&mut self, items: Vec<(String, Duration)>, played: Duration) {
        let mut left = played;
        for (item_id, sound) in items {
            let heard = left.min(sound);
            left -= heard;
            // It may be gone, or still be being made: then there is nothing to forget.
            if heard < sound && self.conversation.truncate(&item_id, 0, heard).is_ok() {
                self.send(ServerEvent::ItemTruncated {
                    item_id,
                    content_index: 0,
                    // An hour of them is far below 2^64.
                    audio_end_ms: heard.as_millis() as u64,
                });
            }
        }
    }
}
