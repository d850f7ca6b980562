//! The standard process metrics, from `/proc` (proc(5)). Elsewhere than on Linux there are none.

use super::text::Text;
use std::fs;

/// Ticks a second in `/proc/*/stat`: `USER_HZ`, 100 on every architecture we build for.
const TICKS_PER_SECOND: f64 = 100.0;

/// Where the fields after the program's name stand in `/proc/self/stat`, counted from the state,
/// which is the third.
const UTIME: usize = 11;
const STIME: usize = 12;
const START_TIME: usize = 19;

/// Adds what the system tells of this process; what it does not tell is left out.
pub(super) fn render(text: &mut Text) {
    cpu_and_start(text);
    memory_and_threads(text);
    if let Ok(open) = fs::read_dir("/proc/self/fd") {
        // Reading the folder holds one of its own.
        let open = open.count().saturating_sub(1) as f64;
        text.single("process_open_fds", "gauge", "Open file descriptors.", open);
    }
    if let Some(most) = open_files_limit() {
        text.single(
            "process_max_fds",
            "gauge",
            "File descriptors that may be open.",
            most,
        );
    }
}

fn cpu_and_start(text: &mut Text) {
    let Ok(stat) = fs::read_to_string("/proc/self/stat") else {
        return;
    };
    // The name stands in parentheses and may hold anything, so what counts is after the last one.
    let Some((_, fields)) = stat.rsplit_once(')') else {
        return;
    };
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index)?.parse::<f64>().ok();
    if let (Some(user), Some(system)) = (ticks(UTIME), ticks(STIME)) {
        let help = "User and system time spent.";
        let seconds = (user + system) / TICKS_PER_SECOND;
        text.single("process_cpu_seconds_total", "counter", help, seconds);
    }
    if let (Some(start), Some(boot)) = (ticks(START_TIME), boot_time()) {
        let help = "When the process began, in Unix time.";
        let seconds = boot + start / TICKS_PER_SECOND;
        text.single("process_start_time_seconds", "gauge", help, seconds);
    }
}

fn memory_and_threads(text: &mut Text) {
    let Ok(status) = fs::read_to_string("/proc/self/status") else {
        return;
    };
    let number = |name: &str| number_after(&status, name);
    if let Some(kib) = number("VmSize:") {
        let help = "Virtual memory.";
        text.single("process_virtual_memory_bytes", "gauge", help, kib * 1024.0);
    }
    if let Some(kib) = number("VmRSS:") {
        let help = "Resident memory.";
        text.single("process_resident_memory_bytes", "gauge", help, kib * 1024.0);
    }
    if let Some(threads) = number("Threads:") {
        text.single(
            "process_threads",
            "gauge",
            "Threads of the system.",
            threads,
        );
    }
}

fn open_files_limit() -> Option<f64> {
    number_after(
        &fs::read_to_string("/proc/self/limits").ok()?,
        "Max open files",
    )
}

fn boot_time() -> Option<f64> {
    number_after(&fs::read_to_string("/proc/stat").ok()?, "btime")
}

/// The first number of the line that begins with `name`.
fn number_after(text: &str, name: &str) -> Option<f64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}
