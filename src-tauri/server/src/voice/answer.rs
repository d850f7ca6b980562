//! One answer as it is given, piece by piece: words and calls first, an order where it is placed,
//! then the sound of the words.

use super::{
    sounding::{Sound, Sounding, Voice},
    till::{Placed, Till, TillError},
};
use peer::Mark;
use realtime::host::{Ask, Reply};
use std::{collections::VecDeque, future::Future, pin::Pin, time::Duration};

/// An order on its way to the disk. It brings the till back.
pub type Placing = Pin<Box<dyn Future<Output = Done> + Send>>;

/// What became of an order.
pub struct Done {
    /// Where it was placed.
    pub till: Till,
    /// How.
    pub outcome: Result<Placed, TillError>,
}

/// An answer that is being given.
pub struct Answer {
    response: String,
    replies: VecDeque<Reply>,
    then: Then,
    voice: Option<Voice>,
    /// The words that were told last, as they are spoken.
    sounding: Option<Sounding>,
}

/// What follows the replies that are known.
enum Then {
    /// Nothing: the last of them ended it.
    Over,
    /// An order is being placed, and its answer follows.
    Place(Placing),
    /// An order of an answer that was broken off; then this one can be thought about.
    Settle(Placing, Box<Ask>),
}

/// The next of an answer.
pub enum Piece {
    /// For the host.
    Reply(Reply),
    /// Sound was handed to the connection's pacer.
    Playing {
        /// Where it begins in all that the pacer ever sends.
        from: Duration,
        /// How long it is.
        more: Duration,
    },
    /// All sound so far was, up to this mark.
    Whole(Mark),
    /// The order was placed, or not: the waiter knows what to say.
    Placed(Done),
    /// An order of before was placed, or not: now this can be answered.
    Settled(Done, Box<Ask>),
}

impl Answer {
    /// An answer to the response of that id; `voice` speaks its words, where they are spoken.
    pub fn new(response: String, replies: Vec<Reply>, voice: Option<Voice>) -> Self {
        Self {
            response,
            replies: replies.into(),
            then: Then::Over,
            voice,
            sounding: None,
        }
    }

    /// It goes on with what becomes of an order.
    pub fn placing(self, placing: Placing) -> Self {
        let then = Then::Place(placing);
        Self { then, ..self }
    }

    /// One that waits for an order of before.
    pub fn settling(placing: Placing, ask: Box<Ask>) -> Self {
        let response = ask.response_id.clone();
        Self {
            then: Then::Settle(placing, ask),
            ..Self::new(response, Vec::new(), None)
        }
    }

    /// The response that it belongs to.
    pub fn response(&self) -> &str {
        &self.response
    }

    /// More of it.
    pub fn go_on(&mut self, replies: Vec<Reply>) {
        self.replies.extend(replies);
    }

    /// The order that is on its way, if one is: it is not taken back.
    pub fn unfinished(self) -> Option<Placing> {
        match self.then {
            Then::Place(placing) | Then::Settle(placing, _) => Some(placing),
            Then::Over => None,
        }
    }

    /// The next of it. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Piece {
        if let (Some(sounding), Some(voice)) = (&mut self.sounding, &mut self.voice) {
            match sounding.next(voice).await {
                Sound::Reply(reply) => return Piece::Reply(reply),
                Sound::Playing { from, more } => return Piece::Playing { from, more },
                Sound::Whole(mark) => return Piece::Whole(mark),
                Sound::Over => self.sounding = None,
            }
        }
        if let Some(reply) = self.replies.pop_front() {
            if let (Reply::Text(words), Some(voice)) = (&reply, &self.voice) {
                self.sounding = Some(voice.speak(words));
            }
            return Piece::Reply(reply);
        }
        let done = match &mut self.then {
            Then::Over => std::future::pending().await,
            Then::Place(placing) | Then::Settle(placing, _) => placing.await,
        };
        match std::mem::replace(&mut self.then, Then::Over) {
            Then::Settle(_, ask) => Piece::Settled(done, ask),
            Then::Place(_) | Then::Over => Piece::Placed(done),
        }
    }
}
