//! Which devices are connected: one seat for each, and a bound on all of them.

use scope::CancellationToken;
use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use store::RestaurantId;

/// Streams of one server: as many as file descriptors and memory are planned for.
const STREAMS: usize = 5_000;

/// Streams of one restaurant: ten times the largest kitchen, and one restaurant that goes wild
/// does not starve the others.
const STREAMS_PER_RESTAURANT: usize = 2_000;

/// Too many are connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

/// All seats.
#[derive(Default)]
pub(super) struct Seats(Mutex<Table>);

#[derive(Default)]
struct Table {
    restaurants: HashMap<RestaurantId, HashMap<Arc<str>, Taken>>,
    total: usize,
    generation: u64,
}

struct Taken {
    generation: u64,
    replaced: CancellationToken,
}

/// A device's seat, held while it is connected.
pub(super) struct Seat {
    seats: Arc<Seats>,
    restaurant: RestaurantId,
    device: Arc<str>,
    generation: u64,
    replaced: CancellationToken,
}

impl Seats {
    /// Seats a device; whoever sat there is told that it is replaced.
    ///
    /// # Errors
    /// [`Full`]
    pub fn take(self: &Arc<Self>, restaurant: &RestaurantId, device: &str) -> Result<Seat, Full> {
        let mut table = self.table();
        table.generation += 1;
        let (generation, total) = (table.generation, table.total);
        let device: Arc<str> = device.into();
        let replaced = CancellationToken::new();
        let taken = Taken {
            generation,
            replaced: replaced.clone(),
        };
        let places = table.restaurants.entry(restaurant.clone()).or_default();
        let here = places.len();
        match places.entry(device.clone()) {
            Entry::Occupied(mut older) => older.insert(taken).replaced.cancel(),
            Entry::Vacant(_) if total >= STREAMS || here >= STREAMS_PER_RESTAURANT => {
                if here == 0 {
                    table.restaurants.remove(restaurant);
                }
                return Err(Full);
            }
            Entry::Vacant(place) => {
                place.insert(taken);
                table.total += 1;
            }
        }
        Ok(Seat {
            seats: self.clone(),
            restaurant: restaurant.clone(),
            device,
            generation,
            replaced,
        })
    }

    /// Devices that are connected.
    pub fn taken(&self) -> usize {
        self.table().total
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// Cancelled when the device takes a newer seat.
    pub fn replaced(&self) -> &CancellationToken {
        &self.replaced
    }
}

impl Drop for Seat {
    /// Leaves the seat, unless it is another's already.
    fn drop(&mut self) {
        let mut table = self.seats.table();
        let Some(places) = table.restaurants.get_mut(&self.restaurant) else {
            return;
        };
        let mine = |taken: &Taken| taken.generation == self.generation;
        if !places.get(&self.device).is_some_and(mine) {
            return;
        }
        places.remove(&self.device);
        let empty = places.is_empty();
        if empty {
            table.restaurants.remove(&self.restaurant);
        }
        table.total -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> RestaurantId {
        RestaurantId::new(name).unwrap()
    }

    #[test]
    fn a_newer_connection_replaces_the_older_which_leaves_without_harm() {
        let seats = Arc::new(Seats::default());
        let older = seats.take(&id("main"), "grill").unwrap();
        let elsewhere = seats.take(&id("other"), "grill").unwrap();
        let newer = seats.take(&id("main"), "grill").unwrap();
        assert!(older.replaced().is_cancelled());
        assert!(!newer.replaced().is_cancelled());
        assert!(!elsewhere.replaced().is_cancelled());
        assert_eq!(seats.taken(), 2);
        drop(older);
        assert_eq!(seats.taken(), 2);
        let newest = seats.take(&id("main"), "grill").unwrap();
        assert!(newer.replaced().is_cancelled());
        drop((newest, newer, elsewhere));
        assert_eq!(seats.taken(), 0);
        assert!(seats.table().restaurants.is_empty());
    }

    #[test]
    fn a_full_house_lets_nobody_in_but_those_who_return() {
        let seats = Arc::new(Seats::default());
        let all: Vec<Seat> = (0..STREAMS_PER_RESTAURANT)
            .map(|n| seats.take(&id("main"), &n.to_string()).unwrap())
            .collect();
        assert!(seats.take(&id("main"), "one more").is_err());
        assert!(seats.take(&id("main"), "7").is_ok());
        let more: Vec<Seat> = (0..STREAMS_PER_RESTAURANT)
            .map(|n| seats.take(&id("other"), &n.to_string()).unwrap())
            .collect();
        let mut third = Vec::new();
        while let Ok(seat) = seats.take(&id("third"), &third.len().to_string()) {
            third.push(seat);
        }
        // The one that returned and left again made room for one.
        assert_eq!(seats.taken(), STREAMS);
        // Who found no room has left nothing behind.
        assert!(seats.take(&id("fourth"), "grill").is_err());
        assert_eq!(seats.table().restaurants.len(), 3);
        drop((all, more, third));
        assert_eq!(seats.taken(), 0);
    }
}
