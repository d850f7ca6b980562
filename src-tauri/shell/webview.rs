//! What the windows' own processes hold. WebKitGTK shows a page no `performance.memory` and an app
//! no heap, so the processes that it starts are asked (proc(5)).

/// Bytes of a MiB.
const MIB: u64 = 1 << 20;

/// How the names of WebKitGTK's processes begin: `WebKitWebProcess`, `WebKitNetworkProcess`,
/// `WebKitGPUProcess`.
const WEBKIT: &str = "WebKit";

/// Resident memory of the processes that show our pages, in MiB; `None` where the platform does not
/// tell, or there are none.
pub fn resident_mib() -> Option<u64> {
    let all: Vec<u64> = processes::below_us(WEBKIT).collect();
    (!all.is_empty()).then(|| all.iter().sum::<u64>() / MIB)
}

#[cfg(target_os = "linux")]
mod processes {
    use std::fs;
    use std::path::Path;

    /// Resident bytes of each of our children whose name begins like that. The files are a few for
    /// each thread of ours, and are read without waiting for any disk.
    pub(super) fn below_us(name: &str) -> impl Iterator<Item = u64> {
        let threads = fs::read_dir("/proc/self/task").into_iter().flatten();
        threads
            .flatten()
            .filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok())
            .flat_map(|children| {
                let children = children.split_whitespace();
                children.map(str::to_owned).collect::<Vec<_>>()
            })
            .filter_map(move |child| resident(&Path::new("/proc").join(child), name))
    }

    fn resident(process: &Path, name: &str) -> Option<u64> {
        let status = fs::read_to_string(process.join("status")).ok()?;
        let field = |key: &str| status.lines().find_map(|line| line.strip_prefix(key));
        if !field("Name:")?.trim_start().starts_with(name) {
            return None;
        }
        let kib: u64 = field("VmRSS:")?.split_whitespace().next()?.parse().ok()?;
        Some(kib * 1024)
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use std::{
            process::{Command, Stdio},
            time::{Duration, Instant},
        };

        #[test]
        fn a_child_is_found_by_its_name_and_nobody_elses() {
            // It waits for its input, which ends with the handle.
            let mut child = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
            let until = Instant::now() + Duration::from_secs(30);
            // Until it has become what it shall be, and its program is there.
            while below_us("cat")
                .next()
                .is_none_or(|found| found <= 100 * 1024)
            {
                assert!(Instant::now() < until, "{:?}", below_us("cat").next());
                std::thread::yield_now();
            }
            assert_eq!(below_us("heard-none").count(), 0);
            drop(child.stdin.take());
            child.wait().unwrap();
        }
    }
}

/// Not told elsewhere.
#[cfg(not(target_os = "linux"))]
mod processes {
    pub(super) fn below_us(_: &str) -> impl Iterator<Item = u64> {
        std::iter::empty()
    }
}
