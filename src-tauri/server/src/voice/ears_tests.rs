//! The desk is fair, bounded, and loses nobody, whatever recognisers and guests do.

use super::*;
use scope::time;
use speech::{Engine, Recogniser};
use std::sync::atomic::{AtomicBool, AtomicUsize};

/// Hears how many samples it was given, and what was expected.
struct Counting {
    samples: usize,
    slow: Arc<AtomicBool>,
}

#[derive(Default, Clone)]
struct Counter {
    opened: Arc<AtomicUsize>,
    slow: Arc<AtomicBool>,
}

/// A sample at which [`Counting`] panics.
const POISON: i16 = -1;

impl Engine for Counter {
    fn open(&self) -> Result<Box<dyn Recogniser>, HearError> {
        self.opened.fetch_add(1, Ordering::SeqCst);
        let slow = self.slow.clone();
        Ok(Box::new(Counting { samples: 0, slow }))
    }
}

impl Recogniser for Counting {
    fn begin(&mut self, _: &Cue) {
        self.samples = 0;
    }

    fn feed(&mut self, sound: &[i16]) -> Option<String> {
        assert!(!sound.contains(&POISON), "poisoned");
        while self.slow.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        self.samples += sound.len();
        Some(self.samples.to_string())
    }

    fn finish(&mut self) -> Result<Heard, HearError> {
        match self.samples {
            0 => Err(HearError::Decoder("nothing".to_owned())),
            samples => Ok(Heard::typed(&samples.to_string())),
        }
    }
}

struct Rig {
    scope: Scope,
    ears: Ears,
    listeners: Arc<Listeners>,
    opened: Arc<AtomicUsize>,
    slow: Arc<AtomicBool>,
}

const THREADS: usize = 2;

impl Rig {
    fn new() -> Self {
        let scope = Scope::root("test");
        let counter = Counter::default();
        let (opened, slow) = (counter.opened.clone(), counter.slow.clone());
        let make = move || -> Result<Box<dyn Engine>, HearError> { Ok(Box::new(counter.clone())) };
        let listeners = Arc::new(Listeners::new(Box::new(make)));
        listeners.prepare();
        Self {
            ears: Ears::start(&scope, THREADS),
            listeners,
            scope,
            opened,
            slow,
        }
    }

    fn listen(&self) -> Listening {
        self.ears.listen(&self.listeners, Cue::Open).unwrap()
    }

    async fn heard(mut listening: Listening) -> Result<String, EarError> {
        listening.end();
        let heard = std::future::poll_fn(|cx| listening.poll_heard(cx));
        let heard = time::timeout(Duration::from_secs(30), heard).await;
        heard.expect("no answer").map(|heard| heard.text())
    }

    /// Nothing is left: no utterance, and every recogniser is idle.
    async fn ends_clean(self) {
        let all_idle = || {
            let pool = self.listeners.pool();
            pool.idle.len() == pool.open && pool.waiting.is_empty()
        };
        while !all_idle() || self.ears.desk.queue.alive.load(Ordering::Relaxed) > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(self.ears.waiting(), 0);
        let closed = self.scope.close(Duration::from_secs(5)).await;
        assert!(closed.is_clean(), "{closed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn more_guests_than_recognisers_are_all_heard_whole() {
    let rig = Rig::new();
    let guests: Vec<Listening> = (0..40).map(|_| rig.listen()).collect();
    for round in 0..10 {
        for guest in &guests {
            guest.feed(&vec![1; 100 + round]);
        }
    }
    for guest in guests {
        assert_eq!(Rig::heard(guest).await.unwrap(), "1045");
    }
    let opened = rig.opened.load(Ordering::SeqCst);
    assert!(opened <= THREADS * RECOGNISERS_PER_CORE, "{opened}");
    assert!(rig.ears.worked() > Duration::ZERO);
    rig.ends_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_gives_up_leaves_his_recogniser_to_others() {
    let rig = Rig::new();
    rig.slow.store(true, Ordering::SeqCst);
    let mut guests: Vec<Listening> = (0..30).map(|_| rig.listen()).collect();
    for guest in &guests {
        guest.feed(&[1; 10]);
    }
    // Some that have a recogniser, some that wait for one, some that never spoke.
    let kept = guests.split_off(25);
    drop(guests);
    drop(rig.listen());
    rig.slow.store(false, Ordering::SeqCst);
    for guest in kept {
        assert_eq!(Rig::heard(guest).await.unwrap(), "10");
    }
    rig.ends_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recogniser_that_fails_or_panics_costs_its_own_guest_alone() {
    let rig = Rig::new();
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    for _ in 0..10 {
        let (silent, unlucky, other) = (rig.listen(), rig.listen(), rig.listen());
        unlucky.feed(&[1, POISON]);
        other.feed(&[1; 7]);
        let error = Rig::heard(unlucky).await.unwrap_err();
        assert!(error.to_string().contains("panicked"), "{error}");
        assert!(matches!(
            Rig::heard(silent).await.unwrap_err(),
            EarError::Hear(_)
        ));
        assert_eq!(Rig::heard(other).await.unwrap(), "7");
    }
    std::panic::set_hook(hook);
    rig.ends_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_a_bound_and_it_is_not_kept_by_those_refused() {
    let rig = Rig::new();
    let guests: Vec<Listening> = (0..UTTERANCES).map(|_| rig.listen()).collect();
    for _ in 0..3 {
        let refused = rig.ears.listen(&rig.listeners, Cue::Open);
        assert!(matches!(refused, Err(EarError::Busy)));
    }
    drop(guests);
    let guest = rig.listen();
    guest.feed(&[1; 3]);
    assert_eq!(Rig::heard(guest).await.unwrap(), "3");
    rig.ends_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_engine_it_says_why() {
    let scope = Scope::root("test");
    let ears = Ears::start(&scope, 1);
    let none = || Err(HearError::Decoder("no model".to_owned()));
    let listeners = Arc::new(Listeners::new(Box::new(none)));
    let listening = ears.listen(&listeners, Cue::Open).unwrap();
    listening.feed(&[1]);
    // Only now is it known.
    while ears.waiting() == 0 {
        tokio::task::yield_now().await;
    }
    listeners.prepare();
    let error = Rig::heard(listening).await.unwrap_err();
    assert!(error.to_string().contains("no model"), "{error}");
    assert!(scope.close(Duration::from_secs(5)).await.is_clean());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_heard_so_far_is_told() {
    let rig = Rig::new();
    let mut guest = rig.listen();
    guest.feed(&[1; 5]);
    let told = std::future::poll_fn(|cx| guest.poll_partial(cx));
    let told = time::timeout(Duration::from_secs(30), told).await;
    assert_eq!(told.expect("nothing was told"), "5");
    drop(guest);
    rig.ends_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_speaks_before_the_menu_is_learned_is_heard_afterwards() {
    let mut rig = Rig::new();
    let counter = Counter::default();
    let make = move || -> Result<Box<dyn Engine>, HearError> { Ok(Box::new(counter.clone())) };
    rig.listeners = Arc::new(Listeners::new(Box::new(make)));
    let guests: Vec<Listening> = (0..10).map(|_| rig.listen()).collect();
    for guest in &guests {
        guest.feed(&[1; 4]);
        guest.end();
    }
    rig.listeners.prepare();
    for guest in guests {
        assert_eq!(Rig::heard(guest).await.unwrap(), "4");
    }
    rig.ends_clean().await;
}
