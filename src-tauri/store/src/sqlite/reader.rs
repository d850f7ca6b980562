//! The reader: looks things up while the writer commits.

use super::rows;
use crate::{
    CLOSED_ORDERS_MAX, ClosedOrder, Command, EVENTS_MAX, Epoch, Event, OpenError, Reader,
    RestaurantId, StoreError,
};
use rusqlite::{Connection, OptionalExtension};
use std::ops::ControlFlow;

/// Page cache of a reader, in KiB as SQLite has it (negative): what it reads is read once, and from the
/// system's own cache. The writer's 8 MiB in each of several readers would fill for days.
const CACHE: i64 = -1_024;

/// A connection that cannot write.
pub(super) struct SqliteReader {
    db: Connection,
}

impl SqliteReader {
    pub(super) fn new(db: Connection) -> Result<Self, OpenError> {
        db.pragma_update(None, "query_only", true)?;
        db.pragma_update(None, "cache_size", CACHE)?;
        Ok(Self { db })
    }

    /// Asked each time: a restore may put another log under the same name, and it is one step in a
    /// small index.
    fn number(&self, id: &RestaurantId) -> Result<Option<i64>, StoreError> {
        Ok(rows::restaurant(&self.db, id)?.map(|(number, _)| number))
    }
}

impl Reader for SqliteReader {
    fn restaurants(&mut self) -> Result<Vec<RestaurantId>, StoreError> {
        rows::restaurants(&self.db)
    }

    fn epoch(&mut self, restaurant: &RestaurantId) -> Result<Option<Epoch>, StoreError> {
        Ok(rows::restaurant(&self.db, restaurant)?.map(|(_, epoch)| epoch))
    }

    fn last_seq(&mut self, restaurant: &RestaurantId) -> Result<u64, StoreError> {
        let Some(number) = self.number(restaurant)? else {
            return Ok(0);
        };
        rows::last_seq(&self.db, number)
    }

    fn events_after(
        &mut self,
        restaurant: &RestaurantId,
        seq: u64,
        limit: usize,
    ) -> Result<Vec<Event>, StoreError> {
        let Some(number) = self.number(restaurant)? else {
            return Ok(Vec::new());
        };
        let mut query = self.db.prepare_cached(
            "SELECT seq, at_ms, version, author, command_id, body FROM events
             WHERE restaurant = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
        )?;
        let limit = limit.min(EVENTS_MAX);
        let found = query.query_map((number, rows::signed(seq), limit as i64), rows::event)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    fn event(&mut self, restaurant: &RestaurantId, seq: u64) -> Result<Option<Event>, StoreError> {
        let Some(before) = seq.checked_sub(1) else {
            return Ok(None);
        };
        let next = self.events_after(restaurant, before, 1)?.pop();
        Ok(next.filter(|event| event.seq == seq))
    }

    fn command(
        &mut self,
        restaurant: &RestaurantId,
        id: &str,
    ) -> Result<Option<Command>, StoreError> {
        match self.number(restaurant)? {
            Some(number) => rows::command(&self.db, number, id),
            None => Ok(None),
        }
    }

    fn closed_order(
        &mut self,
        restaurant: &RestaurantId,
        order: &str,
    ) -> Result<Option<ClosedOrder>, StoreError> {
        let Some(number) = self.number(restaurant)? else {
            return Ok(None);
        };
        let mut query = self.db.prepare_cached(
            "SELECT id, placed_seq, placed_at_ms, closed_at_ms, state, body FROM closed_orders
             WHERE restaurant = ?1 AND id = ?2",
        )?;
        Ok(query
            .query_row((number, order), rows::closed_order)
            .optional()?)
    }

    fn closed_orders(
        &mut self,
        restaurant: &RestaurantId,
        state: &str,
        placed_after: u64,
        limit: usize,
    ) -> Result<Vec<ClosedOrder>, StoreError> {
        let Some(number) = self.number(restaurant)? else {
            return Ok(Vec::new());
        };
        let mut query = self.db.prepare_cached(
            "SELECT id, placed_seq, placed_at_ms, closed_at_ms, state, body FROM closed_orders
             WHERE restaurant = ?1 AND state = ?2 AND placed_seq > ?3 ORDER BY placed_seq LIMIT ?4",
        )?;
        let limit = limit.min(CLOSED_ORDERS_MAX) as i64;
        let placed_after = rows::signed(placed_after);
        let found = query.query_map((number, state, placed_after, limit), rows::closed_order)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    fn closed_between(
        &mut self,
        restaurant: &RestaurantId,
        from_ms: i64,
        to_ms: i64,
        visit: &mut dyn FnMut(ClosedOrder) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let Some(number) = self.number(restaurant)? else {
            return Ok(());
        };
        let mut query = self.db.prepare_cached(
            "SELECT id, placed_seq, placed_at_ms, closed_at_ms, state, body FROM closed_orders
             WHERE restaurant = ?1 AND closed_at_ms >= ?2 AND closed_at_ms < ?3 ORDER BY closed_at_ms",
        )?;
        for order in query.query_map((number, from_ms, to_ms), rows::closed_order)? {
            if visit(order?).is_break() {
                break;
            }
        }
        Ok(())
    }
}
