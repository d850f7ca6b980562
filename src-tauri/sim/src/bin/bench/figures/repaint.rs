//! A board's repaint after one event, with 300 open tickets in the real window: how much longer the thread that runs the page's
//! script, style, layout and painting (the web process' first) was busy in a span with one event than in a span without.
//!
//! The kernel counts that time in nanoseconds, so nothing is put into the page, whose own clock counts whole milliseconds in this
//! WebKit. What painting threads and the app's own process do is not on that thread, and not in it.

use crate::{
    bare::{Ask, Bare},
    cook,
    process::{child_named, first_thread},
    report::{Beside, Goal, Measure, Row},
    run::Run,
    samples::{Samples, ms},
    window::{
        app::{self, Prepared, Tickets},
        peer::Peer,
        share_of_tickets,
    },
};
use anyhow::ensure;
use kitchen::{Command, LineId, OrderId, StationId};
use scope::time::sleep;
use sim::http::Client;
use std::time::Duration;

/// The tickets.
const TICKETS: usize = 300;

/// The goal.
const GOAL_MS: f64 = 8.0;

/// A span: an event has long been painted, and two of three have no tick of the page's clock in them.
const SPAN: Duration = Duration::from_millis(300);

/// After the app's start, until nothing of it is left to do.
const SETTLED: Duration = Duration::from_secs(10);

/// Tickets that stand on the first page for sure.
const IN_SIGHT: usize = 12;

/// An order of which a bump takes a ticket off the board lets the others move up after a while of quiet (`ui/src/still`, `QUIET_MS`
/// and `UNDO_MS`): that, too, has to be over.
const MOVED_UP: Duration = Duration::from_secs(7);

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A line of a ticket in sight is begun.
    Started,
    /// An order comes in; its ticket is on the last page.
    Placed,
    /// A ticket in sight is bumped at another screen.
    Bumped,
}

/// Measures it.
///
/// # Errors
/// When there is no screen, or nothing is painted on it.
pub async fn measure(run: &Run) -> anyhow::Result<Row> {
    let prepared = Prepared::new(run, "repaint", TICKETS).await?;
    let mut app = prepared.start()?;
    app.painted().await?;
    sleep(SETTLED).await;
    ensure!(
        share_of_tickets().await? > 0.0,
        "the screen shows no tickets"
    );
    let mut board = Board {
        web: app.web_process()?,
        client: prepared.client(),
        tickets: prepared.tickets(),
        orders: prepared.orders.iter().copied(),
    };
    let idle = board.idle(run.pick(60, 10)).await?;
    let mut kinds = Vec::new();
    for (kind, count) in [
        (Kind::Started, IN_SIGHT),
        (Kind::Placed, 40),
        (Kind::Bumped, 10),
    ] {
        let events = board.events(kind, run.pick(count, 4)).await?;
        kinds.push((kind, less(&events, &idle)?));
    }
    app.stop().await?;
    let peer = peer(run).await?;
    let worst = kinds.iter().max_by_key(|(_, samples)| samples.median());
    let (_, worst) = worst.ok_or_else(|| anyhow::anyhow!("nothing was measured"))?;
    let said = |(kind, samples): &(Kind, Samples)| {
        let (median, most) = (ms(samples.median()), ms(samples.max()));
        format!(
            "{kind:?} {median:.2} ms (the most of {} {most:.1} ms)",
            samples.count()
        )
    };
    let said: Vec<String> = kinds.iter().map(said).collect();
    Ok(Row {
        figure: format!("repaint after one event with {TICKETS} open tickets, UI thread"),
        measured: Measure::ms(ms(worst.median())),
        goal: Goal::AtMost(GOAL_MS),
        beside: vec![Beside::new(
            "one text changed in a bare page of 24 tickets",
            Measure::ms(ms(peer.median())),
        )],
        notes: vec![
            format!("medians: {}; the worst counts", said.join(", ")),
            format!(
                "processor time of the web process' first thread (script, style, layout, painting) in {} ms with one event, \
                     less that in as long without ({:.2} ms)",
                SPAN.as_millis(),
                ms(idle.median())
            ),
        ],
    })
}

struct Board<O> {
    web: u32,
    client: Client,
    tickets: Tickets,
    orders: O,
}

impl<O: Iterator<Item = OrderId>> Board<O> {
    async fn idle(&mut self, count: usize) -> anyhow::Result<Samples> {
        let mut spans = Vec::new();
        for _ in 0..count {
            let before = first_thread(self.web)?;
            sleep(SPAN).await;
            spans.push(first_thread(self.web)? - before);
        }
        Samples::new(spans)
    }

    async fn events(&mut self, kind: Kind, count: usize) -> anyhow::Result<Samples> {
        let mut spans = Vec::new();
        for _ in 0..count {
            let before = first_thread(self.web)?;
            self.happen(kind).await?;
            sleep(SPAN).await;
            spans.push(first_thread(self.web)? - before);
            sleep(if kind == Kind::Bumped { MOVED_UP } else { SPAN }).await;
        }
        Samples::new(spans)
    }

    async fn happen(&mut self, kind: Kind) -> anyhow::Result<()> {
        let mut order = || {
            self.orders
                .next()
                .ok_or_else(|| anyhow::anyhow!("no order is left"))
        };
        let station = Some(StationId::from(app::STATION));
        let command = match kind {
            Kind::Placed => {
                let body = self.tickets.next()?;
                app::place(&mut self.client, &body).await?;
                return Ok(());
            }
            Kind::Started => Command::StartLine {
                order: order()?,
                line: LineId::from("1"),
                station,
            },
            Kind::Bumped => Command::Bump {
                order: order()?,
                station,
                lines: None,
            },
        };
        cook::give(&mut self.client, &command).await
    }
}

/// What the spans have more than the middle of the idle ones.
fn less(events: &Samples, idle: &Samples) -> anyhow::Result<Samples> {
    let more = |span: &Duration| span.saturating_sub(idle.median());
    Samples::new(events.all().iter().map(more).collect())
}

/// The same for a bare page, which changes one text at each frame of a bare server.
async fn peer(run: &Run) -> anyhow::Result<Samples> {
    let bare: Bare = run.bare(&[]).await?;
    let stream = Some(format!("ws://{}/", bare.stream()));
    let mut peer = Peer::start(&run.scope, &run.folder("peer"), stream).await?;
    peer.painted().await?;
    sleep(SETTLED).await;
    let web = child_named(peer.pid()?, "WebKitWebProces")?;
    let mut client = bare.client();
    // As long as a patch with one ticket.
    let ask = Ask {
        store: 1,
        frame: 1_000,
        answer: 20,
    };
    let (mut idle, mut busy) = (Vec::new(), Vec::new());
    for _ in 0..run.pick(30, 5) {
        let before = first_thread(web)?;
        sleep(SPAN).await;
        let between = first_thread(web)?;
        client.post(&ask.path(), None, "{}").await?;
        sleep(SPAN).await;
        idle.push(between - before);
        busy.push(first_thread(web)? - between);
    }
    peer.stop().await?;
    less(&Samples::new(busy)?, &Samples::new(idle)?)
}
