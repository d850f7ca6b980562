//! What lives in the app, as rows of a tree.

use scope::{Census, EndedScope, Kind, Resident, Turnover};
use std::time::Duration;
use wire::view::{ScopeRow, ScopeState, TurnoverView};

/// How long what is being closed may take until it has outlived its scope: as long as an ordered
/// end of the whole app.
const CLOSING_WITHIN: Duration = Duration::from_secs(10);

/// Rows at most: five screens of them. A tree that is larger than that has other troubles, and the
/// sums say which.
const ROWS: usize = 200;

/// The tree as rows, those that ended last beneath, and the sums of all. `wall_ms` is the time.
pub fn rows(census: &Census, turnover: &Turnover, wall_ms: i64) -> (Vec<ScopeRow>, TurnoverView) {
    let mut tree = Tree {
        wall_ms,
        rows: Vec::new(),
        outlived: 0,
    };
    tree.add(census, 0);
    let ended = turnover.ended.iter().rev().map(|one| tree.ended(one));
    let ended: Vec<ScopeRow> = ended.collect();
    tree.rows.truncate(ROWS - ended.len());
    tree.rows.extend(ended);
    let sums = TurnoverView {
        outlived: tree.outlived,
        opened: turnover.opened,
        closed: turnover.closed,
    };
    (tree.rows, sums)
}

/// Rows as they are made.
struct Tree {
    wall_ms: i64,
    rows: Vec<ScopeRow>,
    outlived: u64,
}

impl Tree {
    fn add(&mut self, census: &Census, depth: u32) {
        let state = self.state(census.closed);
        if matches!(state, ScopeState::Outlived { .. }) {
            self.outlived += census.tasks.len() as u64;
        }
        self.rows.push(ScopeRow {
            name: last_name(&census.name),
            depth,
            tasks: number(sum(census, |one| count(&one.tasks, true))),
            timers: Some(number(sum(census, |one| one.deadlines))),
            listeners: number(sum(census, |one| count(&one.tasks, false))),
            opened_at_ms: self.ago(census.age),
            state,
        });
        self.add_residents(&census.tasks, depth + 1);
        for child in &census.children {
            self.add(child, depth + 1);
        }
    }

    /// Those of one name in a row of their own, unless the scope holds nobody else: then its row
    /// says it all.
    fn add_residents(&mut self, residents: &[Resident], depth: u32) {
        let mut named: Vec<(&str, Vec<&Resident>)> = Vec::new();
        for resident in residents {
            let name = family(&resident.name);
            match named.iter_mut().find(|(known, _)| *known == name) {
                Some((_, those)) => those.push(resident),
                None => named.push((name, vec![resident])),
            }
        }
        if named.len() < 2 {
            return;
        }
        for (name, those) in named {
            let oldest = those.iter().map(|one| one.age).max().unwrap_or_default();
            let live = those.iter().filter(|one| one.kind != Kind::Guard).count();
            self.rows.push(ScopeRow {
                name: name.to_owned(),
                depth,
                tasks: number(live),
                timers: None,
                listeners: number(those.len() - live),
                opened_at_ms: self.ago(oldest),
                state: ScopeState::Open,
            });
        }
    }

    fn ended(&self, ended: &EndedScope) -> ScopeRow {
        let closed_at_ms = self.ago(ended.ago);
        ScopeRow {
            name: last_names(&ended.name),
            depth: 1,
            tasks: 0,
            timers: Some(0),
            listeners: 0,
            opened_at_ms: closed_at_ms,
            state: ScopeState::Released { closed_at_ms },
        }
    }

    fn state(&self, closed: Option<Duration>) -> ScopeState {
        match closed {
            None => ScopeState::Open,
            Some(ago) if ago < CLOSING_WITHIN => ScopeState::Closing,
            Some(ago) => ScopeState::Outlived {
                closed_at_ms: self.ago(ago),
            },
        }
    }

    fn ago(&self, ago: Duration) -> i64 {
        let ago = i64::try_from(ago.as_millis()).unwrap_or(i64::MAX);
        self.wall_ms.saturating_sub(ago)
    }
}

fn sum(census: &Census, of: fn(&Census) -> usize) -> usize {
    let below = census.children.iter().map(|child| sum(child, of));
    of(census) + below.sum::<usize>()
}

/// Those that run, or else those that are only registered.
fn count(residents: &[Resident], running: bool) -> usize {
    let those = residents.iter();
    those
        .filter(|one| (one.kind != Kind::Guard) == running)
        .count()
}

/// What all of one sort are called: a name made for each ("connection 10.0.0.7:5000") begins with it.
fn family(name: &str) -> &str {
    name.split(' ').next().unwrap_or(name)
}

fn last_name(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_owned()
}

/// The last name with that of the scope above it, unless that is the topmost.
fn last_names(path: &str) -> String {
    let below_top = path.split_once('/').map_or(path, |(_, below)| below);
    let mut from_behind = below_top.rmatch_indices('/');
    let cut = from_behind.nth(1).map_or(0, |(at, _)| at + 1);
    below_top[cut..].to_owned()
}

/// Bounded by memory far below `u32`.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use scope::{Scope, Task};
    use std::future::pending;

    const NOW_MS: i64 = 1_760_000_000_000;

    fn seen(root: &Scope) -> (Vec<ScopeRow>, TurnoverView) {
        let turnover = root.handle().turnover().unwrap();
        rows(&root.census(), &turnover, NOW_MS)
    }

    fn short(rows: &[ScopeRow]) -> Vec<(&str, u32, u32, Option<u32>, u32)> {
        let each = rows.iter();
        each.map(|row| (&*row.name, row.depth, row.tasks, row.timers, row.listeners))
            .collect()
    }

    #[tokio::test(start_paused = true)]
    async fn a_scope_counts_what_is_below_it_and_lists_who_is_not_alone() {
        let root = Scope::root("app");
        let link = root.child("link");
        link.spawn(
            Task::drain("link"),
            scope::time::sleep(Duration::from_secs(60)),
        );
        let station = root.child("station");
        for name in ["draw", "press 1", "press 2"] {
            station.spawn(Task::drain(name), pending::<()>());
        }
        let _listener = station.guard("listener", || {});
        tokio::task::yield_now().await;

        let (rows, sums) = seen(&root);
        assert_eq!(
            short(&rows),
            [
                ("app", 0, 4, Some(1), 1),
                ("link", 1, 1, Some(1), 0),
                ("station", 1, 3, Some(0), 1),
                ("draw", 2, 1, None, 0),
                ("press", 2, 2, None, 0),
                ("listener", 2, 0, None, 1),
            ]
        );
        assert_eq!((sums.outlived, sums.opened, sums.closed), (0, 5, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn who_outlives_a_scope_is_named_and_counted_once_it_had_its_time() {
        let root = Scope::root("app");
        let call = root.child("voice 40");
        let guard = call.guard("sound", || {});
        drop(call);
        assert_eq!(seen(&root).0[1].state, ScopeState::Closing);
        tokio::time::advance(Duration::from_secs(42)).await;
        let (rows, sums) = seen(&root);
        assert_eq!(short(&rows)[1], ("voice 40", 1, 0, Some(0), 1));
        let closed_at_ms = NOW_MS - 42_000;
        assert_eq!(rows[1].state, ScopeState::Outlived { closed_at_ms });
        assert_eq!(sums.outlived, 1);

        drop(guard);
        let (rows, sums) = seen(&root);
        let closed_at_ms = NOW_MS;
        assert_eq!(rows[1].state, ScopeState::Released { closed_at_ms });
        assert_eq!((sums.outlived, sums.closed), (0, 1));
    }

    #[test]
    fn what_ended_is_named_with_the_scope_above_it() {
        assert_eq!(last_names("app/device/server/output"), "server/output");
        assert_eq!(last_names("app/server/output"), "server/output");
        assert_eq!(last_names("app/voice 40"), "voice 40");
        assert_eq!(last_names("app"), "app");
    }

    #[tokio::test]
    async fn a_tree_out_of_hand_is_cut_and_its_sums_are_whole() {
        let root = Scope::root("app");
        let many: Vec<Scope> = (0..500).map(|n| root.child(format!("one {n}"))).collect();
        for one in &many {
            one.spawn(Task::drain("task"), pending::<()>());
        }
        let (rows, sums) = seen(&root);
        assert_eq!(rows.len(), ROWS);
        assert_eq!(rows[0].tasks, 500);
        assert_eq!(sums.opened, 500);
    }
}
