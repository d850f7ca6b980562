//! Notices that this machine's network changed, without a system service.

use std::hash::{DefaultHasher, Hasher};
use std::io::Read;

/// Linux's tables of routes and addresses, read from the kernel without a disk. Not `ipv6_route`:
/// it counts uses.
const TABLES: [&str; 3] = [
    "/proc/net/route",
    "/proc/net/fib_trie",
    "/proc/net/if_inet6",
];

/// How much of a table is looked at; a kitchen display's have some kilobytes.
const TABLE_BYTES: u64 = 64 * 1024;

/// A number that changes when routes or addresses do. Where the system has no such tables it stays
/// the same, and the link's next attempt comes with its backoff, within
/// [`crate::limits::BACKOFF_LAST`].
pub(crate) fn fingerprint() -> u64 {
    let mut hasher = DefaultHasher::new();
    for table in TABLES {
        hasher.write(&read(table));
        hasher.write_u8(0);
    }
    hasher.finish()
}

/// A table that cannot be read is an empty one: that, too, is a state that may change.
fn read(table: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Ok(file) = std::fs::File::open(table) {
        // What was read before an error still tells one network from another.
        let _ = file.take(TABLE_BYTES).read_to_end(&mut bytes);
    }
    bytes
}
