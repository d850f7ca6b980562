//! Measures what sessions cost that are open and do nothing: CPU and memory of the answering
//! process, each.
//!
//! `cargo run --release -p peer --example idle -- [SESSIONS] [SECONDS] [quiet|loud]`: so many
//! sessions (100) for so long (10). The other side is a second process that sends nothing but
//! silence (`quiet`), or a packet of sound every 20 ms as a browser with an open microphone does
//! (`loud`, the default). Linux only: it reads `/proc/self`. Exits with 1 above 2 MiB a session.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use peer::{Event, FRAME, Offered, Peer, Settings, Speaker};
use scope::{Scope, ScopeHandle, Task, time};

/// The goal, of the issue that asked for it.
const MEMORY: u64 = 2 * 1024 * 1024;
/// Clock ticks a second in `/proc`: the same on every Linux that runs this.
const TICKS: f64 = 100.0;

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, or: u64| args.get(at).and_then(|arg| arg.parse().ok()).unwrap_or(or);
    let sessions = number(0, 100) as usize;
    let seconds = number(1, 10);
    let is_loud = args.get(2).is_none_or(|arg| arg == "loud");
    let is_client = args.get(3).is_some();
    let done = if is_client {
        scope::run(None, offer_all(sessions, is_loud))
    } else {
        scope::run(None, answer_all(sessions, seconds, is_loud))
    };
    done.unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::FAILURE
    })
}

/// The side that is measured.
async fn answer_all(sessions: usize, seconds: u64, is_loud: bool) -> Result<ExitCode, Failure> {
    let root = Scope::root("idle");
    let how = if is_loud { "loud" } else { "quiet" };
    let mut other = Command::new(std::env::current_exe()?)
        .args([&sessions.to_string(), "0", how, "client"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut to = other.stdin.take().ok_or("no pipe")?;
    let mut from = BufReader::new(other.stdout.take().ok_or("no pipe")?);
    // Whatever is made once for all is made before the measurement.
    drop(Peer::offer(&root.handle(), &Settings::default()).await?);
    let before = resident()?;
    let mut peers = Vec::new();
    for _ in 0..sessions {
        let offer = read(&mut from)?;
        let (answer, peer) = Peer::answer(&root.handle(), &offer, &Settings::default()).await?;
        write(&mut to, &answer)?;
        peers.push(peer);
    }
    for peer in &mut peers {
        while peer.events.next().await != Some(Event::Open) {}
    }
    let heard = listen(&root.handle(), peers)?;
    time::sleep(Duration::from_secs(2)).await;
    let (start, after) = (cpu()?, resident()?);
    time::sleep(Duration::from_secs(seconds)).await;
    let percent = (cpu()? - start) / seconds as f64 * 100.0;
    let each = after.saturating_sub(before) / sessions as u64;
    println!(
        "{sessions} idle sessions, the other side {how}: {percent:.1} % of a core ({:.3} % each), {} KiB each, {} tasks",
        percent / sessions as f64,
        each / 1024,
        root.census().total(),
    );
    drop(to);
    drop(heard);
    root.close(Duration::from_secs(5)).await;
    other.wait()?;
    Ok(if each <= MEMORY {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Takes every session's sound, as a server does.
fn listen(scope: &ScopeHandle, peers: Vec<Peer>) -> Result<Vec<peer::Connection>, Failure> {
    let mut connections = Vec::new();
    for mut peer in peers {
        connections.push(peer.connection);
        scope.spawn(Task::abort("listen"), async move {
            loop {
                tokio::select! {
                    event = peer.events.next() => if event.is_none() { return },
                    sound = peer.sound.next() => if sound.is_none() { return },
                }
            }
        })?;
    }
    Ok(connections)
}

/// The other side, in a process of its own.
async fn offer_all(sessions: usize, is_loud: bool) -> Result<ExitCode, Failure> {
    let root = Scope::root("clients");
    let mut from = BufReader::new(std::io::stdin());
    let mut peers = Vec::new();
    for _ in 0..sessions {
        let offered: Offered = Peer::offer(&root.handle(), &Settings::default()).await?;
        write(&mut std::io::stdout(), offered.sdp())?;
        let peer = offered.answered(&read(&mut from)?).await?;
        if is_loud {
            root.spawn(Task::abort("talk"), talk(peer.speaker.clone()));
        }
        peers.push(peer);
    }
    // Until the measuring side has closed its end.
    let mut rest = Vec::new();
    let end = root.spawn_blocking("wait", move || from.read_to_end(&mut rest));
    end.await??;
    Ok(ExitCode::SUCCESS)
}

async fn talk(speaker: Speaker) {
    let frame: Vec<i16> = (0..FRAME as i16).map(|n| (n % 96) * 200).collect();
    while speaker.say(&frame).await.is_ok() {
        if speaker.queued() > Duration::from_millis(100) {
            time::sleep(Duration::from_millis(20)).await;
        }
    }
}

fn write(to: &mut impl Write, text: &str) -> std::io::Result<()> {
    write!(to, "{}\n{text}", text.len())?;
    to.flush()
}

fn read(from: &mut impl BufRead) -> Result<String, Failure> {
    let mut length = String::new();
    from.read_line(&mut length)?;
    let mut text = vec![0; length.trim().parse()?];
    from.read_exact(&mut text)?;
    Ok(String::from_utf8(text)?)
}

/// Seconds of CPU this process has used.
fn cpu() -> Result<f64, Failure> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit(')').next().ok_or("no stat")?;
    let field = |at: usize| after_name.split_whitespace().nth(at).ok_or("short stat");
    Ok((field(11)?.parse::<f64>()? + field(12)?.parse::<f64>()?) / TICKS)
}

/// Bytes of memory this process holds.
fn resident() -> Result<u64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1));
    Ok(kib.ok_or("no VmRSS")?.parse::<u64>()? * 1024)
}
