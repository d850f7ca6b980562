//! What a set came to: figures by kind of talk and by noise.

use super::{Case, Kind, Played, Score};
use std::{collections::BTreeMap, fmt, time::Duration};

/// Figures of a set, gathered case by case.
#[derive(Debug, Default)]
pub struct Table(BTreeMap<Group, Figures>);

/// Cases that are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// What is said.
    pub said: Said,
    /// In which noise, in decibels below speech; the least noise first.
    pub noise: Noise,
}

/// What is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    /// A dialogue as text.
    Text,
    /// As [`Kind`].
    Order,
    /// As [`Kind`].
    Answer,
    /// Talk or noise that is no part of an order.
    Aside,
}

/// How much noise there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Noise {
    /// None.
    Clean,
    /// So many tenths of a decibel less than 1,000 dB below speech, so that they sort.
    Below(u32),
}

/// Figures of one group.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// Cases.
    pub cases: u32,
    /// Exactly as they must be.
    pub exact: u32,
    /// With every slot right.
    pub all_right: u32,
    /// The same by family of voices: how many, and how many right.
    pub families: BTreeMap<String, (u32, u32)>,
    /// Slots.
    pub slots: u32,
    /// Slots that are wrong and not marked.
    pub wrong_unmarked: u32,
    /// Cases in which something was asked back.
    pub asked_back: u32,
    /// Cases taken for an order, unmarked.
    pub taken: u32,
    /// From each end of speech to the words.
    pub words_after: Vec<Duration>,
    /// From each end of speech to the cart.
    pub cart_after: Vec<Duration>,
    /// Of all sound.
    pub sound: Duration,
    /// Of the front end's and the recogniser's work on it.
    pub work: Duration,
}

impl Table {
    /// Counts a case.
    pub fn add(&mut self, case: &Case, played: &Played, score: Score) {
        let figures = self.0.entry(Group::of(case)).or_default();
        figures.cases += 1;
        figures.exact += u32::from(score.exact);
        figures.all_right += u32::from(score.all_right);
        figures.slots += score.slots;
        figures.wrong_unmarked += score.wrong_unmarked;
        figures.asked_back += u32::from(score.asked_back);
        figures.taken += u32::from(score.taken);
        if let Some(voice) = &case.voice {
            let family = voice.split(':').next().unwrap_or_default().to_owned();
            let (cases, right) = figures.families.entry(family).or_default();
            *cases += 1;
            *right += u32::from(score.all_right);
        }
        let turns = played.turns.iter();
        figures
            .words_after
            .extend(turns.clone().filter_map(|turn| turn.words_after));
        figures
            .cart_after
            .extend(turns.filter_map(|turn| turn.cart_after));
        figures.sound += played.sound;
        figures.work += played.front + played.recognised;
    }

    /// All groups with their figures.
    pub fn groups(&self) -> impl Iterator<Item = (Group, &Figures)> {
        self.0.iter().map(|(group, figures)| (*group, figures))
    }

    /// The figures of one group, or none.
    pub fn of(&self, said: Said, snr_db: Option<f32>) -> Option<&Figures> {
        let noise = Noise::of(snr_db);
        self.0.get(&Group { said, noise })
    }
}

impl Group {
    fn of(case: &Case) -> Self {
        let said = match case.kind {
            _ if case.sounds.is_empty() => Said::Text,
            Kind::Order => Said::Order,
            Kind::Answer => Said::Answer,
            Kind::Aside | Kind::Noise => Said::Aside,
        };
        let noise = Noise::of(case.snr_db);
        Self { said, noise }
    }
}

impl Noise {
    fn of(snr_db: Option<f32>) -> Self {
        match snr_db {
            None => Self::Clean,
            Some(db) => Self::Below(((1_000.0 - db) * 10.0) as u32),
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = match self.said {
            Said::Text => return f.write_str("as text"),
            Said::Order => "orders",
            Said::Answer => "answers",
            Said::Aside => "no order",
        };
        match self.noise {
            Noise::Clean => write!(f, "{said}, clean"),
            Noise::Below(tenths) => {
                write!(f, "{said}, {} dB", 1_000.0 - f64::from(tenths) / 10.0)
            }
        }
    }
}

impl Figures {
    /// The share of cases with every slot right: the mean of the families of voices, so that the
    /// one with more voices does not count for more.
    pub fn right(&self) -> f64 {
        match self.families.len() {
            0 => share(self.all_right, self.cases),
            families => {
                let shares = self.families.values();
                shares
                    .map(|(cases, right)| share(*right, *cases))
                    .sum::<f64>()
                    / families as f64
            }
        }
    }

    /// The share of slots that are wrong and not marked.
    pub fn wrong(&self) -> f64 {
        share(self.wrong_unmarked, self.slots)
    }

    /// The share of cases in which something was asked back.
    pub fn asked(&self) -> f64 {
        share(self.asked_back, self.cases)
    }

    /// The share of cases that were taken for an order.
    pub fn taken(&self) -> f64 {
        share(self.taken, self.cases)
    }

    /// How long is worked on a second of sound.
    pub fn real_time_factor(&self) -> f64 {
        self.work.as_secs_f64() / self.sound.as_secs_f64().max(f64::EPSILON)
    }
}

fn share(part: u32, whole: u32) -> f64 {
    f64::from(part) / f64::from(whole.max(1))
}

/// The time that so many of a hundred are within.
pub fn percentile(times: &[Duration], of_hundred: usize) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    let at = (times.len() * of_hundred).div_ceil(100).saturating_sub(1);
    times.get(at).copied().unwrap_or_default()
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| what | cases | exact | all slots right | by voices | wrong and unmarked | asked back \
             | taken for an order | words p50 / p95 | cart p50 / p95 | real-time factor |"
        )?;
        writeln!(f, "|---|---|---|---|---|---|---|---|---|---|---|")?;
        for (group, figures) in self.groups() {
            writeln!(f, "{}", Row(group, figures))?;
        }
        Ok(())
    }
}

struct Row<'a>(Group, &'a Figures);

impl fmt::Display for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(group, figures) = self;
        let cases = figures.cases;
        write!(
            f,
            "| {group} | {cases} | {:.3}",
            share(figures.exact, cases)
        )?;
        if group.said == Said::Text {
            return f.write_str(" | | | | | | | | |");
        }
        let families = figures.families.iter();
        let families: Vec<String> = families
            .map(|(family, (cases, right))| format!("{family} {:.2}", share(*right, *cases)))
            .collect();
        let times = |times: &[Duration]| {
            let (half, most) = (percentile(times, 50), percentile(times, 95));
            format!("{} / {} ms", half.as_millis(), most.as_millis())
        };
        let of_orders = |share: f64| match group.said {
            Said::Aside => String::new(),
            _ => format!("{:.1} %", 100.0 * share),
        };
        write!(
            f,
            " | {:.3} | {} | {} | {} | {:.1} % | {} | {} | {:.3} |",
            figures.right(),
            families.join(", "),
            of_orders(figures.wrong()),
            of_orders(figures.asked()),
            100.0 * figures.taken(),
            times(&figures.words_after),
            times(&figures.cart_after),
            figures.real_time_factor()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_those_that_there_are() {
        let times: Vec<Duration> = (1..=20).rev().map(Duration::from_millis).collect();
        assert_eq!(percentile(&times, 50), Duration::from_millis(10));
        assert_eq!(percentile(&times, 95), Duration::from_millis(19));
        assert_eq!(percentile(&times[..1], 95), Duration::from_millis(20));
        assert_eq!(percentile(&[], 50), Duration::ZERO);
    }

    #[test]
    fn families_of_voices_count_alike_and_less_noise_comes_first() {
        let mut table = Table::default();
        let case = |voice: &str, snr_db| Case {
            sounds: vec!["a.wav".to_owned()],
            voice: Some(voice.to_owned()),
            snr_db,
            ..Case::default()
        };
        let right = |all_right| Score {
            all_right,
            ..Score::default()
        };
        for (voice, all_right) in [("espeak:a", true), ("espeak:b", true), ("flite:c", false)] {
            table.add(&case(voice, None), &Played::default(), right(all_right));
        }
        table.add(
            &case("flite:c", Some(10.0)),
            &Played::default(),
            right(true),
        );
        table.add(
            &case("flite:c", Some(20.0)),
            &Played::default(),
            right(true),
        );
        let clean = table.of(Said::Order, None).unwrap();
        assert!((clean.right() - 0.5).abs() < 1e-9);
        let names: Vec<String> = table.groups().map(|(group, _)| group.to_string()).collect();
        assert_eq!(names, ["orders, clean", "orders, 20 dB", "orders, 10 dB"]);
    }
}
