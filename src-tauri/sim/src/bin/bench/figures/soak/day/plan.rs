//! What happens in a day, and when. An assumption, of a large house on a good day: a thousand orders, two rushes, twenty
//! guests an hour who speak to it, and in every hour some faults of every kind.

use rand::{RngExt, rngs::StdRng};
use sim::seed::chance;
use std::time::Duration;

/// Hours of a day.
pub const HOURS: u32 = 24;

/// Orders of each hour, from six in the morning: a thousand in all.
const ORDERS: [u32; HOURS as usize] = [
    5, 20, 30, 25, 30, 80, 150, 120, 50, 35, 40, 80, 130, 110, 60, 25, 10, 0, 0, 0, 0, 0, 0, 0,
];

/// Guests of an hour who type, and those of them whom a provider hears.
const GUESTS: [(What, u32); 2] = [(What::Guest, 14), (What::Relayed, 6)];

/// What goes wrong in an hour, and what somebody looks at: also at night.
const FAULTS: [(What, u32); 4] = [
    (What::Fault, 40),
    (What::ProviderFails, 4),
    (What::ScreenBreaks, 12),
    (What::Report, 2),
];

/// Every so many hours somebody orders aloud: sound takes its time however fast the day is.
const ALOUD_EVERY: u32 = 2;

/// Tells its chance from that of the others.
const PART: u64 = 24;

/// Something that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A till places an order.
    Order,
    /// A guest orders by typing.
    Guest,
    /// He does so where a provider hears him.
    Relayed,
    /// A guest orders aloud.
    Aloud,
    /// Somebody comes and does something wrong.
    Fault,
    /// A guest comes, and the provider fails.
    ProviderFails,
    /// A screen's connection breaks.
    ScreenBreaks,
    /// Somebody asks for the day's orders and times.
    Report,
}

/// All of it, in order.
pub fn day(seed: u64) -> Vec<(Duration, What)> {
    let mut chance = chance(seed, PART);
    let mut all = Vec::new();
    for (hour, orders) in (0..HOURS).zip(ORDERS) {
        let mut add = |what: What, count: u32| {
            all.extend((0..count).map(|_| (within(hour, &mut chance), what)));
        };
        add(What::Order, orders);
        FAULTS
            .into_iter()
            .for_each(|(what, count)| add(what, count));
        if orders > 0 {
            GUESTS
                .into_iter()
                .for_each(|(what, count)| add(what, count));
            add(What::Aloud, u32::from(hour % ALOUD_EVERY == 0));
        }
    }
    all.sort_by_key(|(at, _)| *at);
    all
}

fn within(hour: u32, chance: &mut StdRng) -> Duration {
    Duration::from_millis(u64::from(hour) * 3_600_000 + chance.random_range(0..3_600_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_a_thousand_orders_and_every_kind_of_fault_in_every_hour() {
        let all = day(7);
        let count = |what| all.iter().filter(|(_, one)| *one == what).count();
        assert_eq!(count(What::Order), 1_000);
        assert_eq!(count(What::Guest) + count(What::Relayed), 20 * 17);
        for hour in 0..HOURS {
            let hour = Duration::from_secs(u64::from(hour) * 3_600);
            let within = |at: Duration| at >= hour && at < hour + Duration::from_secs(3_600);
            for (what, _) in FAULTS {
                assert!(all.iter().any(|(at, one)| *one == what && within(*at)));
            }
        }
    }
}
