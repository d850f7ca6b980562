//! What the system tells of this process: `/proc/self` (proc(5)). Elsewhere than on Linux, nothing.

use std::fs;
use std::path::Path;

use super::heap;
use super::sample::Process;
use super::sparing::Sparing;

/// How the link of a socket's descriptor begins. proc_pid_fd(5).
const SOCKET: &str = "socket:";

/// What asks the system. It takes some 15 µs for each open descriptor, so it belongs on a thread where
/// blocking is no harm; what took long is not soon asked again, and its last answer is given.
#[derive(Debug)]
pub struct Probe {
    heap: Sparing<Option<u64>>,
    descriptors: Sparing<Option<(u64, u64)>>,
}

impl Probe {
    /// One that spends on each dear question one part of the time in so many, as [`super::Settings`]
    /// has it.
    pub fn new(dear: u32) -> Self {
        Self {
            heap: Sparing::new(dear),
            descriptors: Sparing::new(dear),
        }
    }

    /// Asks for everything.
    pub fn read(&mut self) -> Process {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let (descriptors, sockets) = self.descriptors.ask(descriptors).unzip();
        Process {
            resident: number_after(&status, "VmRSS:").map(|kib| kib * 1024),
            live_heap: self.heap.ask(heap::given_out),
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
