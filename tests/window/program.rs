//! A program that a story starts, with all it starts in turn; ended with its guard.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process_group};

/// A running program, the leader of a process group.
pub struct Program {
    child: Child,
}

impl Program {
    /// Starts `command`; what it says goes to the story's own output unless it was sent elsewhere.
    pub fn start(command: &mut Command) -> Self {
        let named = format!("{:?}", command.get_program());
        let child = command.process_group(0).stdin(Stdio::null()).spawn();
        Self {
            child: child.unwrap_or_else(|error| panic!("{named}: {error}")),
        }
    }

    /// The first line that it writes to its piped output.
    pub fn first_line(&mut self) -> String {
        let mut line = String::new();
        let stdout = self.child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Gone already is fine.
        let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
        let _ = self.child.wait();
    }
}

/// The process that runs this very file, if there is one.
pub fn pid_of(program: &Path) -> Option<Pid> {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let runs =
        |folder: &Path| std::fs::read_link(folder.join("exe")).is_ok_and(|exe| exe == program);
    let found = processes
        .map(|entry| entry.path())
        .find(|folder| runs(folder))?;
    let pid = found.file_name()?.to_str()?.parse().ok()?;
    Pid::from_raw(pid)
}

/// What a process was started with.
pub fn environment_of(pid: Pid) -> Vec<(OsString, OsString)> {
    let pid = pid.as_raw_nonzero();
    let bytes = std::fs::read(format!("/proc/{pid}/environ")).unwrap();
    let pairs = bytes.split(|byte| *byte == 0).filter_map(|pair| {
        let equals = pair.iter().position(|byte| *byte == b'=')?;
        let text = |bytes: &[u8]| OsString::from_vec(bytes.to_vec());
        Some((text(&pair[..equals]), text(&pair[equals + 1..])))
    });
    pairs.collect()
}
