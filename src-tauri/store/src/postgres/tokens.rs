//! Tokens, which any process may make and revoke while another writes the log.

use super::connect::{Database, Use};
use super::live::{Ask, get};
use super::rows::{restaurant_id, unsigned};
use super::session::Session;
use crate::{NewToken, OpenError, StoreError, TOKENS_MAX, Token, TokenId, Tokens};
use postgres::Row;

/// A connection for tokens.
pub(super) struct PostgresTokens {
    session: Session,
}

impl PostgresTokens {
    pub(super) fn open(database: Database) -> Result<Self, OpenError> {
        let session = Session::open(database, Use::Change)?;
        Ok(Self { session })
    }
}

impl Tokens for PostgresTokens {
    fn create(&mut self, token: &NewToken) -> Result<TokenId, StoreError> {
        self.session.change(|live| {
            let made = live.row(
                "WITH room AS (
                     UPDATE heard.counters SET value = value + 1
                     WHERE name = 'token_revision' AND (SELECT count(*) FROM heard.tokens) < $6
                     RETURNING value)
                 INSERT INTO heard.tokens (role, name, restaurant, hash, created_at_ms)
                 SELECT $1, $2, $3, $4, $5 FROM room RETURNING id",
                &[
                    &token.role,
                    &token.name,
                    &token.restaurant.as_str(),
                    &&token.hash[..],
                    &token.created_at_ms,
                    &(TOKENS_MAX as i64),
                ],
            )?;
            match made {
                Some(row) => Ok(TokenId(get(&row, 0)?)),
                None => Err(StoreError::TooManyTokens),
            }
        })
    }

    fn list(&mut self) -> Result<Vec<Token>, StoreError> {
        self.session.ask(|live| {
            let rows = live.rows(
                "SELECT id, role, name, restaurant, created_at_ms FROM heard.tokens ORDER BY id",
                &[],
            )?;
            rows.iter().map(token).collect()
        })
    }

    fn revoke(&mut self, id: TokenId) -> Result<bool, StoreError> {
        self.session.change(|live| {
            let revoked = live.row(
                "WITH gone AS (DELETE FROM heard.tokens WHERE id = $1 RETURNING id)
                 UPDATE heard.counters SET value = value + 1
                 WHERE name = 'token_revision' AND EXISTS (SELECT FROM gone) RETURNING value",
                &[&id.0],
            )?;
            Ok(revoked.is_some())
        })
    }

    fn by_hash(&mut self, hash: &[u8; 32]) -> Result<Option<Token>, StoreError> {
        self.session.ask(|live| {
            let found = live.row(
                "SELECT id, role, name, restaurant, created_at_ms FROM heard.tokens
                 WHERE hash = $1",
                &[&&hash[..]],
            )?;
            found.as_ref().map(token).transpose()
        })
    }

    fn revision(&mut self) -> Result<u64, StoreError> {
        self.session.ask(|live| {
            let found = live.row(
                "SELECT value FROM heard.counters WHERE name = 'token_revision'",
                &[],
            )?;
            found.as_ref().map_or(Ok(0), |row| unsigned(row, 0))
        })
    }
}

fn token(row: &Row) -> Result<Token, StoreError> {
    Ok(Token {
        id: TokenId(get(row, 0)?),
        role: get(row, 1)?,
        name: get(row, 2)?,
        restaurant: restaurant_id(row, 3)?,
        created_at_ms: get(row, 4)?,
    })
}
