//! What a process holds, as Linux shows it (proc(5)).

use anyhow::Context;
use std::path::PathBuf;

/// What a process holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Open file descriptors.
    pub descriptors: usize,
    /// Those of them that are sockets.
    pub sockets: usize,
    /// Threads.
    pub threads: usize,
    /// Resident memory, in bytes.
    pub resident: u64,
}

impl Usage {
    /// What process `pid` holds now.
    ///
    /// # Errors
    /// When it is gone, or the system has no `/proc`.
    pub fn of(pid: u32) -> anyhow::Result<Self> {
        let folder = PathBuf::from(format!("/proc/{pid}"));
        let mut usage = Self {
            descriptors: 0,
            sockets: 0,
            threads: std::fs::read_dir(folder.join("task"))?.count(),
            resident: resident(&std::fs::read_to_string(folder.join("status"))?)?,
        };
        for entry in std::fs::read_dir(folder.join("fd"))? {
            // One that was closed meanwhile is not held.
            let Ok(target) = std::fs::read_link(entry?.path()) else {
                continue;
            };
            usage.descriptors += 1;
            usage.sockets += usize::from(target.to_string_lossy().starts_with("socket:"));
        }
        Ok(usage)
    }
}

fn resident(status: &str) -> anyhow::Result<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let line = line.context("no VmRSS")?;
    let kib = line.trim().trim_end_matches(" kB").trim();
    Ok(kib.parse::<u64>()? * 1024)
}
