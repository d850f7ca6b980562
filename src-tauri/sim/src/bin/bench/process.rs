//! What a process has used, as Linux counts it.

use anyhow::Context;
use std::{fs, time::Duration};

/// Clock ticks a second in `/proc/PID/stat`: USER_HZ, 100 on every architecture that Rust's first tiers have (proc_pid_stat(5)).
const TICKS_PER_SECOND: f64 = 100.0;

/// The memory of a process in bytes, shared pages by the number of those who share them (PSS).
///
/// # Errors
/// When it is gone, or the system does not say.
pub fn pss(pid: u32) -> anyhow::Result<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    let line = line.context("no Pss in smaps_rollup")?;
    let kib: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kib * 1_024)
}

/// The processor time of a process so far, of all its threads.
///
/// # Errors
/// When it is gone, or the system does not say.
pub fn cpu(pid: u32) -> anyhow::Result<Duration> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name stands in brackets and may hold anything; the fields after it are numbers.
    let (_, fields) = text.rsplit_once(") ").context("no name")?;
    let mut fields = fields.split(' ').skip(11);
    let mut ticks = || -> anyhow::Result<f64> { Ok(fields.next().context("no time")?.parse()?) };
    let (user, system) = (ticks()?, ticks()?);
    Ok(Duration::from_secs_f64((user + system) / TICKS_PER_SECOND))
}

/// The child of process `parent` that has this name, of which the kernel keeps 15 letters.
///
/// # Errors
/// When there is none.
pub fn child_named(parent: u32, name: &str) -> anyhow::Result<u32> {
    for entry in fs::read_dir("/proc")? {
        let entry = entry?.file_name();
        let Some(pid) = entry.to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        // One that has ended meanwhile is not meant.
        let Ok(text) = fs::read_to_string(format!("/proc/{pid}/stat")) else {
            continue;
        };
        let start = format!("{pid} ({name}) ");
        let fields = text.strip_prefix(&start).map(|rest| rest.split(' '));
        let above = fields.and_then(|mut fields| fields.nth(1)?.parse().ok());
        if above == Some(parent) {
            return Ok(pid);
        }
    }
    anyhow::bail!("process {parent} has no child {name}")
}

/// How long the first thread of a process has run on a processor so far: its user interface's, in a program that has one. Counted
/// by the kernel's scheduler, in nanoseconds (Linux, Documentation/scheduler/sched-stats).
///
/// # Errors
/// When it is gone, or the kernel does not count.
pub fn first_thread(pid: u32) -> anyhow::Result<Duration> {
    let text = fs::read_to_string(format!("/proc/{pid}/task/{pid}/schedstat"))?;
    let ran = text.split(' ').next().context("no time")?;
    Ok(Duration::from_nanos(ran.parse()?))
}
