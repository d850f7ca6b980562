//! Two peers of this crate over loopback: real sockets, real keys, real Opus.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::time::Duration;

use common::{Pair, empty, open, opened, pair, tone, within};
use peer::{By, Event, FRAME, MAX_TEXT, Peer, Phase, SayError, SendError, Settings};
use scope::Scope;

#[test]
fn texts_go_both_ways_in_order() {
    scope::run(Some(2), async {
        let root = Scope::root("test");
        let Pair {
            mut ours,
            mut theirs,
        } = opened(&root.handle()).await;
        for n in 0..20 {
            ours.texts.send(&format!("ours {n}")).await.unwrap();
            theirs.texts.send(&format!("theirs {n}")).await.unwrap();
        }
        for n in 0..20 {
            let event = within(theirs.events.next()).await;
            assert_eq!(event, Some(Event::Text(format!("ours {n}"))));
            let event = within(ours.events.next()).await;
            assert_eq!(event, Some(Event::Text(format!("theirs {n}"))));
        }
        ours.connection.close("enough");
        let closed = within(ours.connection.closed()).await;
        assert_eq!((closed.by, closed.phase), (By::Us, Phase::Open));
        assert_eq!(
            within(ours.events.next()).await,
            Some(Event::Closed(closed))
        );
        assert_eq!(within(ours.events.next()).await, None);
        match within(theirs.events.next()).await {
            Some(Event::Closed(closing)) => assert_eq!(closing.by, By::Peer),
            other => panic!("{other:?}"),
        }
        within(theirs.connection.closed()).await;
        empty(&root).await;
    });
}

#[test]
fn what_is_said_is_heard_and_drained() {
    scope::run(Some(2), async {
        let root = Scope::root("test");
        let Pair {
            mut ours,
            mut theirs,
        } = opened(&root.handle()).await;
        let said = tone(50);
        ours.speaker.say(&said).await.unwrap();
        let mark = ours.speaker.finish();
        assert_eq!(within(ours.events.next()).await, Some(Event::Drained(mark)));
        assert_eq!(ours.speaker.played(), Duration::from_secs(1));

        let mut loud = 0;
        while loud < 45 {
            let frame = within(theirs.sound.next()).await.unwrap();
            let energy: i64 = frame.iter().map(|s| i64::from(*s) * i64::from(*s)).sum();
            loud += u32::from(energy / FRAME as i64 > 1_000_000);
        }
        let counts = theirs.sound.counts();
        assert_eq!((counts.lost, counts.malformed, counts.foreign), (0, 0, 0));
        assert_eq!(theirs.sound.dropped(), 0);
    });
}

#[test]
fn clearing_stops_at_once() {
    scope::run(Some(2), async {
        let root = Scope::root("test");
        let Pair {
            mut ours,
            theirs: _theirs,
        } = pair(&root.handle()).await;
        open(&mut ours).await;
        let speaker = ours.speaker.clone();
        // More than there is room for: it waits, until it is cleared.
        let rest = root.spawn(scope::Task::abort("say"), async move {
            speaker.say(&tone(70 * 50)).await
        });
        while ours.speaker.played() < Duration::from_millis(100) {
            tokio::task::yield_now().await;
        }
        ours.speaker.finish();
        assert!(ours.speaker.clear() > Duration::from_secs(55));
        assert_eq!(within(rest).await, Ok(Err(SayError::Cleared)));
        assert_eq!(ours.speaker.queued(), Duration::ZERO);
        let mark = ours.speaker.finish();
        assert_eq!(within(ours.events.next()).await, Some(Event::Drained(mark)));
    });
}

#[test]
fn a_text_has_a_longest_length() {
    scope::run(Some(2), async {
        let root = Scope::root("test");
        let Pair {
            mut ours,
            mut theirs,
        } = pair(&root.handle()).await;
        let early = ours.texts.send("too early").await;
        assert!(matches!(early, Ok(()) | Err(SendError::NotOpen)));
        open(&mut ours).await;
        open(&mut theirs).await;
        let longest = "x".repeat(MAX_TEXT);
        ours.texts.send(&longest).await.unwrap();
        let mut event = within(theirs.events.next()).await;
        if event == Some(Event::Text("too early".to_owned())) {
            event = within(theirs.events.next()).await;
        }
        assert_eq!(event, Some(Event::Text(longest)));
        let more = "x".repeat(MAX_TEXT + 1);
        assert_eq!(
            ours.texts.send(&more).await,
            Err(SendError::TooLong(MAX_TEXT + 1))
        );
        drop(ours.connection);
        assert_eq!(ours.texts.send("late").await, Err(SendError::Closed));
    });
}

#[test]
fn a_slow_reader_holds_the_writer_up_and_loses_nothing() {
    scope::run(Some(2), async {
        let root = Scope::root("test");
        let Pair { ours, mut theirs } = opened(&root.handle()).await;
        const TEXTS: usize = 600;
        let texts = ours.texts.clone();
        let writer = root.spawn(scope::Task::abort("write"), async move {
            let filler = "x".repeat(8_000);
            for n in 0..TEXTS {
                texts.send(&format!("{n} {filler}")).await?;
            }
            Ok::<(), SendError>(())
        });
        for n in 0..TEXTS {
            let event = within(theirs.events.next()).await;
            let Some(Event::Text(text)) = event else {
                panic!("{event:?}");
            };
            assert!(text.starts_with(&format!("{n} ")), "{n}: {}", &text[..9]);
        }
        assert_eq!(within(writer).await, Ok(Ok(())));
    });
}

#[test]
fn an_offer_that_will_not_do_leaves_nothing() {
    scope::run(Some(2), async {
        let root = Scope::root("test");
        let settings = Settings::default();
        for offer in [
            "",
            "v=0",
            "hello",
            "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n",
        ] {
            let refused = Peer::answer(&root.handle(), offer, &settings).await;
            assert!(refused.unwrap_err().is_their_fault());
        }
        assert_eq!(root.census().total(), 0, "{}", root.census());
    });
}
