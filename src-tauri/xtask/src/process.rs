//! Child processes that do not outlive us: each in a group of its own, ended and reaped with
//! its guard.

use std::io::{self, Read};
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rustix::io::ioctl_fionbio;
use rustix::process::{
    Pid, Signal, WaitId, WaitIdOptions, kill_process, kill_process_group, waitid,
};

use crate::signals::{Heed, Signals};

/// How long a child may take over its own clean-up before it is killed: what `heard-server`
/// promises for an ordered stop, and a little.
const PATIENCE: Duration = Duration::from_secs(12);

/// How long killed processes may take to be gone; the kernel needs milliseconds.
const BURIAL: Duration = Duration::from_secs(5);

/// A running child and everything it started, as long as that stays in its process group.
pub struct Group<'s> {
    child: Child,
    pid: Pid,
    name: String,
    signals: &'s Signals,
    reaped: bool,
}

impl<'s> Group<'s> {
    /// Starts `command` without standard input, as the leader of a new process group.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn start(command: &mut Command, signals: &'s Signals) -> anyhow::Result<Self> {
        let name = written(command);
        // A group in the background that reads the terminal would be stopped by it.
        let child = command
            .process_group(0)
            .stdin(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start `{name}`"))?;
        let pid = Pid::from_child(&child);
        Ok(Self {
            child,
            pid,
            name,
            signals,
            reaped: false,
        })
    }

    /// The first line of the child's piped output, without its end; what there is if the child
    /// closes it before.
    ///
    /// # Errors
    /// When nothing comes within `patience`; `Interrupted`.
    pub fn first_line(&mut self, patience: Duration) -> anyhow::Result<String> {
        let mut stdout = self.child.stdout.take();
        let stdout = stdout.as_mut().context("the output is not piped")?;
        ioctl_fionbio(&*stdout, true)?;
        let readable = stdout.as_fd().try_clone_to_owned()?;
        let mut line = Vec::new();
        let until = Instant::now() + patience;
        self.signals
            .wait_until(Some(readable.as_fd()), until, Heed::Interrupts, || {
                Ok(reads_line(stdout, &mut line)?.then_some(()))
            })?
            .with_context(|| format!("`{}` says nothing", self.name))?;
        Ok(String::from_utf8_lossy(&line).into_owned())
    }

    /// How the child ended, if it has.
    ///
    /// # Errors
    /// When the system cannot say.
    pub fn ended(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        if !self.reaped && !self.leader_is_gone()? {
            return Ok(None);
        }
        Ok(Some(self.reap()?))
    }

    /// Waits until the child ends by itself, and says how; what it left in its group is killed.
    ///
    /// # Errors
    /// `Interrupted`; the group is ended by the guard then.
    pub fn finish(mut self) -> anyhow::Result<ExitStatus> {
        let signals = self.signals;
        signals.wait(|| self.ended())
    }

    /// Asks the child to end, waits, kills what is left of its group, and reaps it.
    pub fn end(&mut self) {
        if self.reaped {
            return;
        }
        // Gone already is what was wanted.
        let _ = kill_process(self.pid, Signal::TERM);
        let signals = self.signals;
        let _ = signals.wait_until(None, Instant::now() + PATIENCE, Heed::Nothing, || {
            Ok(self.leader_is_gone()?.then_some(()))
        });
        if let Err(error) = self.reap() {
            eprintln!("xtask: `{}` could not be ended: {error:#}", self.name);
        }
    }

    /// The leader is left unreaped: as long as it is, no other process can get its number.
    fn leader_is_gone(&self) -> anyhow::Result<bool> {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        Ok(waitid(WaitId::Pid(self.pid), options)?.is_some())
    }

    fn reap(&mut self) -> anyhow::Result<ExitStatus> {
        if !self.reaped {
            let _ = kill_process_group(self.pid, Signal::KILL);
        }
        let status = self.child.wait()?;
        if !self.reaped {
            self.reaped = true;
            let until = Instant::now() + BURIAL;
            self.signals
                .wait_until(None, until, Heed::Nothing, || Ok(self.reap_orphans()))?;
        }
        Ok(status)
    }

    /// Reaps what the leader left behind in its group; it became our child when the leader went.
    /// `None` while some of it is still dying.
    fn reap_orphans(&self) -> Option<()> {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG;
        loop {
            match waitid(WaitId::Pgid(Some(self.pid)), options) {
                Ok(Some(_)) => {}
                Ok(None) => return None,
                // No child is left in the group.
                Err(_) => return Some(()),
            }
        }
    }
}

impl Drop for Group<'_> {
    fn drop(&mut self) {
        self.end();
    }
}

/// Reads what there is of one line, without waiting. True at its end.
fn reads_line(from: &mut impl Read, line: &mut Vec<u8>) -> io::Result<bool> {
    let mut byte = [0];
    loop {
        match from.read(&mut byte) {
            Ok(0) => return Ok(true),
            Ok(_) if byte == *b"\n" => return Ok(true),
            Ok(_) => line.extend(byte),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(false),
            Err(error) => return Err(error),
        }
    }
}

/// Runs a command to its end, its output going where ours goes.
///
/// # Errors
/// When it cannot be started, fails, or is interrupted.
pub fn run(command: &mut Command, signals: &Signals) -> anyhow::Result<()> {
    let name = written(command);
    let status = Group::start(command, signals)?.finish()?;
    if !status.success() {
        bail!("`{name}` failed: {status}");
    }
    Ok(())
}

/// What a short command prints on its standard output.
///
/// # Errors
/// When it cannot be started, fails, or prints something else than UTF-8.
pub fn text_of(command: &mut Command) -> anyhow::Result<String> {
    let name = written(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start `{name}`"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{name}` failed: {}: {}", output.status, said.trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{name}` did not print text"))
}

/// Whether a program of this name is on the path.
pub fn is_on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

/// The command as a person would type it, shortened.
fn written(command: &Command) -> String {
    /// Enough to tell one step from another.
    const WORDS: usize = 8;
    let program = std::path::Path::new(command.get_program());
    let program = program.file_name().unwrap_or(program.as_os_str());
    let words = std::iter::once(program).chain(command.get_args());
    let mut text: Vec<_> = words
        .take(WORDS)
        .map(|word| word.to_string_lossy())
        .collect();
    if command.get_args().len() >= WORDS {
        text.push("…".into());
    }
    text.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]).stdout(Stdio::piped());
        command
    }

    #[test]
    fn a_group_takes_its_grandchildren_along() {
        let signals = Signals::install().unwrap();
        // A grandchild that does not listen to polite requests.
        let script = "(trap '' TERM; while :; do sleep 1; done) & echo $!; wait";
        let mut group = Group::start(&mut shell(script), &signals).unwrap();
        let line = group.first_line(BURIAL).unwrap();
        let grandchild = Pid::from_raw(line.parse().unwrap()).unwrap();
        assert!(rustix::process::test_kill_process(grandchild).is_ok());
        drop(group);
        assert!(rustix::process::test_kill_process(grandchild).is_err());
    }

    #[test]
    fn a_failing_command_is_named() {
        let signals = Signals::install().unwrap();
        run(&mut shell("exit 0"), &signals).unwrap();
        let error = run(&mut shell("exit 3"), &signals).unwrap_err();
        assert_eq!(error.to_string(), "`sh -c exit 3` failed: exit status: 3");
    }
}
