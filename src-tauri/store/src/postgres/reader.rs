//! The reader: looks things up while the writer commits.

use super::connect::{Database, Use};
use super::live::Ask;
use super::rows::{self, signed, unsigned};
use super::session::Session;
use crate::{
    CLOSED_ORDERS_MAX, ClosedOrder, Command, EVENTS_MAX, Epoch, Event, OpenError, Reader,
    RestaurantId, StoreError,
};
use std::ops::ControlFlow;

/// A connection that cannot write. Each question names the restaurant, as another log may have
/// been put under its name.
pub(super) struct PostgresReader {
    session: Session,
}

impl PostgresReader {
    pub(super) fn open(database: Database) -> Result<Self, OpenError> {
        let session = Session::open(database, Use::Read)?;
        Ok(Self { session })
    }
}

impl Reader for PostgresReader {
    fn restaurants(&mut self) -> Result<Vec<RestaurantId>, StoreError> {
        self.session.ask(rows::restaurants)
    }

    fn epoch(&mut self, restaurant: &RestaurantId) -> Result<Option<Epoch>, StoreError> {
        self.session.ask(|live| {
            let found = live.row(
                "SELECT epoch FROM heard.restaurants WHERE id = $1",
                &[&restaurant.as_str()],
            )?;
            found.as_ref().map(|row| rows::epoch(row, 0)).transpose()
        })
    }

    fn last_seq(&mut self, restaurant: &RestaurantId) -> Result<u64, StoreError> {
        self.session.ask(|live| {
            let found = live.row(
                "SELECT coalesce(max(seq), 0) FROM heard.events
                 WHERE restaurant = (SELECT num FROM heard.restaurants WHERE id = $1)",
                &[&restaurant.as_str()],
            )?;
            found.as_ref().map_or(Ok(0), |row| unsigned(row, 0))
        })
    }

    fn events_after(
        &mut self,
        restaurant: &RestaurantId,
        seq: u64,
        limit: usize,
    ) -> Result<Vec<Event>, StoreError> {
        let limit = limit.min(EVENTS_MAX) as i64;
        self.session.ask(|live| {
            rows::events(
                live,
                "SELECT seq, at_ms, version, author, command_id, body FROM heard.events
                 WHERE restaurant = (SELECT num FROM heard.restaurants WHERE id = $1) AND seq > $2
                 ORDER BY seq LIMIT $3",
                &[&restaurant.as_str(), &signed(seq), &limit],
            )
        })
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
        let asked = [(restaurant, id)];
        let mut answers = self.session.ask(|live| rows::commands(live, &asked))?;
        Ok(answers.pop().flatten())
    }

    fn closed_order(
        &mut self,
        restaurant: &RestaurantId,
        order: &str,
    ) -> Result<Option<ClosedOrder>, StoreError> {
        self.session.ask(|live| {
            let found = live.row(
                "SELECT id, placed_seq, placed_at_ms, closed_at_ms, state, body
                 FROM heard.closed_orders
                 WHERE restaurant = (SELECT num FROM heard.restaurants WHERE id = $1) AND id = $2",
                &[&restaurant.as_str(), &order],
            )?;
            found.as_ref().map(rows::closed_order).transpose()
        })
    }

    fn closed_orders(
        &mut self,
        restaurant: &RestaurantId,
        state: &str,
        placed_after: u64,
        limit: usize,
    ) -> Result<Vec<ClosedOrder>, StoreError> {
        let limit = limit.min(CLOSED_ORDERS_MAX) as i64;
        self.session.ask(|live| {
            let rows = live.rows(
                "SELECT id, placed_seq, placed_at_ms, closed_at_ms, state, body
                 FROM heard.closed_orders
                 WHERE restaurant = (SELECT num FROM heard.restaurants WHERE id = $1)
                     AND state = $2 AND placed_seq > $3
                 ORDER BY placed_seq LIMIT $4",
                &[&restaurant.as_str(), &state, &signed(placed_after), &limit],
            )?;
            rows.iter().map(rows::closed_order).collect()
        })
    }

    fn closed_between(
        &mut self,
        restaurant: &RestaurantId,
        from_ms: i64,
        to_ms: i64,
        visit: &mut dyn FnMut(ClosedOrder) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        // What was shown cannot be shown again: a connection that is lost in the middle ends it.
        self.session.change(|live| {
            let mut transaction = live.begin()?;
            transaction.each(
                "SELECT id, placed_seq, placed_at_ms, closed_at_ms, state, body
                 FROM heard.closed_orders
                 WHERE restaurant = (SELECT num FROM heard.restaurants WHERE id = $1)
                     AND closed_at_ms >= $2 AND closed_at_ms < $3
                 ORDER BY closed_at_ms",
                &[&restaurant.as_str(), &from_ms, &to_ms],
                |row| Ok(visit(rows::closed_order(row)?)),
            )
        })
    }
}
