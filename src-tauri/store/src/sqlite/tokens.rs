//! Tokens, which any process may make and revoke while another writes the log.

use super::rows::{self, restaurant_id};
use crate::{NewToken, StoreError, TOKENS_MAX, Token, TokenId, Tokens};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior};

/// A connection for tokens.
pub(super) struct SqliteTokens {
    db: Connection,
}

impl SqliteTokens {
    pub(super) fn new(db: Connection) -> Self {
        Self { db }
    }

    fn change(&mut self) -> Result<Transaction<'_>, StoreError> {
        let transaction = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute(
            "UPDATE counters SET value = value + 1 WHERE name = 'token_revision'",
            [],
        )?;
        Ok(transaction)
    }
}

impl Tokens for SqliteTokens {
    fn create(&mut self, token: &NewToken) -> Result<TokenId, StoreError> {
        let change = self.change()?;
        let count: i64 = change.query_row("SELECT count(*) FROM tokens", [], |row| row.get(0))?;
        if usize::try_from(count).is_ok_and(|count| count >= TOKENS_MAX) {
            return Err(StoreError::TooManyTokens);
        }
        change.execute(
            "INSERT INTO tokens (role, name, restaurant, hash, created_at_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
            (&token.role, &token.name, token.restaurant.as_str(), token.hash, token.created_at_ms),
        )?;
        let id = TokenId(change.last_insert_rowid());
        change.commit()?;
        Ok(id)
    }

    fn list(&mut self) -> Result<Vec<Token>, StoreError> {
        let mut query = self.db.prepare_cached(
            "SELECT id, role, name, restaurant, created_at_ms FROM tokens ORDER BY id",
        )?;
        let found = query.query_map([], token)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    fn revoke(&mut self, id: TokenId) -> Result<bool, StoreError> {
        let change = self.change()?;
        let revoked = change.execute("DELETE FROM tokens WHERE id = ?1", [id.0])? == 1;
        if revoked {
            change.commit()?;
        }
        Ok(revoked)
    }

    fn by_hash(&mut self, hash: &[u8; 32]) -> Result<Option<Token>, StoreError> {
        let mut query = self.db.prepare_cached(
            "SELECT id, role, name, restaurant, created_at_ms FROM tokens WHERE hash = ?1",
        )?;
        Ok(query.query_row([hash], token).optional()?)
    }

    fn revision(&mut self) -> Result<u64, StoreError> {
        let mut query = self
            .db
            .prepare_cached("SELECT value FROM counters WHERE name = 'token_revision'")?;
        Ok(query.query_row([], |row| rows::unsigned(row, 0))?)
    }
}

fn token(row: &Row<'_>) -> rusqlite::Result<Token> {
    Ok(Token {
        id: TokenId(row.get(0)?),
        role: row.get(1)?,
        name: row.get(2)?,
        restaurant: restaurant_id(row, 3)?,
        created_at_ms: row.get(4)?,
    })
}
