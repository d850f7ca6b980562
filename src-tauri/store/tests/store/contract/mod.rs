//! What every engine promises. Each case is given a fresh store by the engine's factory.

mod archive;
mod log;
mod model;
mod tokens;

use store::{Location, OpenOptions, Store};

/// A store on data of its own, empty at first, which can be opened again as a restart of the
/// server does.
pub struct Fresh {
    pub location: Location,
    /// How many random cases are played on it: as many as take a second or a few.
    pub random_cases: u32,
    /// Removes the data at the end of the case.
    pub _data: Box<dyn Send>,
}

impl Fresh {
    pub fn open(&self) -> Box<dyn Store> {
        store::open(&self.location, OpenOptions::default()).unwrap()
    }
}

/// Makes a `#[test]` of every case for an engine.
macro_rules! contract {
    ($engine:ident: $fresh:path; $($file:ident { $($case:ident)* })*) => {
        mod $engine {
            $(mod $file { $(#[test] fn $case() { super::super::$file::$case($fresh()); })* })*
        }
    };
}

/// The whole contract for an engine.
macro_rules! engine {
    ($engine:ident: $fresh:path) => {
        contract! { $engine: $fresh;
            log {
                events_are_read_as_written
                a_gap_or_a_repeat_is_refused
                a_command_is_stored_once
                a_batch_is_stored_whole_or_not_at_all
                a_start_reads_the_snapshot_and_what_follows
                a_snapshot_of_the_future_is_refused
                restaurants_are_isolated
                a_restaurant_is_loaded_before_it_is_written
                there_is_one_writer
                everything_is_there_after_a_restart
            }
            archive {
                orders_are_found_by_id_and_by_cursor
                an_order_changes_in_place_and_leaves_when_it_is_reopened
                a_report_sees_what_was_closed_in_its_time
                a_page_has_a_bound
            }
            tokens {
                a_token_is_found_by_its_hash_until_it_is_revoked
                a_change_of_tokens_is_noticed_by_others
                the_same_hash_is_stored_once
            }
            model { behaves_like_vectors }
        }
    };
}

engine!(sqlite: crate::sqlite::fresh);
engine!(postgres: crate::postgres::fresh);
