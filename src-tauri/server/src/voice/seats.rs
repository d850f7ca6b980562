//! How many sessions there are, by server, token and address; and which call is which.

use crate::rate::Neighbourhood;
use scope::CancellationToken;
use std::{
    collections::HashMap,
    fmt,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use store::{RestaurantId, TokenId};

/// Sessions of one token: more than the counters of any site share, and one that is
/// in a loop leaves room for the others of a large server.
const PER_TOKEN: usize = 128;

/// Sessions of one address, for the same reason.
const PER_ADDRESS: usize = 128;

/// A call's name, as `Location` has it: `rtc_…`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CallId(Arc<str>);

impl CallId {
    /// The name that stands in an address.
    pub fn new(id: &str) -> Self {
        Self(id.into())
    }

    /// The same, as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why nobody can be seated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    /// As many sessions are open as this server can serve.
    Server,
    /// As many as one token may have.
    Token,
    /// As many as one address may have.
    Address,
}

impl Full {
    /// The same, for a person.
    pub fn message(self) -> &'static str {
        match self {
            Self::Server => {
                "As many voice sessions are open as this server can serve; try again soon."
            }
            Self::Token => "As many voice sessions are open as one token may have; try again soon.",
            Self::Address => {
                "As many voice sessions are open as one address may have; try again soon."
            }
        }
    }
}

/// All seats.
#[derive(Debug)]
pub struct Seats {
    most: usize,
    table: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    calls: HashMap<CallId, Taken>,
    tokens: HashMap<TokenId, usize>,
    addresses: HashMap<Neighbourhood, usize>,
}

#[derive(Debug)]
struct Taken {
    restaurant: RestaurantId,
    hang_up: CancellationToken,
}

/// A session's seat, held while it lives.
#[derive(Debug)]
pub struct Seat {
    seats: Arc<Seats>,
    call: CallId,
    token: TokenId,
    address: Neighbourhood,
    hung_up: CancellationToken,
}

impl Seats {
    /// Room for so many.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            table: Mutex::default(),
        }
    }

    /// Seats a session under a name that nobody else has.
    ///
    /// # Errors
    /// [`Full`]
    pub fn take(
        self: &Arc<Self>,
        call: CallId,
        restaurant: RestaurantId,
        token: TokenId,
        address: Neighbourhood,
    ) -> Result<Seat, Full> {
        let mut table = self.table();
        if table.calls.len() >= self.most {
            return Err(Full::Server);
        }
        if taken(&table.tokens, &token) >= PER_TOKEN {
            return Err(Full::Token);
        }
        if taken(&table.addresses, &address) >= PER_ADDRESS {
            return Err(Full::Address);
        }
        let hung_up = CancellationToken::new();
        let hang_up = hung_up.clone();
        *table.tokens.entry(token).or_default() += 1;
        *table.addresses.entry(address).or_default() += 1;
        let seat = Taken {
            restaurant,
            hang_up,
        };
        table.calls.insert(call.clone(), seat);
        Ok(Seat {
            seats: self.clone(),
            call,
            token,
            address,
            hung_up,
        })
    }

    /// Ends a call of that restaurant; `false` where it has none of that name.
    pub fn hang_up(&self, call: &CallId, restaurant: &RestaurantId) -> bool {
        let table = self.table();
        let found = table.calls.get(call);
        let found = found.filter(|taken| taken.restaurant == *restaurant);
        found.inspect(|taken| taken.hang_up.cancel()).is_some()
    }

    /// Sessions that are open.
    pub fn taken(&self) -> usize {
        self.table().calls.len()
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// The call's name.
    pub fn call(&self) -> &CallId {
        &self.call
    }

    /// Cancelled when somebody hangs up for it.
    pub fn hung_up(&self) -> &CancellationToken {
        &self.hung_up
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut table = self.seats.table();
        table.calls.remove(&self.call);
        leave(&mut table.tokens, &self.token);
        leave(&mut table.addresses, &self.address);
    }
}

fn taken<K: Eq + Hash>(of: &HashMap<K, usize>, key: &K) -> usize {
    of.get(key).copied().unwrap_or_default()
}

/// One less; a key that has none is forgotten.
fn leave<K: Eq + Hash>(of: &mut HashMap<K, usize>, key: &K) {
    if let Some(count) = of.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            of.remove(key);
        }
    }
}

#[cfg(test)]
#[path = "seats_tests.rs"]
mod tests;
