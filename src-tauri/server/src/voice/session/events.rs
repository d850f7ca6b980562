//! What a session waits for, and what becomes of it.

use super::*;

/// Something happened.
pub(super) enum Event {
    /// The session is to end.
    Cut(Ending, Ended),
    /// A deadline of the protocol may have passed.
    Timeout,
    /// The next of the answer that is being given.
    Answer(Piece),
    /// Words were recognised, or some of them.
    Hearing(Told),
    /// A piece of the sound that waits is to be heard.
    Piece,
    /// The client's.
    Incoming(Incoming),
}

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    pub(super) fn handle(&mut self, event: Event) {
        let now = Instant::now();
        match event {
            Event::Cut(ending, ended) => self.end(ending, ended),
            Event::Timeout => self.host.handle_timeout(now),
            Event::Answer(piece) => self.answered(piece, now),
            Event::Hearing(told) => self.heard(told, now),
            Event::Piece => {
                let hearing = &mut self.hearing;
                let piece = self
                    .backlog
                    .next(|format, bytes| hearing.decode(format, bytes));
                match piece {
                    Some(Ok(piece)) => self.listen(&piece),
                    Some(Err(error)) => tracing::error!(%error, "sound cannot be decoded"),
                    None => {}
                }
            }
            Event::Incoming(incoming) => self.came(incoming, now),
        }
    }

    /// Ends the session, by the host's one way out.
    pub(super) fn end(&mut self, ending: Ending, ended: Ended) {
        self.ended.get_or_insert(ended);
        self.host.end(ending, Instant::now());
    }

    fn came(&mut self, incoming: Incoming, now: Instant) {
        match incoming {
            Incoming::Text(text) => self.host.handle_client(&text, now),
            Incoming::Binary => self.host.handle_binary(now),
            Incoming::Sound(frame) => {
                self.host.handle_sound(FRAME);
                self.listen(&frame[..]);
            }
            Incoming::Played(mark) => {
                if self.last == Some(mark) {
                    self.begins.clear();
                    self.host.handle_drained(now);
                }
            }
            Incoming::Broken(code, reason) => {
                self.broken = Some((code, reason));
                self.end(Ending::PeerGone, Ended::Broken);
            }
            Incoming::Gone(ended) => self.end(Ending::PeerGone, ended),
        }
    }

    fn listen(&mut self, piece: &[i16]) {
        for noticed in self.hearing.push(piece, &self.waiter) {
            let now = Instant::now();
            match noticed {
                Noticed::Started(at) => self.host.handle_speech_started(at, now),
                Noticed::Stopped(at) => self.host.handle_speech_stopped(at, now),
            }
        }
    }

    fn heard(&mut self, told: Told, now: Instant) {
        match told {
            Told::Partial(words) => self.host.handle_partial(&words),
            Told::Whole(item, Ok(heard)) => {
                self.counts.utterance(match heard.words.is_empty() {
                    true => Utterance::Nothing,
                    false if heard.sure => Utterance::Sure,
                    false => Utterance::Unsure,
                });
                let text = heard.text();
                if self.heard.len() < HEARD {
                    self.heard.insert(item.clone(), heard);
                }
                self.host.handle_transcript(&item, Ok(&text), now);
            }
            Told::Whole(item, Err(error)) => {
                self.counts.utterance(Utterance::Failed);
                tracing::warn!(%error, "speech was not recognised");
                let why = error.to_string();
                self.host.handle_transcript(&item, Err(&why), now);
            }
        }
    }

    fn answered(&mut self, piece: Piece, now: Instant) {
        let Some(answer) = &mut self.answer else {
            return;
        };
        let response = answer.response().to_owned();
        match piece {
            Piece::Reply(reply) => {
                if is_last(&reply) {
                    self.answer = None;
                }
                self.host.handle_reply(&response, reply, now);
            }
            Piece::Playing { from, more } => {
                let known = self.begins.iter().any(|(known, _)| *known == response);
                if !known {
                    self.begins.truncate(BEGINS - 1);
                    self.begins.push_back((response.clone(), from));
                }
                self.last = None;
                self.host.handle_reply(&response, Reply::Playing(more), now);
            }
            Piece::Whole(mark) => self.last = Some(mark),
            Piece::Placed(done) => answer.go_on(self.waiter.placed(done)),
            Piece::Settled(done, ask) => {
                self.waiter.settled(done);
                self.ask(ask);
            }
        }
    }
}

/// Whether an answer ends with it.
fn is_last(reply: &Reply) -> bool {
    matches!(
        reply,
        Reply::Done | Reply::Incomplete(_) | Reply::Failed { .. }
    )
}
