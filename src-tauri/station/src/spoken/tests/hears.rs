//! From a synthesiser's voice to what is done, through the real recogniser.

use super::{Recorded, Story};
use crate::spoken::{Came, Spoken};
use sim::sound::noise::Heard;
use sim::sound::{Kitchen, Padding, scene, shown};
use speech::board::ear::{Ear, Verdict, verdict};
use speech::board::{Board, Wish};
use speech::front::{Front, Listening};
use speech::sound::Clip;
use std::sync::Arc;
use voice::sound::RATE;
use wire::view::{SpokenButton, SpokenKind, SpokenTap};

/// Takes of nothing but noise.
const HELD: u64 = 8;
/// How loud a kitchen is, of a full scale of 32,768: ten decibels below a voice at the counter.
const LOUD: f32 = 500.0;

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

fn with_an_ear() -> (Story, Ear) {
    let story = Story::begin(Recorded::silent());
    let menu = story.kitchen.state.menu.clone().unwrap();
    (story, Ear::new(&menu, None).unwrap())
}

/// What would be done of a take: `!` at once, `?` at a tap, `-` nothing.
fn became(ear: &mut Ear, story: &Story, clip: &Clip) -> String {
    let mut front = Front::new(clip.rate, Listening::Held).unwrap();
    front.push(&clip.samples, |_| ());
    let heard = ear.hear(&front.take().samples).unwrap();
    let board = Board {
        state: &story.kitchen.state,
        station: None,
    };
    match verdict(&heard, board) {
        Verdict::Wanted { wish, is_sure, .. } => {
            let (Wish::Do { shown, .. } | Wish::Tell(shown)) = wish;
            format!("{}{shown}", if is_sure { '!' } else { '?' })
        }
        Verdict::Nothing | Verdict::Unclear { .. } => "-".to_owned(),
    }
}

#[test]
fn a_kitchens_noise_is_no_command() {
    scope::run(Some(1), async {
        let (story, mut ear) = with_an_ear();
        let kitchen = Kitchen::open().unwrap();
        // A button that is held by mistake: somebody talks, a fan runs, things fall.
        for seed in 0..HELD {
            let noise = kitchen.noise(Heard::All, 3 * RATE as usize, seed);
            let samples = noise.into_iter().map(|sample| (sample * LOUD) as i16);
            let clip = Clip {
                rate: RATE,
                samples: samples.collect(),
            };
            assert_eq!(became(&mut ear, &story, &clip), "-", "take {seed}");
        }
    });
}

#[test]
fn noise_makes_no_command_another() {
    scope::run(Some(1), async {
        let (story, mut ear) = with_an_ear();
        let kitchen = Kitchen::open().unwrap();
        let mut right = 0;
        for (seed, voice) in (0..).zip([shown()[4], shown()[5]]) {
            for (said, wanted, snr_db) in [
                ("bump table five", "Bump order 1, table 5", 20.0),
                ("bump table nine", "Bump order 2, table 9", 10.0),
                ("eighty six the salmon", "86 Grilled Salmon", 20.0),
                ("eighty six the salmon", "86 Grilled Salmon", 10.0),
            ] {
                let speech = voice.say(said).unwrap();

                let scene = scene(&speech, &kitchen, Some(snr_db), Padding::default(), seed);
                let became = became(&mut ear, &story, &scene.unwrap().clip);
                println!("{voice} {snr_db} dB {said}: {became}");
                let is_right = became.strip_prefix('!') == Some(wanted);
                assert!(is_right || !became.starts_with('!'), "{said}: {became}");
                right += usize::from(is_right);
            }
        }
        assert!(right >= 2, "a quarter of them is done: {right}");
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
