//! A display with a cook before it, who bumps whatever becomes of the server; the display sends it
//! until it is answered.

use super::{Door, Server};
use crate::books::Books;
use kitchen::{Command, CommandId};
use sim::{
    load::Cook,
    stream::{Display, Kept, Outcome, StreamError},
};
use std::collections::{HashMap, VecDeque};
use uuid::Uuid;
use wire::ServerFrame;

/// Commands that are not answered yet: a cook does not wait for the network.
const IN_FLIGHT: usize = 4;

/// How many answered commands are sent again at the end.
const SAMPLE: usize = 50;

/// A display, connected or not.
pub struct Screen {
    door: Door,
    token: String,
    name: String,
    cook: Cook,
    display: Option<Display>,
    kept: Option<Kept>,
    /// Sent, or to be sent, in this order; the outbox.
    waiting: VecDeque<(CommandId, Command)>,
    answered: HashMap<CommandId, (Command, Outcome)>,
}

impl Screen {
    pub fn new(door: &Door, token: &str, place: Option<&str>, seed: u64, part: u64) -> Self {
        Self {
            door: door.clone(),
            token: token.to_owned(),
            name: place.unwrap_or("pass").to_owned(),
            cook: Cook::new(place, seed, part),
            display: None,
            kept: None,
            waiting: VecDeque::new(),
            answered: HashMap::new(),
        }
    }

    /// Its connection at the end.
    pub fn display(&mut self) -> Option<&mut Display> {
        self.display.as_mut()
    }

    /// Cooks until the house closes and everything is answered.
    pub async fn work(&mut self) {
        loop {
            let up = self.door.open().await;
            match self.connected().await {
                Ok(()) if self.door.is_closing() && self.waiting.is_empty() => return,
                Ok(()) => {}
                Err(error) => {
                    assert_ne!(up, Server::Closing, "{}: {error}", self.name);
                    assert!(is_of_the_network(&error), "{}: {error}", self.name);
                }
            }
        }
    }

    /// Serves one connection until it breaks, or the house closes and everything is answered.
    async fn connected(&mut self) -> Result<(), StreamError> {
        // Put back whichever way this ends: with the fold as far as it came.
        let mut display = match self.display.take() {
            Some(display) => display,
            None => self.connect().await?,
        };
        let served = self.serve(&mut display).await;
        match served {
            Ok(()) => self.display = Some(display),
            Err(_) => self.kept = Some(display.leave()),
        }
        served
    }

    async fn connect(&mut self) -> Result<Display, StreamError> {
        let (address, token, name) = (self.door.address, &self.token, &self.name);
        match self.kept.clone() {
            Some(kept) => Display::resume(address, token, name, kept).await,
            None => Display::connect(address, token, name).await,
        }
    }

    async fn serve(&mut self, display: &mut Display) -> Result<(), StreamError> {
        for (id, command) in &self.waiting {
            display.send(*id, command).await?;
        }
        let mut server = self.door.server.clone();
        loop {
            if self.door.is_closing() {
                if self.waiting.is_empty() {
                    return Ok(());
                }
            } else {
                self.wish(display).await?;
            }
            let heard = tokio::select! {
                heard = display.hear() => heard?,
                changed = server.changed() => {
                    changed.unwrap();
                    continue;
                }
            };
            match heard {
                ServerFrame::Ack { id, seq } => self.answer(id, Outcome::Acked { seq }),
                ServerFrame::Refused { id, code, .. } => {
                    assert!(!code.is_temporary(), "{code}");
                    self.answer(id, Outcome::Refused { code });
                }
                _ => {}
            }
        }
    }

    /// The cook goes on wherever there is something to do.
    async fn wish(&mut self, display: &mut Display) -> Result<(), StreamError> {
        while self.waiting.len() < IN_FLIGHT {
            let Some(command) = self.cook.wish(display.state()) else {
                break;
            };
            let id = CommandId(Uuid::new_v4());
            self.waiting.push_back((id, command.clone()));
            display.send(id, &command).await?;
        }
        Ok(())
    }

    fn answer(&mut self, id: CommandId, outcome: Outcome) {
        // Answers come in the order of the questions.
        let (asked, command) = self.waiting.pop_front().unwrap();
        assert_eq!(asked, id);
        self.answered.insert(id, (command, outcome));
    }
}

/// Whether it is what a killed server looks like, and no fault of what it said.
fn is_of_the_network(error: &StreamError) -> bool {
    match error {
        StreamError::Connect(_) | StreamError::Closed { .. } => true,
        // A handshake that was cut off.
        StreamError::Socket(_) => true,
        StreamError::Frame(_)
        | StreamError::Unexpected(_)
        | StreamError::Fold(_)
        | StreamError::NotInTime => false,
    }
}

/// Every acknowledged command is in the books, if it caused anything, and where the display was
/// told; and no command is that was not acknowledged. Says how many were answered.
pub fn assert_once(screens: &[Screen], books: &Books) -> usize {
    let (mut answered, mut caused) = (0, 0);
    for (id, (command, outcome)) in screens.iter().flat_map(|screen| &screen.answered) {
        answered += 1;
        match (books.caused_by(*id), outcome) {
            (Some(last), Outcome::Acked { seq }) => {
                assert_eq!(last, *seq, "{command:?}");
                caused += 1;
            }
            (Some(_), Outcome::Refused { code }) => {
                panic!("refused ({code}) and done: {command:?}")
            }
            (None, _) => {}
        }
    }
    assert_eq!(books.commands(), caused);
    answered
}

/// A command that is sent once more gets the answer it had.
pub async fn assert_remembered(screens: &mut [Screen]) {
    for screen in screens {
        let display = screen.display.as_mut().unwrap();
        for (id, (command, outcome)) in screen.answered.iter().take(SAMPLE) {
            display.send(*id, command).await.unwrap();
            assert_eq!(display.outcome(*id).await.unwrap(), *outcome, "{command:?}");
        }
    }
}
