//! Keeps the server running: starts it, waits for its end, and starts it again, a little later
//! each time.

use super::child::{Server, StartError};
use super::neighbour::{self, Neighbour};
use super::token::{self, TokenError};
use super::{SidecarConfig, SidecarStatus};
use scope::{ScopeHandle, time};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};

/// The first pause before another start: the same as the link's first.
const PAUSE_FIRST: Duration = Duration::from_millis(250);
/// The longest pause: a person who frees the port sees the board within it.
const PAUSE_LAST: Duration = Duration::from_secs(10);
/// A server that ran so long was a good one: the pauses begin anew.
const GOOD_RUN: Duration = Duration::from_secs(30);
/// How often to look whether the server of somebody else is still there.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// The code of a wrong option or config. PROTOCOL, section 1.
const EXIT_CONFIG: i32 = 2;

/// Keeps the server running.
pub struct Keeper {
    config: SidecarConfig,
    scope: ScopeHandle,
    status: watch::Sender<SidecarStatus>,
    renewals: mpsc::Receiver<()>,
}

/// Why the server is not running any more, in words for a person.
struct Down(String);

impl Keeper {
    pub fn new(
        config: SidecarConfig,
        scope: ScopeHandle,
        status: watch::Sender<SidecarStatus>,
        renewals: mpsc::Receiver<()>,
    ) -> Self {
        Self {
            config,
            scope,
            status,
            renewals,
        }
    }

    /// Runs until the scope ends, and the server with it.
    pub async fn run(mut self) {
        let token = self.scope.token();
        let mut pause = PAUSE_FIRST;
        while !token.is_cancelled() {
            let began = Instant::now();
            let Err(Down(words)) = self.once().await else {
                return;
            };
            if began.elapsed() >= GOOD_RUN {
                pause = PAUSE_FIRST;
            }
            tracing::warn!(words, ?pause, "the server beside the app does not run");
            self.status.send_replace(SidecarStatus::Down { words });
            tokio::select! {
                () = token.cancelled() => return,
                () = time::sleep(pause) => {}
            }
            pause = (pause * 2).min(PAUSE_LAST);
        }
    }

    /// One run of the server, from its start to its end; `Ok` when the app is being closed.
    async fn once(&mut self) -> Result<(), Down> {
        let token = self.scope.token();
        let started = tokio::select! {
            // Dropped while it starts, it is killed: it has promised nobody anything yet.
            () = token.cancelled() => return Ok(()),
            started = Server::start(&self.config, &self.scope) => started,
        };
        match started {
            Ok((server, address)) => self.watch(server, address).await,
            Err(StartError::Closed(_)) => Ok(()),
            Err(error) => {
                tracing::warn!(%error, "the server beside the app did not start");
                self.neighbour(&error).await
            }
        }
    }

    /// Waits for the end of a server that runs.
    async fn watch(&mut self, mut server: Server, address: SocketAddr) -> Result<(), Down> {
        let token = self.scope.token();
        if let Err(error) = self.announce(address).await {
            server.stop().await;
            return Err(no_token(&error));
        }
        loop {
            tokio::select! {
                () = token.cancelled() => {
                    server.stop().await;
                    return Ok(());
                }
                ended = server.ended() => {
                    tracing::error!(?ended, "the server beside the app ended");
                    return Err(Down("It stopped, and is started again.".to_owned()));
                }
                Some(()) = self.renewals.recv() => self.renew(address).await,
            }
        }
    }

    /// The server did not start: perhaps because another one serves this data already, which
    /// does as well. It is used as long as it is there.
    async fn neighbour(&mut self, error: &StartError) -> Result<(), Down> {
        let token = self.scope.token();
        let address = self.config.listen;
        let down = || Down(start_words(error));
        if address.port() == 0 {
            return Err(down());
        }
        match neighbour::look(address).await {
            Neighbour::Nobody => return Err(down()),
            Neighbour::Stranger => {
                let port = address.port();
                let words = format!("Another program uses port {port} of this machine.");
                return Err(Down(words));
            }
            Neighbour::Server => {}
        }
        tracing::info!(%address, "another server is there, and is used");
        let announced = self.announce(address).await;
        announced.map_err(|error| no_token(&error))?;
        while neighbour::look(address).await == Neighbour::Server {
            tokio::select! {
                () = token.cancelled() => return Ok(()),
                () = time::sleep(LOOK_EVERY) => {}
                Some(()) = self.renewals.recv() => self.renew(address).await,
            }
        }
        Err(Down("It stopped, and is started again.".to_owned()))
    }

    /// Says that the server takes connections at `address`, with the token for it.
    async fn announce(&self, address: SocketAddr) -> Result<(), TokenError> {
        let token = token::current(&self.config).await?;
        let running = SidecarStatus::Running { address, token };
        self.status.send_replace(running);
        // Everybody here has heard of the other one by the time that the server notices.
        token::revoke_replaced(&self.config).await;
        Ok(())
    }

    /// Makes another token: the data folder is another than the kept one was made for.
    async fn renew(&self, address: SocketAddr) {
        match token::make(&self.config).await {
            Ok(token) => {
                let running = SidecarStatus::Running { address, token };
                self.status.send_replace(running);
            }
            Err(error) => tracing::error!(%error, "no new token for this screen"),
        }
    }
}

fn no_token(error: &TokenError) -> Down {
    tracing::error!(%error, "no token for this screen");
    Down("This screen could not sign in to it.".to_owned())
}

/// Why the server did not start, in words for a person.
fn start_words(error: &StartError) -> String {
    match error {
        StartError::Spawn(error) if error.kind() == std::io::ErrorKind::NotFound => {
            "It is not installed beside this app.".to_owned()
        }
        StartError::Spawn(_) => "It cannot be started on this machine.".to_owned(),
        StartError::Late => "It takes too long to start.".to_owned(),
        StartError::Ended { status, last_words } => match (status.code(), last_words) {
            (_, None) => "It cannot start. Its log says why.".to_owned(),
            (Some(EXIT_CONFIG), Some(why)) => format!("Its settings are wrong: {why}"),
            (_, Some(why)) => format!("It cannot start: {why}"),
        },
        StartError::Closed(_) => String::new(),
    }
}
