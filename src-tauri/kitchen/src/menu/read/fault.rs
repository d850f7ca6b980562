//! A fault of a menu, and the bounded list of them.

use std::cell::RefCell;
use std::fmt;

/// Faults that are kept. Who has more of them does not read to the end.
const KEPT: usize = 1_000;

/// One thing that is wrong with a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: a JSON pointer (RFC 6901); empty is the whole menu.
    pub pointer: String,
    /// What, as a sentence whose subject is the pointer.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.message)
    }
}

/// Faults found so far. Shared by all nodes of one reading, which has one thread.
#[derive(Default)]
pub(super) struct Faults(RefCell<Found>);

#[derive(Default)]
struct Found {
    kept: Vec<Fault>,
    more: usize,
}

impl Faults {
    pub(super) fn push(&self, pointer: &str, message: String) {
        let mut found = self.0.borrow_mut();
        if found.kept.len() < KEPT {
            found.kept.push(Fault {
                pointer: pointer.into(),
                message,
            });
        } else {
            found.more += 1;
        }
    }

    /// What was kept, and in the last place how many were not.
    pub(super) fn into_list(self) -> Vec<Fault> {
        let Found { mut kept, more } = self.0.into_inner();
        if more > 0 {
            let message = format!("has {more} more faults");
            kept.push(Fault {
                pointer: String::new(),
                message,
            });
        }
        kept
    }
}
