//! The processes of this machine, as `/proc` shows them.

use sim::PATIENCE;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// The process that serves a data folder; `None` if there is none.
pub fn server_of(data: &Path) -> Option<u32> {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let serves = |pid: &u32| {
        let words = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let words = String::from_utf8_lossy(&words).into_owned();
        let mut words = words.split('\0');
        words.any(|word| word == "serve") && words.any(|word| Path::new(word) == data)
    };
    processes
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .find(serves)
}

/// Kills a process as the kernel does, with no time for a last word.
pub fn kill(pid: u32) {
    let killed = Command::new("kill").args(["-9", &pid.to_string()]).status();
    assert!(killed.unwrap().success());
}

/// Waits until something is so. Nobody tells of other processes, so it looks again and again.
pub async fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let wait = async {
        loop {
            if let Some(found) = look() {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let found = tokio::time::timeout(PATIENCE, wait).await;
    found.unwrap_or_else(|_| panic!("never: {what}"))
}
