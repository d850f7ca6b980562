//! What is wrong with a database: the server looks after its pages, and this at what stands in
//! them.

use super::live::{Ask, Live, get};
use crate::StoreError;

/// Reads everything once, so that a page that cannot be read is met, and compares the numbers of
/// each log.
pub(super) fn faults(live: &mut Live) -> Result<Vec<String>, StoreError> {
    match gaps(live) {
        // So damaged that the check itself stumbled.
        Err(StoreError::Corrupt { detail }) => Ok(vec![detail]),
        found => found,
    }
}

fn gaps(live: &mut Live) -> Result<Vec<String>, StoreError> {
    let logs = live.rows(
        "SELECT r.id, coalesce(e.number, 0), coalesce(e.last, 0), coalesce(s.newest, 0)
         FROM heard.restaurants r
         LEFT JOIN (SELECT restaurant, count(*) AS number, max(seq) AS last, sum(length(body))
                    FROM heard.events GROUP BY restaurant) e ON e.restaurant = r.num
         LEFT JOIN (SELECT restaurant, max(seq) AS newest, sum(length(body))
                    FROM heard.snapshots GROUP BY restaurant) s ON s.restaurant = r.num
         ORDER BY r.id",
        &[],
    )?;
    let mut faults = Vec::new();
    for log in &logs {
        let restaurant: &str = get(log, 0)?;
        let [number, last, snapshot]: [i64; 3] = [get(log, 1)?, get(log, 2)?, get(log, 3)?];
        if number != last {
            let missing = last - number;
            faults.push(format!(
                "restaurant {restaurant}: {missing} events of its log are missing"
            ));
        }
        if snapshot > last {
            faults.push(format!(
                "restaurant {restaurant}: a snapshot of event {snapshot}, the log ends at {last}"
            ));
        }
    }
    live.rows(
        "SELECT (SELECT sum(length(id) + length(body_hash)) FROM heard.commands),
                (SELECT sum(length(body)) FROM heard.closed_orders)",
        &[],
    )?;
    Ok(faults)
}
