//! A till: sends a request again until it is answered, and never does anything twice.

use super::Out;
use kitchen::Menu;
use scope::{CancellationToken, ScopeHandle, time};
use serde::Serialize;
use serde_json::Value;
use std::{io, time::Duration};
use ureq::Agent;
use uuid::Uuid;

/// How long one answer may take: longer than a server waits for its disk.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);

/// The first pause after a request that came to nothing, and the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What became of a request.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It was done.
    Done(Value),
    /// The server does not want it; why, in its words.
    Refused(String),
    /// We were told to stop before it was answered.
    Stopped,
}

/// Why there is no sense in going on.
#[derive(Debug, thiserror::Error)]
pub enum TillError {
    /// The address is none.
    #[error("{server} is not the address of a server; give http://HOST:PORT")]
    Address {
        /// What was given.
        server: String,
    },
    /// The token is not good.
    #[error("the server does not know the token")]
    Token,
    /// There is no menu to order from.
    #[error("the server has no menu; import one first")]
    NoMenu,
    /// The server's menu is none that we know.
    #[error("the server's menu cannot be read: {0}")]
    Menu(String),
    /// Nobody reads what is printed any more.
    #[error("cannot print: {0}")]
    Print(#[from] io::Error),
    /// This program ends.
    #[error("no request can be sent any more")]
    Closed,
}

/// A till at a server.
pub(super) struct Till {
    agent: Agent,
    server: String,
    token: String,
    scope: ScopeHandle,
    stop: CancellationToken,
}

/// One answer, or why there is none.
type Answer = Result<(u16, String), ureq::Error>;

impl Till {
    /// A till at the server of that address; it stops trying when `stop` is cancelled.
    ///
    /// # Errors
    /// [`TillError::Address`]
    pub fn new(
        server: &str,
        token: &str,
        scope: ScopeHandle,
        stop: CancellationToken,
    ) -> Result<Self, TillError> {
        let server = server.trim_end_matches('/').to_owned();
        if !server.starts_with("http://") {
            return Err(TillError::Address { server });
        }
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(ANSWER_WITHIN));
        Ok(Self {
            agent: config.build().into(),
            server,
            token: token.to_owned(),
            scope,
            stop,
        })
    }

    /// The menu; `None` when told to stop first.
    pub async fn menu(&self, out: &mut Out) -> Result<Option<Menu>, TillError> {
        match self.answered("/v1/menu", None, out).await? {
            None => Ok(None),
            Some((200, text)) => Menu::parse(&text).map(Some).map_err(|faults| {
                TillError::Menu(faults.first().map(ToString::to_string).unwrap_or_default())
            }),
            Some((401, _)) => Err(TillError::Token),
            Some((404, _)) => Err(TillError::NoMenu),
            Some((_, text)) => Err(TillError::Menu(problem(&text))),
        }
    }

    /// Posts a body once, however often it has to be sent.
    pub async fn send(
        &self,
        path: &str,
        body: &impl Serialize,
        out: &mut Out,
    ) -> Result<Outcome, TillError> {
        let body = serde_json::to_string(body).unwrap_or_default();
        let Some((status, text)) = self.answered(path, Some(body), out).await? else {
            return Ok(Outcome::Stopped);
        };
        Ok(match status {
            401 => return Err(TillError::Token),
            200 | 201 => Outcome::Done(serde_json::from_str(&text).unwrap_or_default()),
            _ => Outcome::Refused(problem(&text)),
        })
    }

    /// Asks until there is an answer that will not be another one later; says so once in `out`
    /// where that takes more than one try.
    async fn answered(
        &self,
        path: &str,
        body: Option<String>,
        out: &mut Out,
    ) -> Result<Option<(u16, String)>, TillError> {
        let key = Uuid::new_v4().to_string();
        let mut pause = FIRST_PAUSE;
        loop {
            let asking = self.ask(path, body.clone(), &key);
            let Some(answer) = self.stop.run_until_cancelled(asking).await else {
                return Ok(None);
            };
            let why = match answer? {
                Ok((status, text)) if status < 500 && status != 429 && status != 408 => {
                    return Ok(Some((status, text)));
                }
                Ok((_, text)) => problem(&text),
                Err(ureq::Error::BadUri(_) | ureq::Error::Http(_)) => {
                    let server = self.server.clone();
                    return Err(TillError::Address { server });
                }
                Err(error) => error.to_string(),
            };
            if pause == FIRST_PAUSE {
                writeln!(out, "waiting   for {}: {why}", self.server)?;
            }
            let sleeping = time::sleep(pause);
            if self.stop.run_until_cancelled(sleeping).await.is_none() {
                return Ok(None);
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn ask(&self, path: &str, body: Option<String>, key: &str) -> Result<Answer, TillError> {
        let url = format!("{}{path}", self.server);
        let (agent, token) = (self.agent.clone(), format!("Bearer {}", self.token));
        let key = key.to_owned();
        let asking = self.scope.spawn_blocking("till", move || {
            let mut response = match body {
                None => agent.get(&url).header("authorization", &token).call()?,
                Some(body) => agent
                    .post(&url)
                    .header("authorization", &token)
                    .header("content-type", "application/json")
                    .header("idempotency-key", &key)
                    .send(body)?,
            };
            let status = response.status().as_u16();
            Ok((status, response.body_mut().read_to_string()?))
        });
        let asking = asking.map_err(|_| TillError::Closed)?;
        asking.await.map_err(|_| TillError::Closed)
    }
}

/// What a problem says, for people.
fn problem(text: &str) -> String {
    let problem: Value = serde_json::from_str(text).unwrap_or_default();
    let said = problem["detail"].as_str();
    said.map_or_else(|| "no reason given".to_owned(), str::to_owned)
}
