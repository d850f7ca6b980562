//! A board of a real device that is spoken to: a made-up microphone, the real recogniser, the real
//! server.

use crate::kitchen::{Home, grill_state};
use crate::page::{Page, board};
use anyhow::ensure;
use serde_json::{Value, json};
use sim::microphone::{Card, Form, alone};
use sim::server::Server;
use wire::view::{Intent, Screen, SpokenButton, SpokenKind, SpokenStrip, SpokenTap};

/// How often something is said before it must have been heard: on a busy machine the made-up mouth
/// stutters.
const TRIES: usize = 5;

async fn tap(page: &Page, tap: SpokenTap) {
    page.press(Intent::Spoken { tap }).await;
}

/// The strip that is shown now.
fn strip(screen: &Screen) -> Option<&SpokenStrip> {
    screen.spoken.strips.first()
}

/// Holds the button, says it, lets go, and answers what is shown of it.
async fn say(page: &mut Page, card: &Card, words: &str) -> anyhow::Result<SpokenStrip> {
    let clip = sim::sound::shown()[4].say(words)?.at(48_000)?;
    for _ in 0..TRIES {
        tap(page, SpokenTap::Press).await;
        page.until("the light", |screen| {
            screen.spoken.button == SpokenButton::Listening
        })
        .await;
        card.say(&clip)?.wait().await?;
        tap(page, SpokenTap::Release).await;
        let is_settled = |screen: &Screen| {
            screen.spoken.button == SpokenButton::Ready && strip(screen).is_some()
        };
        let shown = page.until("what was heard", is_settled).await;
        let shown = strip(shown).cloned();
        if let Some(shown) = shown.filter(|shown| shown.kind != SpokenKind::Refusing) {
            return Ok(shown);
        }
    }
    anyhow::bail!("it is never heard: {words}")
}

#[test]
fn what_is_spoken_into_the_microphone_is_bumped_at_the_server_and_taken_back() -> anyhow::Result<()>
{
    let test = "spoken::what_is_spoken_into_the_microphone_is_bumped_at_the_server_and_taken_back";
    alone(test, async |folder| {
        let card = Card::start(&folder, Form::default()).await?;
        let server = Server::start().await?;
        let home = Home::new();
        let token = server.token("display").await?;
        home.choose_server(server.address(), &token);
        let running = home.start();
        let mut grill = Page::open(&running.device.station, "main", Some(board("grill"))).await;
        let mut till = server.client("pos").await?;
        let order = json!({"service": {"type": "dine_in", "table": "5"},
            "lines": [{"item": "kids-pasta"}]});
        let placed = till.post("/v1/orders", None, order.to_string()).await?;
        let id = placed.json()["id"].as_str().unwrap_or_default().to_owned();
        grill.tickets(1).await;
        ensure!(
            grill
                .screen
                .as_ref()
                .is_some_and(|screen| { screen.spoken.button == SpokenButton::Off })
        );
        ensure!(card.recording().await? == 0);

        tap(&grill, SpokenTap::Switch { on: true }).await;
        grill
            .until("the menu learned", |screen| {
                screen.spoken.button == SpokenButton::Ready
            })
            .await;
        ensure!(
            card.recording().await? == 0,
            "it is open while it is held, and never else"
        );

        let shown = say(&mut grill, &card, "bump table five").await?;
        ensure!(shown.says == "Bump order 1, table 5", "{shown:?}");
        if shown.kind == SpokenKind::Asking {
            tap(&grill, SpokenTap::Now { key: shown.key }).await;
        }
        grill.tickets(0).await;
        let done = grill
            .until("done", |screen| {
                strip(screen).is_some_and(|s| s.kind == SpokenKind::Done)
            })
            .await;
        let key = strip(done).map(|done| done.key).unwrap_or_default();
        grill.until("taken", |screen| screen.link.saved == 0).await;
        ensure!(grill_state(&mut till, &id).await == "ready");

        tap(&grill, SpokenTap::Undo { key }).await;
        grill.tickets(1).await;
        while card.recording().await? > 0 {}
        kept(&home)?;
        running.end().await;
        Ok(())
    })
}

/// What was switched on is on the next time.
fn kept(home: &Home) -> anyhow::Result<()> {
    let settings = std::fs::read(home.config().join("settings.json"))?;
    let settings: Value = serde_json::from_slice(&settings)?;
    ensure!(settings["spoken"]["on"] == json!(true), "{settings}");
    Ok(())
}
