//! What the system tells of this process: `/proc/self` (proc(5)). Elsewhere than on Linux, nothing.

use std::fs;
use std::path::Path;

use super::sample::Process;

/// How the link of a socket's descriptor begins. proc_pid_fd(5).
const SOCKET: &str = "socket:";

impl Process {
    /// Reads everything but the live heap. It takes some microseconds for each open descriptor, so it
    /// belongs on a thread where blocking is no harm.
    pub fn read() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let (descriptors, sockets) = descriptors().unzip();
        Self {
            resident: number_after(&status, "VmRSS:").map(|kib| kib * 1024),
            live_heap: None,
            descriptors,
            sockets,
            threads: number_after(&status, "Threads:"),
        }
    }
}

/// Open descriptors, and how many of them are sockets.
fn descriptors() -> Option<(u64, u64)> {
    let entries = fs::read_dir("/proc/self/fd").ok()?;
    let (mut open, mut sockets) = (0, 0);
    for entry in entries.flatten() {
        open += 1;
        // One that was closed meanwhile has no link any more.
        let link = fs::read_link(entry.path()).unwrap_or_default();
        sockets += u64::from(is_socket(&link));
    }
    // Reading the folder holds one of its own.
    Some((u64::saturating_sub(open, 1), sockets))
}

fn is_socket(link: &Path) -> bool {
    link.to_str().is_some_and(|link| link.starts_with(SOCKET))
}

/// The first number of the line that begins with `name`.
fn number_after(text: &str, name: &str) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}
