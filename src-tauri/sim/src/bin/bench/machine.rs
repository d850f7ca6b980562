//! Where and when a run was made: a figure without it says nothing.

use anyhow::{Context, ensure};
use serde::Serialize;
use std::{fmt, fs, path::Path};

/// File systems that keep nothing: a sync there costs nothing, and the figures would be made up.
const IN_MEMORY: [&str; 2] = ["tmpfs", "ramfs"];

/// The machine of a run.
#[derive(Debug, Clone, Serialize)]
pub struct Machine {
    /// When the run began, RFC 3339.
    pub date: String,
    /// The processor's name.
    pub cpu: String,
    /// Its cores, as far as this process may use them.
    pub cores: usize,
    /// Memory in MiB.
    pub ram_mib: u64,
    /// The kernel's release.
    pub kernel: String,
    /// The file system under the data, and the device below it.
    pub disk: String,
    /// How many processes wanted to run as the run began, mean of a minute: more than a fraction means that others worked too.
    pub load: String,
    /// What was typed.
    pub command: String,
    /// The build of this program.
    pub profile: &'static str,
}

impl Machine {
    /// This one, with its data in `dir`.
    ///
    /// # Errors
    /// When the system does not say, and when `dir` is not on a disk.
    pub fn look(dir: &Path) -> anyhow::Result<Self> {
        let cpu = read("/proc/cpuinfo")?;
        let memory = read("/proc/meminfo")?;
        let ram = field(&memory, "MemTotal").and_then(|value| value.split(' ').next());
        let ram: u64 = ram.context("no MemTotal")?.parse()?;
        Ok(Self {
            date: jiff::Timestamp::now()
                .strftime("%Y-%m-%d %H:%M UTC")
                .to_string(),
            cpu: field(&cpu, "model name").unwrap_or("unknown").to_owned(),
            cores: std::thread::available_parallelism()?.get(),
            ram_mib: ram / 1_024,
            kernel: read("/proc/sys/kernel/osrelease")?.trim().to_owned(),
            disk: disk(&dir.canonicalize()?)?,
            load: read("/proc/loadavg")?
                .split(' ')
                .next()
                .unwrap_or_default()
                .to_owned(),
            command: typed(),
            profile: if cfg!(debug_assertions) {
                "debug"
            } else {
                "release"
            },
        })
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` on {}: {}, {} cores, {:.0} GiB RAM, Linux {}, data on {}, {} build, load average {} before",
            self.command,
            self.date,
            self.cpu,
            self.cores,
            self.ram_mib as f64 / 1_024.0,
            self.kernel,
            self.disk,
            self.profile,
            self.load
        )
    }
}

/// The command line as a person would type it again.
fn typed() -> String {
    let words = std::env::args().skip(1);
    let mut text = "cargo xtask bench".to_owned();
    for word in words {
        text.push(' ');
        text.push_str(&word);
    }
    text
}

/// The file system under `dir` and its device (proc_pid_mountinfo(5)).
fn disk(dir: &Path) -> anyhow::Result<String> {
    let mounts = read("/proc/self/mountinfo")?;
    let under = mounts.lines().filter_map(|line| {
        let (mount, device) = line.split_once(" - ")?;
        let point = mount.split(' ').nth(4)?;
        let mut device = device.split(' ');
        let (kind, source) = (device.next()?, device.next()?);
        dir.starts_with(point).then_some((point, kind, source))
    });
    // Of several on the same point the last covers the others.
    let (_, kind, source) = under
        .max_by_key(|(point, ..)| point.len())
        .with_context(|| format!("{} is on no file system", dir.display()))?;
    ensure!(
        !IN_MEMORY.contains(&kind),
        "{} is in memory ({kind}), where a sync costs nothing: name a folder on a disk with --dir",
        dir.display()
    );
    Ok(format!("{kind} ({source})"))
}

fn read(path: &str) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| path.to_owned())
}

/// The value of a line `name : value`.
fn field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then_some(value.trim())
    })
}
