//! From a synthesiser's voice to what is done, through the real recogniser.

use super::{Recorded, Story};
use crate::spoken::{Came, Spoken};
use sim::sound::shown;
use speech::sound::Clip;
use std::sync::Arc;
use voice::sound::RATE;
use wire::view::{SpokenButton, SpokenKind, SpokenTap};

/// Takes in what the ears have, until they are wanted for nothing.
async fn settled(story: &mut Story, is_done: impl Fn(SpokenButton) -> bool) {
    while !is_done(story.view().button) {
        let came = tokio::time::timeout(sim::PATIENCE, story.spoken.next()).await;
        let came: Came = came.expect("the ears answer");
        story.with(|spoken: &mut Spoken, world, now| spoken.hear(came, world, now));
    }
}

async fn hears(clip: Clip) -> Story {
    let mut story = Story::begin(Recorded::of(clip));
    let menu = story.kitchen.state.menu.clone();
    story.spoken.want(true, menu.as_ref());
    settled(&mut story, |button| button == SpokenButton::Ready).await;
    story.tap(SpokenTap::Press);
    story.tap(SpokenTap::Release);
    settled(&mut story, |button| button == SpokenButton::Ready).await;
    story
}

#[test]
fn a_spoken_bump_is_heard_shown_and_done() {
    scope::run(Some(2), async {
        let said = shown()[4].say("bump table five").unwrap().at(RATE).unwrap();
        let mut story = hears(said).await;
        let shown = (SpokenKind::Doing, "Bump order 1, table 5".to_owned());
        assert_eq!(story.shown(), shown);
        assert!(story.wait(1_500).is_some());
    });
}

#[test]
fn silence_is_told_at_once() {
    scope::run(Some(2), async {
        let samples = vec![0; RATE as usize];
        let story = hears(Clip {
            rate: RATE,
            samples,
        })
        .await;
        let nothing = "Didn't hear anything. Hold while you speak.".to_owned();
        assert_eq!(story.shown(), (SpokenKind::Refusing, nothing));
    });
}

#[test]
fn the_same_menu_is_learned_once() {
    scope::run(Some(2), async {
        let mut story = hears(Clip::default()).await;
        let again = story.kitchen.state.menu.as_deref().cloned().map(Arc::new);
        story.spoken.want(true, again.as_ref());
        story.spoken.want(true, None);
        assert_eq!(story.view().button, SpokenButton::Ready);
        let none = std::future::poll_fn(|context| {
            let next = std::pin::pin!(story.spoken.next());
            std::task::Poll::Ready(next.poll(context).is_pending())
        });
        assert!(none.await, "there is nothing to learn");
    });
}
