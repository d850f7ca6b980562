//! Requests that go wrong: one connection each, from its first packet to its last.

use anyhow::{Context, ensure};
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::PATIENCE;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// Nothing, and the connection is dropped after it.
    Health,
    /// Its token is unknown.
    WrongToken,
    /// It has no token.
    NoToken,
    /// There is nothing at its address.
    Nowhere,
    /// Its method is not known there.
    WrongMethod,
    /// Its body is not JSON.
    NotJson,
    /// Its body is JSON, and no order.
    NoOrder,
    /// Its body is said to be larger than any.
    TooLarge,
    /// Its bytes are no HTTP.
    Garbage,
    /// Its chunks are none.
    BadChunk,
    /// It ends in the middle of its head.
    HalfHead,
    /// It ends in the middle of its body.
    HalfBody,
    /// It is reset in the middle of its body.
    ResetInBody,
    /// Its answer is large and nobody reads it.
    Unread,
    /// Two come at once, and the second is cut.
    OneAndAHalf,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Health,
        Self::WrongToken,
        Self::NoToken,
        Self::Nowhere,
        Self::WrongMethod,
        Self::NotJson,
        Self::NoOrder,
        Self::TooLarge,
        Self::Garbage,
        Self::BadChunk,
        Self::HalfHead,
        Self::HalfBody,
        Self::ResetInBody,
        Self::Unread,
        Self::OneAndAHalf,
    ];

    /// One request to the server at `address`, with a till's token.
    ///
    /// # Errors
    /// When there is no connection, or another answer than there should be.
    pub async fn take(self, address: SocketAddr, till: &str) -> anyhow::Result<()> {
        let mut tcp = TcpStream::connect(address).await?;
        tcp.set_nodelay(true)?;
        tcp.write_all(&self.bytes(till)).await?;
        match self {
            Self::HalfHead | Self::HalfBody => {}
            Self::ResetInBody | Self::Unread => tcp.set_zero_linger()?,
            _ => {
                let status = status(&mut tcp).await?;
                // Whoever tries too many tokens is told that.
                let known = status == 429 || self.answers().contains(&status);
                ensure!(known, "{self:?} was answered {status}");
            }
        }
        Ok(())
    }

    fn answers(self) -> &'static [u16] {
        match self {
            Self::Health | Self::OneAndAHalf => &[200],
            Self::WrongToken | Self::NoToken => &[401],
            Self::Nowhere => &[404],
            Self::WrongMethod => &[405],
            Self::NotJson | Self::Garbage | Self::BadChunk => &[400],
            Self::NoOrder => &[400, 422],
            Self::TooLarge => &[413],
            Self::HalfHead | Self::HalfBody | Self::ResetInBody | Self::Unread => &[],
        }
    }

    fn bytes(self, till: &str) -> Vec<u8> {
        let head = |line: &str, rest: &str| format!("{line} HTTP/1.1\r\nhost: heard\r\n{rest}");
        let posted = |rest: &str| {
            let kind = "content-type: application/json";
            let rest = format!("authorization: Bearer {till}\r\n{kind}\r\n{rest}");
            head("POST /v1/orders", &rest)
        };
        let whole = |body: &str| posted(&format!("content-length: {}\r\n\r\n{body}", body.len()));
        let text = match self {
            Self::Health => head("GET /healthz", "\r\n"),
            Self::WrongToken => head("GET /v1/orders", "authorization: Bearer wrong\r\n\r\n"),
            Self::NoToken => head("GET /v1/orders", "\r\n"),
            Self::Nowhere => head("GET /v1/nowhere", "\r\n"),
            Self::WrongMethod => head("DELETE /healthz", "\r\n"),
            Self::NotJson => whole("{\"lines\": ["),
            Self::NoOrder => whole("{\"lines\": 7}"),
            Self::TooLarge => posted("content-length: 99999999\r\n\r\n{"),
            Self::Garbage => "\u{1}\u{2}\u{3} no HTTP at all\r\n\r\n".to_owned(),
            Self::BadChunk => posted("transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n"),
            Self::HalfHead => "POST /v1/orders HTTP/1.1\r\nhost: hea".to_owned(),
            Self::HalfBody | Self::ResetInBody => posted("content-length: 400\r\n\r\n{\"lines\""),
            Self::Unread => head("GET /v1/openapi.json", "\r\n"),
            Self::OneAndAHalf => head("GET /healthz", "\r\n") + "GET /heal",
        };
        text.into_bytes()
    }
}

/// The status of the answer that comes.
async fn status(tcp: &mut TcpStream) -> anyhow::Result<u16> {
    let mut line = [0; "HTTP/1.1 200".len()];
    let read = timeout(PATIENCE, tcp.read_exact(&mut line)).await;
    read.context("no answer")??;
    let line = std::str::from_utf8(&line)?;
    let status = line.rsplit(' ').next().context("no status")?;
    Ok(status.parse()?)
}
