//! The other end of the driver's pipe: a network that a test rules, and a server's side that it
//! speaks by hand.

use super::bench::snapshot;
use crate::limits::READ_BUFFER;
use crate::{Connector, Link, LinkConfig, LinkHandle, Picture, Replica, ServerAddress, WallClock};
use futures_util::{SinkExt, StreamExt};
use kitchen::State;
use scope::Scope;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{WebSocketStream, accept_hdr_async};
use wire::{ClientFrame, Device, Hello, ServerFrame};

/// Pipes instead of TCP. What is opened comes out at [`Net::accept`].
#[derive(Clone)]
pub(super) struct Pipes {
    opened: mpsc::UnboundedSender<DuplexStream>,
    pub(super) network: Arc<AtomicU64>,
    /// Attempts that are to fail before one goes through.
    pub(super) refusing: Arc<AtomicUsize>,
    /// All attempts.
    pub(super) attempts: Arc<AtomicUsize>,
}

impl Connector for Pipes {
    type Stream = DuplexStream;

    async fn open(&self, _: &ServerAddress) -> io::Result<DuplexStream> {
        self.attempts.fetch_add(1, Ordering::SeqCst);
        let fewer = |left: usize| left.checked_sub(1);
        if self
            .refusing
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, fewer)
            .is_ok()
        {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        let (ours, theirs) = tokio::io::duplex(READ_BUFFER);
        self.opened.send(theirs).unwrap();
        Ok(ours)
    }

    fn network(&self) -> u64 {
        self.network.load(Ordering::SeqCst)
    }
}

/// A link's end of a network.
pub(super) struct End {
    pub(super) scope: Scope,
    pub(super) handle: LinkHandle,
    pub(super) picture: watch::Receiver<Picture>,
    path: PathBuf,
    wall_ahead: Arc<AtomicI64>,
}

/// Starts a link with its outbox in `folder`.
pub(super) fn start<C: Connector>(
    folder: &TempDir,
    address: ServerAddress,
    replica: Option<Replica>,
    connector: C,
) -> End {
    let wall_ahead = Arc::new(AtomicI64::new(1_000_000));
    let path = folder.path().join("outbox.jsonl");
    let config = LinkConfig {
        address,
        token: "secret".into(),
        device: Device {
            id: "grill-1".to_owned(),
            name: String::new(),
            version: String::new(),
        },
        outbox_path: path.clone(),
        replica,
        seed: 11,
        wall: wall(wall_ahead.clone()),
    };
    let scope = Scope::root("test");
    let (handle, picture) = Link::start(&scope, config, connector).unwrap();
    End {
        scope,
        handle,
        picture,
        path,
        wall_ahead,
    }
}

/// A link on a network that a test rules.
pub(super) struct Net {
    pub(super) scope: Scope,
    pub(super) handle: LinkHandle,
    pub(super) picture: watch::Receiver<Picture>,
    pub(super) pipes: Pipes,
    pub(super) path: PathBuf,
    /// What the wall clock is ahead of the one that tests stop, in ms.
    pub(super) wall_ahead: Arc<AtomicI64>,
    opened: mpsc::UnboundedReceiver<DuplexStream>,
}

impl Net {
    pub(super) fn start(folder: &TempDir) -> Self {
        Self::start_with(folder, None)
    }

    pub(super) fn start_with(folder: &TempDir, replica: Option<Replica>) -> Self {
        let (sender, opened) = mpsc::unbounded_channel();
        let pipes = Pipes {
            opened: sender,
            network: Arc::default(),
            refusing: Arc::default(),
            attempts: Arc::default(),
        };
        let address = "kitchen:7420".parse().unwrap();
        let end = start(folder, address, replica, pipes.clone());
        Self {
            scope: end.scope,
            handle: end.handle,
            picture: end.picture,
            path: end.path,
            wall_ahead: end.wall_ahead,
            pipes,
            opened,
        }
    }

    /// The server's end of the next byte stream that the link opens.
    pub(super) async fn opened(&mut self) -> DuplexStream {
        self.opened.recv().await.unwrap()
    }

    /// The next connection, and its hello.
    pub(super) async fn accept(&mut self) -> (Peer, Hello) {
        let mut peer = Peer::accept(self.opened().await).await;
        match peer.hear().await {
            Some(ClientFrame::Hello(hello)) => (peer, hello),
            other => panic!("{other:?} instead of hello"),
        }
    }

    /// The next connection, welcomed with this kitchen.
    pub(super) async fn welcome(&mut self, state: State) -> Peer {
        let (mut peer, _) = self.accept().await;
        peer.say(snapshot(state)).await;
        peer
    }

    /// Waits until the picture is so, which it must be soon.
    pub(super) async fn until(&mut self, so: impl FnMut(&Picture) -> bool) -> Picture {
        let mut picture = self.picture.clone();
        let wait = picture.wait_for(so);
        match tokio::time::timeout(Duration::from_secs(120), wait).await {
            Ok(seen) => seen.unwrap().clone(),
            Err(_) => panic!("it never became so: {:#?}", self.picture.borrow().history),
        }
    }

    /// Ends the link in order.
    pub(super) async fn close(self) {
        let closed = self.scope.close(Duration::from_secs(3)).await;
        assert!(closed.is_clean(), "{closed}");
    }
}

fn wall(ahead: Arc<AtomicI64>) -> WallClock {
    let begun = Instant::now();
    Arc::new(move || {
        let passed = i64::try_from(begun.elapsed().as_millis()).unwrap();
        passed + ahead.load(Ordering::SeqCst)
    })
}

/// The server's side of one connection, spoken by hand.
pub(super) struct Peer<S = DuplexStream> {
    socket: WebSocketStream<S>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Peer<S> {
    // The callback's error is tungstenite's own.
    #[allow(clippy::result_large_err)]
    pub(super) async fn accept(stream: S) -> Self {
        let agree = |request: &Request, mut response: Response| {
            assert_eq!(request.uri().path(), "/v1/stream");
            assert!(request.headers().get("authorization").is_none());
            let name = "sec-websocket-protocol";
            let asked = request.headers().get(name).unwrap().clone();
            assert_eq!(asked, wire::SUBPROTOCOL);
            response.headers_mut().insert(name, asked);
            Ok::<Response, ErrorResponse>(response)
        };
        let socket = accept_hdr_async(stream, agree).await.unwrap();
        Self { socket }
    }

    pub(super) async fn say(&mut self, frame: ServerFrame) {
        let text = serde_json::to_string(&frame).unwrap();
        self.raw(Message::text(text)).await;
    }

    pub(super) async fn raw(&mut self, message: Message) {
        self.socket.send(message).await.unwrap();
    }

    /// The next frame; `None` once the client closed or dropped the connection.
    pub(super) async fn hear(&mut self) -> Option<ClientFrame> {
        loop {
            match self.socket.next().await? {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// The next command. Pings before it are answered.
    pub(super) async fn command(&mut self) -> (kitchen::CommandId, kitchen::Command) {
        loop {
            match self.hear().await.expect("the client went") {
                ClientFrame::Command { id, body } => return (id, body),
                ClientFrame::Ping { t } => self.pong(t).await,
                ClientFrame::Hello(_) => panic!("a second hello"),
            }
        }
    }

    /// Answers pings for so long. Anything else that is said is an error.
    pub(super) async fn live_for(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while let Ok(frame) = tokio::time::timeout_at(end, self.hear()).await {
            match frame {
                Some(ClientFrame::Ping { t }) => self.pong(t).await,
                other => panic!("{other:?} instead of a ping"),
            }
        }
    }

    async fn pong(&mut self, t: i64) {
        let server_time_ms = 5_000_000;
        self.say(ServerFrame::Pong { t, server_time_ms }).await;
    }

    pub(super) async fn close(mut self, code: u16) {
        let frame = CloseFrame {
            code: code.into(),
            reason: "test".into(),
        };
        self.raw(Message::Close(Some(frame))).await;
        // The client's half of the goodbye.
        while let Some(Ok(_)) = self.socket.next().await {}
    }

    /// The byte stream below.
    pub(super) fn stream(&mut self) -> &mut S {
        self.socket.get_mut()
    }
}

/// A moment that is long for a pipe, and short for every deadline.
pub(super) const SOON: Duration = Duration::from_millis(50);
