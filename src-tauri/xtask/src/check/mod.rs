//! The rules of the house that no compiler knows.

mod crates;
mod files;

use anyhow::bail;

use crate::tree::Tree;

/// Checks all of them, and tells every fault at once.
///
/// # Errors
/// When a rule is broken, or a question cannot be asked.
pub fn run(tree: &Tree) -> anyhow::Result<()> {
    let faults = [crates::faults(tree)?, files::faults(tree)?].concat();
    for fault in &faults {
        eprintln!("    {fault}");
    }
    if !faults.is_empty() {
        bail!("{} faults against the rules of the house", faults.len());
    }
    Ok(())
}
