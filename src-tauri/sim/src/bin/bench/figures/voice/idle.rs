//! What a call costs in which nothing is said: memory, and processor time with a closed and with an open microphone.

use super::{Counter, sentences::SEED};
use crate::{
    process::{cpu, pss},
    report::{Beside, Goal, Measure, Row},
    run::Run,
};
use anyhow::Context;
use scope::time::timeout;
use sim::{
    sound::Kitchen,
    voice::{
        Call, Held, Talk,
        caller::{CallError, Caller},
    },
};
use speech::sound::{Clip, FULL_RATE, to_i16};
use std::time::{Duration, Instant};

/// The sessions.
const SESSIONS: usize = 100;

/// The goal.
const GOAL_MIB: f64 = 2.0;

/// Sessions that come and go before: what the allocator keeps of them is not counted as others'.
const BEFORE: usize = 20;

/// How long processor time is counted.
const SPAN: Duration = Duration::from_secs(10);

/// How loud an empty room is at a microphone, in decibels below full scale.
const ROOM_DBFS: f32 = -60.0;

/// Measures it.
///
/// # Errors
/// When a call cannot be made, or the system does not say.
pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let counter = Counter::open(run, "idle", &["--voice-sessions", "200"]).await?;
    counter.warm_up().await?;
    let pid = counter.server.pid().context("the server has ended")?;
    drop(calls(&counter, BEFORE).await?);
    drop(sockets(&counter, BEFORE).await?);
    Held::after_all(&counter.server).await?;
    let nobody = spent(pid, &mut []).await?;
    let before = pss(pid)?;
    let talks = sockets(&counter, SESSIONS).await?;
    let by_socket = pss(pid)?.saturating_sub(before);
    drop(talks);
    Held::after_all(&counter.server).await?;
    let before = pss(pid)?;
    let mut callers = calls(&counter, SESSIONS).await?;
    let opened = pss(pid)?;
    let quiet = spent(pid, &mut callers).await?;
    speak(
        &callers,
        &Clip {
            rate: FULL_RATE,
            samples: vec![0; span_samples()],
        },
    )
    .await?;
    let silent = spent(pid, &mut callers).await?;
    speak(&callers, &room(SEED)?).await?;
    let noisy = spent(pid, &mut callers).await?;
    let after = pss(pid)?;
    let each = |from: u64, to: u64| Measure::mib(to.saturating_sub(from) as f64 / SESSIONS as f64);
    let memory = Row {
        figure: format!("memory per idle session, {SESSIONS} calls"),
        measured: each(before, after),
        goal: Goal::AtMost(GOAL_MIB),
        beside: vec![Beside::new(
            "a session over WebSocket",
            Measure::mib(by_socket as f64 / SESSIONS as f64),
        )],
        notes: vec![format!(
            "growth of the server's PSS from {:.1} to {:.1} MiB, with microphones that were open for {} s; {} each before they \
             were",
            before as f64 / 1_048_576.0,
            after as f64 / 1_048_576.0,
            2 * SPAN.as_secs(),
            each(before, opened)
        )],
    };
    let processor = Row {
        figure: format!("processor time of {SESSIONS} idle sessions, of one core"),
        measured: Measure::percent(quiet),
        goal: Goal::Told,
        beside: vec![
            Beside::new("without them", Measure::percent(nobody)),
            Beside::new(
                "microphones open, digital silence",
                Measure::percent(silent),
            ),
            Beside::new("microphones open, an empty room", Measure::percent(noisy)),
        ],
        notes: vec![format!(
            "an open microphone is 50 packets a second each, to be decrypted, decoded and looked at; an empty room is noise at \
             {ROOM_DBFS} dBFS"
        )],
    };
    Ok(vec![memory, processor])
}

fn span_samples() -> usize {
    SPAN.as_secs() as usize * FULL_RATE as usize
}

/// The noise of an empty room, for as long as is measured.
fn room(seed: u64) -> anyhow::Result<Clip> {
    let kitchen = Kitchen::open()?;
    let loud = 32_768.0 * 10.0_f32.powf(ROOM_DBFS / 20.0);
    let noise = kitchen.noise(sim::sound::noise::Heard::All, span_samples(), seed);
    let samples = noise.into_iter().map(|sample| to_i16(sample * loud));
    Ok(Clip {
        rate: FULL_RATE,
        samples: samples.collect(),
    })
}

async fn calls(counter: &Counter, count: usize) -> anyhow::Result<Vec<Caller>> {
    let mut all = Vec::with_capacity(count);
    for _ in 0..count {
        let mut caller = Caller::ring(counter.address(), &counter.token).await?;
        caller.until("session.created").await?;
        all.push(caller);
    }
    Ok(all)
}

async fn sockets(counter: &Counter, count: usize) -> anyhow::Result<Vec<Talk>> {
    let mut all = Vec::with_capacity(count);
    for _ in 0..count {
        let mut talk = Talk::open(&Call::new(counter.address(), &counter.token)).await?;
        talk.until("session.created").await?;
        all.push(talk);
    }
    Ok(all)
}

async fn speak(callers: &[Caller], clip: &Clip) -> Result<(), CallError> {
    for caller in callers {
        caller.speak(clip).await?;
    }
    Ok(())
}

/// The share of a core that process `pid` uses meanwhile.
async fn spent(pid: u32, callers: &mut [Caller]) -> anyhow::Result<f64> {
    let (began, before) = (Instant::now(), cpu(pid)?);
    let hearing = futures_util::future::join_all(
        callers
            .iter_mut()
            .map(async |caller| while caller.hear().await.is_ok() {}),
    );
    // It has no end of its own while anybody is there.
    if timeout(SPAN, hearing).await.is_ok() && !callers.is_empty() {
        anyhow::bail!("everybody was hung up on");
    }
    scope::time::sleep(SPAN.saturating_sub(began.elapsed())).await;
    let used = cpu(pid)? - before;
    Ok(used.as_secs_f64() / began.elapsed().as_secs_f64())
}
