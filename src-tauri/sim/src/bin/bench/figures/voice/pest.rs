//! A caller who spoils it for others, or tries to: floods, noise that never ends, and strange datagrams.

use super::{
    Counter,
    guest::{End, Guest, Turn},
    sentences::{SEED, Spoken, orders},
    speech::{GOAL_P95_MS, PAUSE},
};
use crate::{
    report::{Beside, Goal, Measure, Row, thousands},
    run::Run,
    samples::{Samples, ms},
};
use anyhow::{Context, ensure};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use scope::{Task, time::Ticker};
use sim::voice::caller::{CallError, Caller};
use speech::sound::{Clip, FULL_RATE};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::net::UdpSocket;

/// Sentences of the guest who is pestered.
const SENTENCES: usize = 6;

/// How often the guest says everything alone first.
const ALONE: usize = 3;

/// Datagrams of a burst, and how often one comes: 10,000 a second, two hundred times what a caller sends.
const BURST: usize = 100;
/// See [`BURST`].
const BURST_EVERY: Duration = Duration::from_millis(10);

/// First bytes of datagrams that look like STUN, DTLS and RTP (RFC 7983, section 7).
const FIRST_BYTES: [u8; 3] = [0, 22, 128];

/// A way to be a pest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pest {
    /// Events as fast as they are taken; he calls again when he is thrown out.
    Events,
    /// The same with texts as long as any may be.
    LongTexts,
    /// Noise as loud as can be, without an end.
    Noise,
    /// Datagrams that are nothing, to the other guest's own address.
    Datagrams,
}

impl Pest {
    const ALL: [Self; 4] = [Self::Events, Self::LongTexts, Self::Noise, Self::Datagrams];

    fn as_str(self) -> &'static str {
        match self {
            Self::Events => "a flood of events",
            Self::LongTexts => "a flood of 64 KiB texts",
            Self::Noise => "noise without an end",
            Self::Datagrams => "10,000 strange datagrams a second to the guest's own port",
        }
    }
}

/// Measures it.
///
/// # Errors
/// When a guest is not served.
pub async fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let counter = Counter::open(run, "pest", &[]).await?;
    counter.warm_up().await?;
    let said = orders(run.pick(SENTENCES, 3), SEED, PAUSE)?;
    let mut alone = Vec::new();
    for _ in 0..ALONE {
        alone.push(served(run, &counter, &said, None).await?.0);
    }
    let mut beside = Vec::new();
    for pest in Pest::ALL {
        beside.push((pest, served(run, &counter, &said, Some(pest)).await?));
    }
    let p95 = |turns: &[Turn]| {
        let carts = turns.iter().filter_map(|turn| turn.cart).collect();
        Ok::<_, anyhow::Error>(Samples::new(carts)?.percentile(95))
    };
    let mut worst = (Duration::ZERO, String::new());
    let mut said_of = Vec::new();
    let mut differ = 0;
    for (pest, (turns, sent)) in &beside {
        let took = p95(turns)?;
        let others = different(&alone, turns);
        differ += others;
        said_of.push(format!(
            "{} ({} sent): {:.0} ms, {others} heard differently",
            pest.as_str(),
            thousands(*sent as f64),
            ms(took)
        ));
        if took > worst.0 {
            worst = (took, pest.as_str().to_owned());
        }
    }
    let (worst, who) = worst;
    Ok(vec![
        Row {
            figure: format!(
                "end of speech → cart beside {who}, the worst of {} pests, p95",
                Pest::ALL.len()
            ),
            measured: Measure::ms(ms(worst)),
            goal: Goal::AtMost(GOAL_P95_MS),
            beside: vec![Beside::new(
                "the guest alone",
                Measure::ms(ms(p95(&alone.concat())?)),
            )],
            notes: said_of,
        },
        Row {
            figure: format!(
                "sentences of {} that were heard differently beside a pest",
                said.len() * Pest::ALL.len()
            ),
            measured: Measure::count(differ as f64),
            goal: Goal::AtMost(0.0),
            beside: vec![Beside::new(
                format!("of {}, one of those times alone", said.len()),
                Measure::count(different(&alone[1..], &alone[0]) as f64),
            )],
            notes: vec![format!(
                "words that came out in none of {ALONE} times alone: lost sound would make such; where the sound begins within \
                 a frame makes others now and then"
            )],
        },
    ])
}

/// Sentences whose words are none of those that came out at any of the times alone.
fn different(alone: &[Vec<Turn>], turns: &[Turn]) -> usize {
    let is_other = |(at, turn): &(usize, &Turn)| {
        let mut known = alone.iter().filter_map(|turns| turns.get(*at));
        !known.any(|known| known.words == turn.words)
    };
    turns.iter().enumerate().filter(is_other).count()
}

/// A guest who says everything, beside a pest where there is one.
async fn served(
    run: &Run,
    counter: &Counter,
    said: &[Spoken],
    pest: Option<Pest>,
) -> anyhow::Result<(Vec<Turn>, u64)> {
    let mut turns = Vec::new();
    let sent = Arc::new(AtomicU64::new(0));
    for spoken in said {
        let scope = run.scope.child("pest");
        let mut guest = Guest::come(counter.address(), &counter.token, End::Heard).await?;
        if let Some(pest) = pest {
            let (address, token) = (counter.address(), counter.token.clone());
            let ports = candidates(guest.answer());
            let (seed, sent) = (run.seed, sent.clone());
            scope.spawn(Task::abort("pest"), async move {
                loop {
                    // Thrown out is what he should be; he comes back.
                    let _ = pester(pest, address, &token, &ports, seed, &sent).await;
                }
            });
        }
        let turn = guest.order(spoken).await;
        turns.push(turn.with_context(|| format!("beside {pest:?}"))?);
        guest.leave().await;
    }
    let sent = sent.load(Ordering::Relaxed);
    ensure!(pest.is_none() || sent > 0, "{pest:?} did nothing");
    Ok((turns, sent))
}

/// Is a pest until he is thrown out.
async fn pester(
    pest: Pest,
    address: SocketAddr,
    token: &str,
    ports: &[SocketAddr],
    seed: u64,
    sent: &AtomicU64,
) -> anyhow::Result<()> {
    let mut chance = StdRng::seed_from_u64(seed);
    if pest == Pest::Datagrams {
        return datagrams(ports, &mut chance, sent).await;
    }
    let mut caller = Caller::ring(address, token).await?;
    let text = match pest {
        Pest::LongTexts => "x".repeat(peer::MAX_TEXT),
        _ => r#"{"type":"session.update","session":{"type":"realtime","instructions":"?"}}"#
            .to_owned(),
    };
    let noise = Clip {
        rate: FULL_RATE,
        samples: (0..FULL_RATE).map(|_| chance.random()).collect(),
    };
    loop {
        match pest {
            Pest::Noise => {
                // A minute is queued at most: then it waits for its turn, and for the answers that come.
                let mark = caller.speak(&noise).await?;
                loop {
                    if let sim::voice::caller::Told::Said(said) = caller.hear().await?
                        && said >= mark
                    {
                        break;
                    }
                }
            }
            _ => flood(&mut caller, &text).await?,
        }
        sent.fetch_add(1, Ordering::Relaxed);
    }
}

/// Sends a text, and reads whatever there is to read.
async fn flood(caller: &mut Caller, text: &str) -> Result<(), CallError> {
    caller.text(text).await?;
    while let Some(told) = futures_util::FutureExt::now_or_never(caller.hear()) {
        told?;
    }
    Ok(())
}

async fn datagrams(
    ports: &[SocketAddr],
    chance: &mut StdRng,
    sent: &AtomicU64,
) -> anyhow::Result<()> {
    let socket = UdpSocket::bind("127.0.0.1:0").await?;
    let mut ticker = Ticker::new(BURST_EVERY);
    let began = Instant::now();
    loop {
        ticker.tick().await;
        for at in 0..BURST {
            let mut datagram = [0_u8; 160];
            chance.fill(&mut datagram[..]);
            datagram[0] = FIRST_BYTES[at % FIRST_BYTES.len()];
            let port = ports[at % ports.len()];
            // What the system's queue has no room for is none of the guest's trouble.
            if socket.try_send_to(&datagram, port).is_ok() {
                sent.fetch_add(1, Ordering::Relaxed);
            }
        }
        if began.elapsed() > sim::PATIENCE {
            return Ok(());
        }
    }
}

/// Where a description says that sound is taken (RFC 8839, section 5.1).
fn candidates(description: &str) -> Vec<SocketAddr> {
    let lines = description.lines();
    let each = lines.filter_map(|line| {
        let mut fields = line.strip_prefix("a=candidate:")?.split(' ').skip(4);
        let (ip, port) = (fields.next()?, fields.next()?);
        Some(SocketAddr::new(ip.parse().ok()?, port.parse().ok()?))
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_says_where() {
        let description =
            "v=0\r\na=candidate:1 1 udp 2130706431 127.0.0.1 40123 typ host\r\na=mid:0\r\n";
        assert_eq!(
            candidates(description),
            ["127.0.0.1:40123".parse::<std::net::SocketAddr>().unwrap()]
        );
    }
}
