//! A call: from its posted offer to its open data channel, and whether what is said at that moment is all heard.

use super::Counter;
use crate::{
    report::{Beside, Goal, Measure, Row, thousands},
    run::Run,
    samples::{Samples, ms},
};
use anyhow::{Context, ensure};
use peer::{Event, Peer, Settings};
use scope::time::timeout;
use serde_json::json;
use sim::{
    PATIENCE,
    http::Client,
    voice::caller::{CallError, Caller, Ringing, Told},
};
use std::time::{Duration, Instant};

/// The calls.
const CALLS: usize = 1_000;

/// Events that are sent as the channel opens, as the issue has it.
const EVENTS: usize = 20;

/// The goals.
const GOAL_P50_MS: f64 = 60.0;
const GOAL_P99_MS: f64 = 80.0;

/// A floor is measured beside every so manieth call.
const FLOOR_EVERY: usize = 5;

/// Calls before: what is made for the first is not counted.
const BEFORE: usize = 5;

/// Measures it.
///
/// # Errors
/// When a call cannot be made.
pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let calls = run.pick(CALLS, 50);
    let counter = Counter::open(run, "connect", &[]).await?;
    for _ in 0..BEFORE {
        Caller::ring(counter.address(), &counter.token)
            .await?
            .leave()
            .await;
    }
    let mut client = Client::new(counter.address(), counter.token.clone());
    let (mut ours, mut bare, mut posts) = (Vec::new(), Vec::new(), Vec::new());
    let mut lost = 0;
    for call in 0..calls {
        let mut caller = Caller::ring(counter.address(), &counter.token).await?;
        ours.push(caller.opened_in());
        lost += at_open(&mut caller).await?;
        caller.leave().await;
        if call % FLOOR_EVERY == 0 {
            bare.push(peers(run).await?);
            posts.push(refused(&mut client).await?);
        }
    }
    let (ours, bare, posts) = (
        Samples::new(ours)?,
        Samples::new(bare)?,
        Samples::new(posts)?,
    );
    let row = |percent: u8, goal: f64| Row {
        figure: format!(
            "connect: offer posted → data channel open, loopback, p{percent} of {} calls",
            thousands(calls as f64)
        ),
        measured: Measure::ms(ms(ours.percentile(percent))),
        goal: Goal::AtMost(goal),
        beside: vec![
            Beside::new(
                "two bare `peer`s in one process",
                Measure::ms(ms(bare.percentile(percent))),
            ),
            Beside::new(
                "an offer that is refused at once",
                Measure::ms(ms(posts.percentile(percent))),
            ),
        ],
        notes: Vec::new(),
    };
    let mut rows = vec![row(50, GOAL_P50_MS), row(99, GOAL_P99_MS)];
    rows[0].notes.push(format!(
        "one call after the other; fastest {:.0} ms, slowest {:.0} ms; floors beside every {FLOOR_EVERY}th call",
        ms(ours.percentile(0)),
        ms(ours.max())
    ));
    rows.push(Row {
        figure: format!(
            "events lost of {}, sent as the channel opened",
            thousands((calls * EVENTS) as f64)
        ),
        measured: Measure::count(lost as f64),
        goal: Goal::AtMost(0.0),
        beside: Vec::new(),
        notes: vec![format!(
            "{EVENTS} items at once on each call; lost is one that is not answered, or not in its turn"
        )],
    });
    Ok(rows)
}

/// Sends items as soon as it can; how many of them are not answered in their turn.
async fn at_open(caller: &mut Caller) -> anyhow::Result<usize> {
    let id = |at: usize| format!("item_at_open_{at}");
    for at in 0..EVENTS {
        let mut item = sim::voice::typed("hello");
        item["item"]["id"] = json!(id(at));
        caller.say(&item).await?;
    }
    let mut answered = 0;
    let answers = async {
        while answered < EVENTS {
            let Told::Event(event) = caller.hear().await? else {
                continue;
            };
            if event["type"] == "conversation.item.done" {
                if event["item"]["id"] != id(answered) {
                    break;
                }
                answered += 1;
            }
        }
        Ok::<_, CallError>(())
    };
    // Who is not answered within that time has lost the rest.
    if let Ok(heard) = timeout(PATIENCE, answers).await {
        heard?;
    }
    Ok(EVENTS - answered)
}

/// The same between two bare peers: no HTTP, no session, no second process.
async fn peers(run: &Run) -> anyhow::Result<Duration> {
    let scope = run.scope.child("bare peers");
    let settings = Settings::default();
    let offered = Peer::offer(&scope.handle(), &settings).await?;
    let began = Instant::now();
    let (answer, theirs) = Peer::answer(&scope.handle(), offered.sdp(), &settings).await?;
    let mut ours = offered.answered(&answer).await?;
    let opened = timeout(PATIENCE, ours.events.next()).await;
    let took = began.elapsed();
    let opened = opened.context("bare peers do not connect")?;
    ensure!(opened == Some(Event::Open), "bare peers: {opened:?}");
    for connection in [ours.connection, theirs.connection] {
        connection.close("measured");
        connection.closed().await;
    }
    Ok(took)
}

/// A round trip through the same door.
async fn refused(client: &mut Client) -> anyhow::Result<Duration> {
    let offer = Ringing::new()
        .await?
        .offer()
        .replace("a=fingerprint", "a=f");
    let began = Instant::now();
    let answer = client.post_as("/v1/realtime/calls", "application/sdp", offer);
    let status = answer.await?.status;
    let took = began.elapsed();
    ensure!(status == 400, "an offer without a fingerprint: {status}");
    Ok(took)
}
