//! A connection that works, with its statements prepared once.

use crate::StoreError;
use postgres::types::{FromSql, ToSql};
use postgres::{Client, GenericClient, Row, Statement};
use std::collections::HashMap;
use std::ops::ControlFlow;

/// Rows of [`Transaction::each`] that are in memory at a time: about 1 MiB of closed orders.
const FEW: i32 = 500;

/// What a statement is given.
pub(super) type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

/// Statements of this program by their text, so there are no more of them than it has.
type Statements = HashMap<&'static str, Statement>;

/// Calls the client, which runs a small runtime of its own for each call: on a thread that runs
/// tasks that would be a runtime within a runtime. Such a thread is told that this blocks, as
/// every call of the store does.
///
/// # Panics
/// On a thread that runs a single-threaded runtime: to block that is to block everything.
pub(super) fn blocking<T>(call: impl FnOnce() -> T) -> T {
    tokio::task::block_in_place(call)
}

/// A connection. To be used and dropped within [`blocking`].
pub(super) struct Live {
    client: Client,
    statements: Statements,
}

/// A transaction, rolled back when it is dropped. To be used and dropped within [`blocking`].
pub(super) struct Transaction<'a> {
    open: postgres::Transaction<'a>,
    statements: &'a mut Statements,
}

/// Something that answers queries.
pub(super) trait Ask {
    /// The rows of a query.
    fn rows(&mut self, sql: &'static str, values: Values<'_>) -> Result<Vec<Row>, StoreError>;

    /// The only row of a query that has one or none.
    fn row(&mut self, sql: &'static str, values: Values<'_>) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, values)?.pop())
    }
}

impl Live {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            statements: Statements::new(),
        }
    }

    /// Does statements without values, which it does not keep.
    pub(super) fn run(&mut self, sql: &str) -> Result<(), StoreError> {
        Ok(self.client.batch_execute(sql)?)
    }

    /// Says whether the other end is still there.
    pub(super) fn probe(&mut self) -> Result<(), StoreError> {
        Ok(self.client.check_connection()?)
    }

    pub(super) fn begin(&mut self) -> Result<Transaction<'_>, StoreError> {
        Ok(Transaction {
            open: self.client.transaction()?,
            statements: &mut self.statements,
        })
    }
}

impl Transaction<'_> {
    /// Shows `visit` the rows of a query, with few of them in memory at a time, until it breaks.
    pub(super) fn each(
        &mut self,
        sql: &'static str,
        values: Values<'_>,
        mut visit: impl FnMut(&Row) -> Result<ControlFlow<()>, StoreError>,
    ) -> Result<(), StoreError> {
        let statement = prepared(&mut self.open, self.statements, sql)?;
        let portal = self.open.bind(&statement, values)?;
        loop {
            let rows = self.open.query_portal(&portal, FEW)?;
            if rows.is_empty() {
                return Ok(());
            }
            for row in &rows {
                if visit(row)?.is_break() {
                    return Ok(());
                }
            }
        }
    }

    /// Does statements without values, which it does not keep.
    pub(super) fn run(&mut self, sql: &str) -> Result<(), StoreError> {
        Ok(self.open.batch_execute(sql)?)
    }

    /// On [`StoreError::Lost`] it may have happened nevertheless.
    pub(super) fn commit(self) -> Result<(), StoreError> {
        Ok(self.open.commit()?)
    }
}

impl Ask for Live {
    fn rows(&mut self, sql: &'static str, values: Values<'_>) -> Result<Vec<Row>, StoreError> {
        let statement = prepared(&mut self.client, &mut self.statements, sql)?;
        Ok(self.client.query(&statement, values)?)
    }
}

impl Ask for Transaction<'_> {
    fn rows(&mut self, sql: &'static str, values: Values<'_>) -> Result<Vec<Row>, StoreError> {
        let statement = prepared(&mut self.open, self.statements, sql)?;
        Ok(self.open.query(&statement, values)?)
    }
}

fn prepared(
    on: &mut impl GenericClient,
    statements: &mut Statements,
    sql: &'static str,
) -> Result<Statement, StoreError> {
    if let Some(known) = statements.get(sql) {
        return Ok(known.clone());
    }
    let statement = on.prepare(sql)?;
    statements.insert(sql, statement.clone());
    Ok(statement)
}

/// A column of a row. One that has not the type that our schema gives it was changed by somebody
/// else.
pub(super) fn get<'a, T: FromSql<'a>>(row: &'a Row, column: usize) -> Result<T, StoreError> {
    row.try_get(column).map_err(|error| StoreError::Corrupt {
        detail: super::fault::words(&error),
    })
}
