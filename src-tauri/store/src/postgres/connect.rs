//! A connection that writes durably, or none.

use super::fault::words;
use super::live::{Ask, Live, get};
use super::tls;
use super::url::PostgresUrl;
use crate::{Location, OpenError, StoreError};
use postgres::{Config, NoTls};
use std::time::Duration;

/// How long to wait for the server to accept, unless the URL says `connect_timeout`: three lost
/// packets on a network that works.
const CONNECT_WITHIN: Duration = Duration::from_secs(3);

/// How long either side may leave what the other sent unanswered, unless the URL says otherwise: a
/// server that vanished is noticed by us, and the lock of one of us who vanished is free again,
/// before a kitchen gives up waiting.
const SILENCE: Duration = Duration::from_secs(10);

/// After how long without a word the other side is asked for one, and how often until [`SILENCE`]
/// is over.
const PROBE: Duration = Duration::from_secs(5);

/// For those whose questions are all answered by an index. While tables are small the server thinks
/// that reading them whole is as good, and keeps to it until it next looks how they have grown:
/// with every commit they do. It compiles what seems to cost much, as this now does, unless told not to.
const BY_INDEX: &str = "
    SET enable_seqscan = off;
    SET enable_hashjoin = off;
    SET enable_mergejoin = off;
    SET jit = off;
";

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use<'a> {
    /// Everything, under this name in the server's list of sessions.
    Write(&'a str),
    /// Tokens, the schema, and the check of everything.
    Change,
    /// Looking things up.
    Read,
}

/// How to get connections to one database.
#[derive(Debug, Clone)]
pub(super) struct Database {
    url: PostgresUrl,
    /// How long an operation waits for a lock.
    busy: Duration,
}

impl Database {
    pub(super) fn new(url: PostgresUrl, busy: Duration) -> Self {
        Self { url, busy }
    }

    pub(super) fn location(&self) -> Location {
        Location::Postgres(self.url.clone())
    }

    /// How long an operation waits for a lock, as a setting. 0 would be for ever.
    pub(super) fn lock_timeout(&self) -> String {
        format!("SET lock_timeout = {}", self.busy.as_millis().max(1))
    }

    /// A connection, whatever is in the database.
    pub(super) fn connect_bare(&self, purpose: Use<'_>) -> Result<Live, OpenError> {
        let unreachable = |detail| OpenError::Unreachable {
            location: self.location(),
            detail,
        };
        let config = self.config(purpose);
        let client = match self.url.trust() {
            None => config.connect(NoTls),
            Some(trust) => config.connect(tls::connector(trust).map_err(unreachable)?),
        };
        let mut live =
            Live::new(client.map_err(|error: postgres::Error| unreachable(words(&error)))?);
        live.run(&self.settings(purpose))?;
        check_durable(&mut live)?;
        Ok(live)
    }

    fn config(&self, purpose: Use<'_>) -> Config {
        let mut config = self.url.config();
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_WITHIN);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENCE);
        }
        if config.get_keepalives_interval().is_none() {
            config.keepalives_idle(PROBE).keepalives_interval(PROBE);
        }
        match purpose {
            Use::Write(name) => config.application_name(name),
            _ if config.get_application_name().is_none() => config.application_name("heard-server"),
            _ => &mut config,
        };
        config
    }

    /// For every connection, sent in one go. The server looks after us as we do after it; over a
    /// socket of the same machine it ignores that. `remote_apply` waits for more than `on` does,
    /// so it stays.
    fn settings(&self, purpose: Use<'_>) -> String {
        let mut settings = self.lock_timeout();
        settings += &format!(
            ";
            SET tcp_keepalives_idle = {probe};
            SET tcp_keepalives_interval = {probe};
            SET tcp_keepalives_count = 1;
            SET tcp_user_timeout = {silence};
            SELECT set_config('synchronous_commit', 'on', false)
                WHERE current_setting('synchronous_commit') <> 'remote_apply';",
            probe = PROBE.as_secs(),
            silence = SILENCE.as_millis(),
        );
        if purpose != Use::Change {
            settings += BY_INDEX;
        }
        if purpose == Use::Read {
            settings += "SET default_transaction_read_only = on;";
        }
        settings
    }
}

/// Reads back what decides whether a commit is on disk. Two of it belong to the server, which must
/// be set up well.
fn check_durable(live: &mut Live) -> Result<(), OpenError> {
    let found = live.row(
        "SELECT current_setting('fsync'), current_setting('full_page_writes'),
                current_setting('synchronous_commit'), current_setting('server_encoding')",
        &[],
    )?;
    let found = found.ok_or_else(|| StoreError::Engine {
        detail: "it does not say how it is set up".to_owned(),
    })?;
    let settings = [
        ("fsync", &["on"][..]),
        ("full_page_writes", &["on"][..]),
        ("synchronous_commit", &["on", "remote_apply"][..]),
    ];
    for (column, (setting, durable)) in settings.into_iter().enumerate() {
        let found: String = get(&found, column)?;
        if !durable.contains(&found.as_str()) {
            return Err(OpenError::NotDurable {
                setting,
                found,
                wanted: durable[0],
            });
        }
    }
    let encoding: String = get(&found, settings.len())?;
    // SQL_ASCII keeps bytes as they are.
    if !matches!(encoding.as_str(), "UTF8" | "SQL_ASCII") {
        return Err(OpenError::Encoding { found: encoding });
    }
    Ok(())
}
