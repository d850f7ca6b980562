//! Guests who speak: how soon they are connected, heard and served, what they cost, and what is left of them.

pub mod connect;
pub mod counter;
pub mod crowd;
pub mod dialogues;
pub mod ends;
pub mod guest;
pub mod idle;
pub mod model;
pub mod pest;
pub mod recognise;
pub mod sentences;
pub mod speech;

use crate::run::Run;
use guest::{End, Guest};
use sim::{server::Server, voice::Held};
use std::net::SocketAddr;

/// A server that has learned its menu, and the key of a counter.
pub struct Counter {
    /// The server.
    pub server: Server,
    /// A counter's token.
    pub token: String,
}

impl Counter {
    /// Opens one of that name, with more `words` for `heard-server serve`.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn open(run: &Run, name: &str, words: &[&str]) -> anyhow::Result<Self> {
        let server = run.server_as(name, &[], words).await?;
        let token = server.token("counter").await?;
        Ok(Self { server, token })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Has one guest order by speaking, so that what is made for the first guest is there.
    ///
    /// # Errors
    /// When he is not served.
    pub async fn warm_up(&self) -> anyhow::Result<()> {
        let said = sentences::orders(1, sentences::SEED, speech::PAUSE)?;
        let mut guest = Guest::come(self.address(), &self.token, End::Heard).await?;
        for spoken in &said {
            guest.order(spoken).await?;
        }
        guest.leave().await;
        Held::after_all(&self.server).await?;
        Ok(())
    }
}
