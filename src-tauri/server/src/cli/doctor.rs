//! `heard-server doctor`: checks the installation, one line for each thing, and says what to do.

mod voice;

use super::{menu, serve};
use crate::{
    config::{Config, LogFormat, Place},
    log,
    serve::FIRST_RESTAURANT,
};
use jiff::Timestamp;
use std::{
    io::{self, Write},
    net::{SocketAddr, TcpListener},
    path::Path,
    time::Duration,
};
use store::{OpenError, OpenOptions, Reader, RestaurantId, Store};

/// Free space below which something is wrong: a year of a busy kitchen is about 2 GiB, so this
/// is a month to buy a disk.
const FREE_BYTES: u64 = 256 * 1024 * 1024;

/// Open files below which a thousand displays cannot connect.
const DESCRIPTORS: u64 = 4_096;

/// How far the log may be ahead of the clock: what clocks differ by that are not set by network.
const CLOCK_BEHIND_MS: i64 = 5 * 60 * 1_000;

/// How long whoever holds the port has to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// What is right about something, or what is wrong and what to do.
type Finding = Result<String, String>;

/// Checks everything that can be checked.
pub(super) fn run(options: serve::Options) -> anyhow::Result<()> {
    let config = Config::read(&options.flags())?;
    let _journal = log::start(config.log.or(Some(LogFormat::Pretty)), None);
    let mut findings = vec![
        ("data folder", data_dir(&config.place.data_dir)),
        ("disk space", disk_space(&config.place.data_dir)),
        ("open files", descriptors()),
    ];
    findings.extend(database(&config.place));
    findings.extend(voice::findings(&config.voice));
    let ports = config.listen.iter();
    findings
        .extend(ports.map(|address| ("port", port(*address, config.tls.is_spoken_at(*address)))));
    let mut out = io::stdout().lock();
    for (what, finding) in &findings {
        let (mark, text) = match finding {
            Ok(text) => ("ok", text),
            Err(text) => ("!!", text),
        };
        writeln!(out, "{mark}  {what:<12}  {text}")?;
    }
    let wrong = findings.iter().filter(|(_, finding)| finding.is_err());
    let wrong = wrong.count();
    anyhow::ensure!(
        wrong == 0,
        "{wrong} of {} checks found something wrong",
        findings.len()
    );
    Ok(())
}

fn data_dir(path: &Path) -> Finding {
    if !path.exists() {
        return Ok(format!("{} is made when the server starts", path.display()));
    }
    let probe = tempfile::tempfile_in(path).and_then(|mut file| file.write_all(b"probe"));
    match probe {
        Ok(()) => Ok(format!("{} can be written", path.display())),
        Err(error) => Err(format!(
            "{} cannot be written ({error}): give it to the server's user, or name another with \
             --data-dir",
            path.display()
        )),
    }
}

#[cfg(unix)]
fn disk_space(path: &Path) -> Finding {
    let there = path.ancestors().find(|path| path.exists());
    let there = there.ok_or_else(|| format!("{} is nowhere", path.display()))?;
    let stat = rustix::fs::statvfs(there).map_err(|error| error.to_string())?;
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    let mib = free / (1024 * 1024);
    if free < FREE_BYTES {
        return Err(format!(
            "{mib} MiB are free: make room before no order can be taken"
        ));
    }
    Ok(format!("{mib} MiB are free"))
}

#[cfg(not(unix))]
fn disk_space(_: &Path) -> Finding {
    Ok("not checked on this system".to_owned())
}

#[cfg(unix)]
fn descriptors() -> Finding {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    match limit.maximum {
        Some(most) if most < DESCRIPTORS => Err(format!(
            "at most {most} may be open: allow {DESCRIPTORS} (`ulimit -Hn`, or LimitNOFILE= of \
             the service)"
        )),
        Some(most) => Ok(format!("{most} may be open")),
        None => Ok("as many as wanted".to_owned()),
    }
}

#[cfg(not(unix))]
fn descriptors() -> Finding {
    Ok("not limited on this system".to_owned())
}

fn database(place: &Place) -> Vec<(&'static str, Finding)> {
    let options = OpenOptions {
        create: false,
        ..OpenOptions::default()
    };
    let store = match store::open(&place.database, options) {
        Ok(store) => store,
        Err(OpenError::Missing { location }) => {
            let text = format!("{location} is made when the server starts");
            return vec![("database", Ok(text))];
        }
        Err(error) => return vec![("database", Err(error.to_string()))],
    };
    let mut findings = vec![("database", soundness(store.as_ref()))];
    match store.reader() {
        Ok(mut reader) => {
            findings.push(("menu", menu_is_there(reader.as_mut())));
            findings.push(("clock", clock(reader.as_mut())));
        }
        Err(error) => findings.push(("log", Err(error.to_string()))),
    }
    findings.push(("tokens", tokens(store.as_ref())));
    findings
}

/// That it writes durably was seen when it was opened.
fn soundness(store: &dyn Store) -> Finding {
    match store.check() {
        Ok(faults) if faults.is_empty() => Ok("sound, and writes durably".to_owned()),
        Ok(faults) => Err(format!("damaged ({}): restore a backup", faults.join("; "))),
        Err(error) => Err(error.to_string()),
    }
}

fn menu_is_there(reader: &mut dyn Reader) -> Finding {
    let first = RestaurantId::new(FIRST_RESTAURANT).map_err(|error| error.to_string())?;
    match menu::newest(reader, &first) {
        Ok(Some(menu)) => Ok(format!("{}, {} items", menu.name, menu.items.len())),
        Ok(None) => Err("there is none: `heard-server menu import FILE`".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

fn clock(reader: &mut dyn Reader) -> Finding {
    let now_ms = Timestamp::now().as_millisecond();
    let newest = newest_event_ms(reader).map_err(|error| error.to_string())?;
    match newest {
        Some(newest) if newest > now_ms + CLOCK_BEHIND_MS => Err(format!(
            "the clock is {} s behind the last event: set it, or have it set by network",
            (newest - now_ms) / 1_000
        )),
        _ => Ok(format!("{:.0}", Timestamp::now())),
    }
}

fn newest_event_ms(reader: &mut dyn Reader) -> Result<Option<i64>, store::StoreError> {
    let mut newest = None;
    for restaurant in reader.restaurants()? {
        let last = reader.last_seq(&restaurant)?;
        if last > 0 {
            let event = reader.event(&restaurant, last)?;
            newest = newest.max(event.map(|event| event.at_ms));
        }
    }
    Ok(newest)
}

fn tokens(store: &dyn Store) -> Finding {
    let list = store
        .tokens()
        .map_err(|error| error.to_string())
        .and_then(|mut tokens| tokens.list().map_err(|error| error.to_string()));
    match list {
        Ok(list) if list.is_empty() => {
            Err("there are none: `heard-server token create --role operator`".to_owned())
        }
        Ok(list) => Ok(format!("{} are valid", list.len())),
        Err(error) => Err(error),
    }
}

/// Free for the server, or held by it.
fn port(address: SocketAddr, tls: bool) -> Finding {
    let error = match TcpListener::bind(address) {
        Ok(_) => return Ok(format!("{address} is free")),
        Err(error) => error,
    };
    if error.kind() != io::ErrorKind::AddrInUse {
        return Err(format!(
            "cannot listen on {address} ({error}): choose another with --listen"
        ));
    }
    if tls {
        // Who holds it cannot be asked: nobody here vouches for its certificate.
        return Ok(format!(
            "{address} is held, by a running server or another program"
        ));
    }
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(ANSWER_WITHIN))
        .http_status_as_error(false)
        .build()
        .into();
    match agent.get(format!("http://{address}/healthz")).call() {
        Ok(answer) if answer.status().is_success() => {
            Ok(format!("{address} is held by a running server"))
        }
        Ok(_) | Err(_) => Err(format!(
            "{address} is held by another program: free it, or choose another with --listen"
        )),
    }
}
