//! What is understood of made-up guests in a made-up kitchen, without a connection: how much is right, how
//! much is wrong with nobody to question it, and how often something is asked back.

use crate::{
    process,
    report::{Beside, Goal, Measure, Row},
    run::Run,
};
use anyhow::Context;
use sim::{
    load::demo_menu,
    sound::{Kitchen, sentences, set::Recipe, shown, untouched},
};
use speech::{
    Lexicon,
    front::Vad,
    trial::{Figures, Player, Said, Table, percentile, score},
};
use std::{path::Path, sync::Arc, time::Duration};

/// Sentences that the recogniser was tuned with, as VOICE.md had.
const SENTENCES: usize = 40;

/// Their seed; that of the others is the next.
const SEED: u64 = 1;

/// The kitchen's noise below speech, in decibels, and the goals there: the least share of
/// sentences with every slot right, the largest share of slots wrong and unmarked, and of utterances that
/// are asked back.
const NOISES: [(Option<f32>, f64, f64, f64); 3] = [
    (None, 0.93, 0.01, 0.15),
    (Some(20.0), 0.90, 0.02, 0.25),
    (Some(10.0), 0.60, 0.04, 0.60),
];

/// Side talk is heard where it can be heard: VOICE.md's two.
const ASIDE_NOISES: [Option<f32>; 2] = [None, Some(20.0)];

/// Pieces of noise without anybody who speaks to us.
const NOISE_ALONE: usize = 30;

/// The goal for what is no order.
const GOAL_TAKEN: f64 = 0.01;

/// The goal, in real time.
const GOAL_FACTOR: f64 = 0.2;

/// One case of so many is played, and in a run to try one of more: no divisor of the seven voices or
/// the three noises is among theirs, so that each voice is heard in each noise.
const EVERY: (usize, usize) = (2, 20);

/// The same of the four other voices.
const EVERY_OTHER: (usize, usize) = (5, 25);

/// The same for side talk, which has two noises.
const EVERY_ASIDE: (usize, usize) = (3, 15);

/// Measures it.
///
/// # Errors
/// When there is no recogniser, or a synthesiser cannot speak.
pub fn measure(run: &Run) -> anyhow::Result<Vec<Row>> {
    let every = run.pick(EVERY.0, EVERY.1);
    let mut bench = Bench::open()?;
    let menu = demo_menu();
    let noises: Vec<Option<f32>> = NOISES.iter().map(|(snr_db, ..)| *snr_db).collect();
    let orders = |seed, voices: &[sim::sound::Voice]| Recipe {
        sentences: sentences::orders(&menu, SENTENCES, seed),
        voices: voices.to_vec(),
        snr_db: noises.clone(),
        noises: 0,
        seed,
    };
    let known = bench.play(&orders(SEED, &shown()), every)?;
    let worked = std::mem::take(&mut bench.worked);
    let others = bench.play(
        &orders(SEED + 1, &untouched()),
        run.pick(EVERY_OTHER.0, EVERY_OTHER.1),
    )?;
    let answers = bench.play(
        &Recipe {
            sentences: sentences::answers(&menu),
            ..orders(SEED, &shown())
        },
        2 * every,
    )?;
    let asides = bench.play(
        &Recipe {
            sentences: sentences::asides(),
            snr_db: ASIDE_NOISES.to_vec(),
            noises: NOISE_ALONE,
            ..orders(SEED, &shown())
        },
        run.pick(EVERY_ASIDE.0, EVERY_ASIDE.1),
    )?;
    let mut rows = Vec::new();
    for noise in NOISES {
        rows.extend(of_orders(noise, &known, &others)?);
    }
    for (snr_db, ..) in NOISES {
        rows.extend(
            answers
                .of(Said::Answer, snr_db)
                .map(|of| of_answers(snr_db, of)),
        );
    }
    rows.push(of_asides(&asides));
    rows.push(factor(&known, worked));
    Ok(rows)
}

/// The engine, and the kitchen around the guests.
struct Bench {
    kitchen: Kitchen,
    player: Player,
    /// Processor time of all threads while somebody was listened to.
    worked: Duration,
}

impl Bench {
    fn open() -> anyhow::Result<Self> {
        let lexicon = Arc::new(Lexicon::of(&Arc::new(demo_menu())));
        // Nothing is corrected: this file is not there.
        let engine = speech::sphinx::engine(lexicon.clone(), None, Path::new("corrections"))?;
        Ok(Self {
            kitchen: Kitchen::open()?,
            player: Player::new(lexicon, Some(&*engine), Vad::default())?,
            worked: Duration::ZERO,
        })
    }

    fn play(&mut self, recipe: &Recipe, every: usize) -> anyhow::Result<Table> {
        let mut table = Table::default();
        for made in recipe.sample(&self.kitchen, every) {
            let made = made?;
            // Not the clock's time: two threads listen, and others may want the processor.
            let before = process::cpu(std::process::id())?;
            let played = self.player.play_clips(&made.case, &[made.clip])?;
            self.worked += process::cpu(std::process::id())?.saturating_sub(before);
            table.add(&made.case, &played, score(&made.case, &played));
        }
        Ok(table)
    }
}

fn of_orders(
    (snr_db, right, wrong, asked): (Option<f32>, f64, f64, f64),
    known: &Table,
    others: &Table,
) -> anyhow::Result<[Row; 3]> {
    let of = |table: &Table| -> anyhow::Result<Figures> {
        let figures = table.of(Said::Order, snr_db);
        figures.cloned().context("no order was played")
    };
    let (known, others) = (of(known)?, of(others)?);
    let noise = noise(snr_db);
    let row = |what: &str, share: fn(&Figures) -> f64, goal: Goal, notes: Vec<String>| Row {
        figure: format!("{what}, {noise}"),
        measured: Measure::percent(share(&known)),
        goal,
        beside: vec![Beside::new(
            "other sentences by other voices",
            Measure::percent(share(&others)),
        )],
        notes,
    };
    let families = known.families.iter();
    let families: Vec<String> = families
        .map(|(family, (all, right))| format!("{family}: {right} of {all}"))
        .collect();
    Ok([
        row(
            "sentences with every slot right",
            Figures::right,
            Goal::AtLeast(100.0 * right),
            families,
        ),
        row(
            "slots wrong and not marked",
            Figures::wrong,
            Goal::AtMost(100.0 * wrong),
            vec![format!("{} of {} slots", known.wrong_unmarked, known.slots)],
        ),
        row(
            "utterances asked back",
            Figures::asked,
            Goal::AtMost(100.0 * asked),
            Vec::new(),
        ),
    ])
}

fn of_answers(snr_db: Option<f32>, figures: &Figures) -> Row {
    Row {
        figure: format!("short answers right, {}", noise(snr_db)),
        measured: Measure::percent(figures.right()),
        goal: Goal::Told,
        beside: vec![
            Beside::new(
                "slots wrong and not marked",
                Measure::percent(figures.wrong()),
            ),
            Beside::new("asked back", Measure::percent(figures.asked())),
        ],
        notes: vec![format!(
            "{} answers to questions that were open",
            figures.cases
        )],
    }
}

fn of_asides(table: &Table) -> Row {
    let (mut cases, mut taken) = (0, 0);
    for (_, figures) in table.groups() {
        cases += figures.cases;
        taken += figures.taken;
    }
    Row {
        figure: "side talk, babble and clatter taken for an order, unmarked".to_owned(),
        measured: Measure::percent(f64::from(taken) / f64::from(cases.max(1))),
        goal: Goal::AtMost(100.0 * GOAL_TAKEN),
        beside: Vec::new(),
        notes: vec![format!("{taken} of {cases}")],
    }
}

fn factor(table: &Table, worked: Duration) -> Row {
    let (mut sound, mut waited) = (Duration::ZERO, Duration::ZERO);
    let mut after = Vec::new();
    for (_, figures) in table.groups() {
        sound += figures.sound;
        waited += figures.work;
        after.extend_from_slice(&figures.cart_after);
    }
    let ms = |of_hundred| percentile(&after, of_hundred).as_millis();
    let of_sound = |time: Duration| time.as_secs_f64() / sound.as_secs_f64().max(f64::EPSILON);
    Row {
        figure: "processor time for a second of sound, of it".to_owned(),
        measured: Measure::percent(of_sound(worked)),
        goal: Goal::AtMost(100.0 * GOAL_FACTOR),
        beside: vec![Beside::new(
            "the clock's, two ways of hearing at once",
            Measure::percent(of_sound(waited)),
        )],
        notes: vec![format!(
            "front end and recogniser over {:.0} s of orders; from the end of speech to the cart p50 {} ms, p95 {} ms without \
             a connection",
            sound.as_secs_f64(),
            ms(50),
            ms(95)
        )],
    }
}

fn noise(snr_db: Option<f32>) -> String {
    snr_db.map_or_else(|| "clean".to_owned(), |db| format!("{db} dB"))
}
