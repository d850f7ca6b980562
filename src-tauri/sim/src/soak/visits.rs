//! Displays that come and go: one connection each, from its first packet to its last.

use crate::stream::{Socket, StreamError, hello};
use std::net::SocketAddr;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpSocket, TcpStream},
};
use wire::{CLIENT_FRAME_BYTES, HELLO_BYTES, close};

/// Frames that are more than any display sends (`BURST` and `FRAMES_PER_SECOND` of the server's stream), also where
/// sending them takes seconds; who is cut off before stops.
const FLOOD: usize = 10_000;

/// The receiving buffer of one that does not read, in bytes, so that it is full soon.
const SMALL: u32 = 4 * 1024;

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// In order, after the welcome.
    Goodbye,
    /// With the wire cut, after the welcome.
    Cut,
    /// By a reset, after the welcome.
    Reset,
    /// After the handshake, without a word.
    Mute,
    /// In the middle of its hello.
    MidHello,
    /// In the middle of a frame, after the welcome.
    MidFrame,
    /// In the middle of its handshake.
    MidHandshake,
    /// Refused for its token.
    WrongToken,
    /// Refused for its token's role.
    WrongRole,
    /// Replaced by a newer connection of the same device, which leaves in turn.
    Replaced,
    /// Without a byte.
    Knock,
    /// Refused, since its first frame is no hello.
    NoHello,
    /// Refused, since its hello is larger than any.
    LargeHello,
    /// Closed for bytes that are no WebSocket's.
    Garbage,
    /// Closed for bytes where text belongs.
    Binary,
    /// Closed for a frame that is none of ours.
    NoFrame,
    /// Closed for a frame that is larger than any.
    LargeFrame,
    /// Closed for more frames than anybody sends.
    Flood,
    /// By a reset, with its welcome unread.
    Unread,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::Goodbye,
        Self::Cut,
        Self::Reset,
        Self::Mute,
        Self::MidHello,
        Self::MidFrame,
        Self::MidHandshake,
        Self::WrongToken,
        Self::WrongRole,
        Self::Replaced,
        Self::Knock,
        Self::NoHello,
        Self::LargeHello,
        Self::Garbage,
        Self::Binary,
        Self::NoFrame,
        Self::LargeFrame,
        Self::Flood,
        Self::Unread,
    ];

    /// One visit to the server at `address`, with a display's token, and a till's for the one who tries that.
    ///
    /// # Errors
    /// When it cannot come, or does not end as it should.
    pub async fn take(
        self,
        address: SocketAddr,
        token: &str,
        till: &str,
        device: &str,
    ) -> Result<(), StreamError> {
        match self {
            Self::Knock => {
                TcpStream::connect(address).await?;
                Ok(())
            }
            Self::MidHandshake => {
                let mut tcp = TcpStream::connect(address).await?;
                let half = b"GET /v1/stream HTTP/1.1\r\nUpgrade: webso";
                Ok(tcp.write_all(half).await?)
            }
            Self::Mute | Self::MidHello | Self::NoHello | Self::LargeHello => {
                self.before_hello(Socket::open(address).await?).await
            }
            Self::WrongToken => refused(address, "wrong", device).await,
            Self::WrongRole => refused(address, till, device).await,
            Self::Unread => {
                let tcp = TcpSocket::new_v4()?;
                tcp.set_recv_buffer_size(SMALL)?;
                let mut socket = Socket::over(tcp.connect(address).await?).await?;
                socket.say(&hello(token, device, None)).await?;
                socket.reset()
            }
            Self::Replaced => {
                let mut older = welcomed(address, token, device).await?;
                let newer = welcomed(address, token, device).await?;
                expect(older.closed().await?, &[close::REPLACED])?;
                drop(newer);
                Ok(())
            }
            _ => {
                self.after_welcome(welcomed(address, token, device).await?)
                    .await
            }
        }
    }

    async fn before_hello(self, mut socket: Socket) -> Result<(), StreamError> {
        match self {
            // A text frame of 126 bytes or more, masked, of which four come.
            Self::MidHello => {
                let part = [0x81, 0xfe, 0x00, 0xff, 1, 2, 3, 4, 5, 6, 7, 8];
                socket.raw(&part).await
            }
            Self::NoHello => {
                socket.text("Tom's Diner".to_owned()).await?;
                expect(socket.closed().await?, &[close::BAD_FRAME])
            }
            Self::LargeHello => {
                socket.text("x".repeat(HELLO_BYTES + 1)).await?;
                expect(socket.closed().await?, &[close::TOO_LARGE])
            }
            _ => Ok(()),
        }
    }

    async fn after_welcome(self, mut socket: Socket) -> Result<(), StreamError> {
        match self {
            Self::Goodbye => socket.close().await,
            Self::Reset => socket.reset(),
            Self::MidFrame => socket.raw(&[0x81, 0xfe, 0x01, 0xff, 1, 2, 3, 4, 5]).await,
            Self::Garbage => {
                // A reserved opcode, unmasked.
                socket.raw(&[0x8f, 0x05, 1, 2, 3, 4, 5]).await?;
                expect(socket.closed().await?, &[close::BAD_FRAME])
            }
            Self::Binary => {
                socket.binary(vec![7; 10]).await?;
                expect(socket.closed().await?, &[close::BAD_FRAME])
            }
            Self::NoFrame => {
                socket.text(r#"{"type":"dance"}"#.to_owned()).await?;
                expect(socket.closed().await?, &[close::BAD_FRAME])
            }
            Self::LargeFrame => {
                socket.text("x".repeat(CLIENT_FRAME_BYTES + 1)).await?;
                expect(socket.closed().await?, &[close::TOO_LARGE])
            }
            Self::Flood => {
                for _ in 0..FLOOD {
                    let ping = r#"{"type":"ping","t":1}"#.to_owned();
                    if socket.text(ping).await.is_err() {
                        break;
                    }
                }
                // Who still writes while he is told may find the connection gone.
                let codes = [close::TOO_MANY, crate::stream::NO_CODE];
                expect(socket.closed().await?, &codes)
            }
            // The wire is cut.
            _ => Ok(()),
        }
    }
}

async fn welcomed(address: SocketAddr, token: &str, device: &str) -> Result<Socket, StreamError> {
    let mut socket = Socket::open(address).await?;
    socket.say(&hello(token, device, None)).await?;
    socket.hear().await?;
    Ok(socket)
}

async fn refused(address: SocketAddr, token: &str, device: &str) -> Result<(), StreamError> {
    let mut socket = Socket::open(address).await?;
    socket.say(&hello(token, device, None)).await?;
    // Whoever tries too many wrong ones is not even looked up any more.
    let codes = [
        close::NOT_AUTHENTICATED,
        close::NOT_ALLOWED,
        close::TOO_MANY,
    ];
    expect(socket.closed().await?, &codes)
}

fn expect(code: u16, known: &[u16]) -> Result<(), StreamError> {
    match known.contains(&code) {
        true => Ok(()),
        false => Err(StreamError::Closed { code }),
    }
}
