//! Who writes: whoever has an advisory lock, which ends with the session that took it.

use super::connect::Database;
use super::live::{Ask, Live, get};
use crate::{OpenError, StoreError};

/// How long to wait for the lock of a session that is about to end: that of a process that was
/// just killed takes milliseconds.
const HANDOVER_MS: u32 = 1_000;

/// Takes the writer's lock for this session, or says that it is taken.
///
/// A session of the same writer that the server has not given up yet is ended first, and with it
/// what it was committing: once the lock is had, that is stored or it never will be.
pub(super) fn take(live: &mut Live, database: &Database, name: &str) -> Result<(), OpenError> {
    live.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = $1 AND datname = current_database() AND pid <> pg_backend_pid()",
        &[&name],
    )?;
    live.run(&format!("SET lock_timeout = {HANDOVER_MS}"))?;
    // The numbers are ours: "Hear" in ASCII, and which lock of ours.
    match live.run("SELECT pg_advisory_lock(x'48656172'::integer, 1)") {
        Ok(()) => {}
        Err(StoreError::Busy) => {
            return Err(OpenError::InUse {
                location: database.location(),
            });
        }
        Err(error) => return Err(error.into()),
    }
    Ok(live.run(&database.lock_timeout())?)
}

/// Gives the lock back at once, rather than when the server notices that the session has ended.
pub(super) fn give_back(live: &mut Live) -> Result<(), StoreError> {
    live.run("SELECT pg_advisory_unlock_all()")
}

/// Whether nobody writes; nobody begins to until the transaction ends.
pub(super) fn is_free(transaction: &mut impl Ask) -> Result<bool, StoreError> {
    let row = transaction.row(
        "SELECT pg_try_advisory_xact_lock(x'48656172'::integer, 1)",
        &[],
    )?;
    row.map_or(Ok(false), |row| get(&row, 0))
}

/// Waits until nobody else makes or changes the tables, and keeps others waiting until the
/// transaction ends.
pub(super) fn wait_to_migrate(transaction: &mut impl Ask) -> Result<(), StoreError> {
    transaction.rows("SELECT pg_advisory_xact_lock(x'48656172'::integer, 2)", &[])?;
    Ok(())
}
