//! How often something may happen, for each of many: a bucket that leaks, kept as one instant.
//!
//! It is the generic cell rate algorithm (ITU-T I.371): per key the instant at which its bucket
//! is empty again. A key whose bucket is empty is as good as unknown, so it is forgotten: whoever
//! takes from the table clears it out once in the time that a full bucket needs to empty. So it
//! neither outgrows its bound nor keeps what a flood left, and there is no sweeper to forget.

use scope::time::Instant;
use std::{
    collections::HashMap,
    hash::Hash,
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// How often, and how much at once.
#[derive(Debug, Clone, Copy)]
pub struct Quota {
    /// So many a second in the long run; at least 1.
    pub per_second: u32,
    /// So many at once.
    pub burst: u32,
}

/// The buckets of many keys, and never more than it was made for.
#[derive(Debug)]
pub struct Buckets<K> {
    each: Duration,
    depth: Duration,
    most: usize,
    table: Mutex<Table<K>>,
}

#[derive(Debug)]
struct Table<K> {
    empty_at: HashMap<K, Instant>,
    /// When it was last cleared out.
    cleared_at: Option<Instant>,
}

/// Too often: try again after this long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too often; again in {} ms", after.as_millis())]
pub struct TooOften {
    /// When there is room for one.
    pub after: Duration,
}

impl<K: Eq + Hash> Buckets<K> {
    /// Buckets for at most `most` keys at a time.
    pub fn new(quota: Quota, most: usize) -> Self {
        let each = Duration::from_secs(1) / quota.per_second.max(1);
        Self {
            each,
            depth: each * quota.burst,
            most,
            table: Mutex::new(Table {
                empty_at: HashMap::new(),
                cleared_at: None,
            }),
        }
    }

    /// Counts one more of `key`.
    ///
    /// # Errors
    /// [`TooOften`]; then it is not counted. So is a new key while all others are busy: who
    /// fills the table with made-up keys does not empty anyone's bucket.
    pub fn take(&self, key: K, now: Instant) -> Result<(), TooOften> {
        let mut table = self.table();
        self.clear_out(&mut table, now);
        let empty_at = match table.empty_at.get(&key) {
            Some(at) => (*at).max(now),
            None if table.empty_at.len() >= self.most => {
                return Err(TooOften { after: self.each });
            }
            None => now,
        };
        let next = empty_at + self.each;
        self.fits(next, now)?;
        table.empty_at.insert(key, next);
        Ok(())
    }

    /// Keys that are remembered.
    pub fn remembered(&self) -> usize {
        self.table().empty_at.len()
    }

    /// Forgets the keys whose buckets are empty, and gives their room back; not at every call, since
    /// it looks at each. A full table is looked at as often as a place in it may have become free.
    fn clear_out(&self, table: &mut Table<K>, now: Instant) {
        let is_full = table.empty_at.len() >= self.most;
        let pause = if is_full { self.each } else { self.depth };
        if now < *table.cleared_at.get_or_insert(now) + pause {
            return;
        }
        table.empty_at.retain(|_, at| *at > now);
        table.empty_at.shrink_to(2 * table.empty_at.len());
        table.cleared_at = Some(now);
    }

    /// Whether one more of `key` would fit, without counting it.
    ///
    /// # Errors
    /// [`TooOften`] where it would not.
    pub fn look(&self, key: &K, now: Instant) -> Result<(), TooOften> {
        match self.table().empty_at.get(key) {
            Some(at) => self.fits((*at).max(now) + self.each, now),
            None => Ok(()),
        }
    }

    fn fits(&self, empty_at: Instant, now: Instant) -> Result<(), TooOften> {
        let after = empty_at
            .saturating_duration_since(now)
            .saturating_sub(self.depth);
        if after.is_zero() {
            Ok(())
        } else {
            Err(TooOften { after })
        }
    }

    fn table(&self) -> MutexGuard<'_, Table<K>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An address as limits count it. Who has one IPv6 address has the whole /64 (RFC 6177), so it
/// counts as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Neighbourhood(u64, bool);

impl From<IpAddr> for Neighbourhood {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => Self(u64::from(v4.to_bits()), false),
            IpAddr::V6(v6) => Self((v6.to_bits() >> 64) as u64, true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN: Quota = Quota {
        per_second: 10,
        burst: 3,
    };

    #[test]
    fn a_burst_then_the_rate() {
        let buckets = Buckets::new(TEN, 8);
        let start = Instant::now();
        for _ in 0..3 {
            buckets.look(&"a", start).unwrap();
            buckets.take("a", start).unwrap();
        }
        let refused = buckets.take("a", start).unwrap_err();
        assert_eq!(refused.after, Duration::from_millis(100));
        assert_eq!(buckets.look(&"a", start), Err(refused));
        // Another key has a bucket of its own, and a refused one was not counted.
        buckets.take("b", start).unwrap();
        let later = start + refused.after;
        buckets.take("a", later).unwrap();
        buckets.take("a", later).unwrap_err();
        buckets.take("a", start + Duration::from_secs(60)).unwrap();
    }

    #[test]
    fn made_up_keys_neither_grow_the_table_nor_free_anyone() {
        let buckets = Buckets::new(TEN, 2);
        let start = Instant::now();
        for _ in 0..3 {
            buckets.take(0, start).unwrap();
        }
        buckets.take(1, start).unwrap();
        buckets.take(2, start).unwrap_err();
        buckets.take(0, start).unwrap_err();
        assert_eq!(buckets.remembered(), 2);
        // Once a bucket is empty its key is forgotten for another.
        buckets.take(2, start + Duration::from_millis(150)).unwrap();
        assert_eq!(buckets.remembered(), 2);
    }

    #[test]
    fn what_a_flood_left_is_given_back_by_whoever_comes_next() {
        let buckets = Buckets::new(TEN, 20_000);
        let start = Instant::now();
        for key in 0..10_000 {
            buckets.take(key, start).unwrap();
        }
        // Busy keys stay, and so does everything while a full bucket may not have emptied.
        let soon = start + Duration::from_millis(250);
        buckets.take(0, soon).unwrap();
        buckets.take(0, soon).unwrap();
        assert_eq!(buckets.remembered(), 10_000);
        buckets.take(1, start + Duration::from_millis(300)).unwrap();
        assert_eq!(buckets.remembered(), 2);
        assert!(buckets.table().empty_at.capacity() < 100);
    }

    #[test]
    fn a_v6_network_counts_as_one_and_a_mapped_v4_address_as_itself() {
        let of = |text: &str| Neighbourhood::from(text.parse::<IpAddr>().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:2"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:10.0.0.1"), of("10.0.0.1"));
        assert_ne!(of("10.0.0.1"), of("10.0.0.2"));
    }
}
