//! What was measured, beside its goal and its floor or peer, as Markdown and as JSON.

use crate::machine::Machine;
use serde::Serialize;
use std::fmt::{self, Write};

/// A figure as it was measured.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// What was measured.
    pub figure: String,
    /// How much it was.
    pub measured: Measure,
    /// What it is to be.
    pub goal: Goal,
    /// Floors and peers of the same run. The first is the one a ratio in the goal is of.
    pub beside: Vec<Beside>,
    /// How it was measured, where the figure's name does not say it.
    pub notes: Vec<String>,
}

/// A number and its unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measure {
    /// How much.
    pub value: f64,
    /// Of what.
    pub unit: Unit,
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Things a second.
    PerSecond,
    /// Milliseconds.
    Ms,
    /// 1,024 bytes.
    KiB,
    /// 1,048,576 bytes.
    MiB,
    /// Things.
    Count,
    /// Hundredths.
    Percent,
}

/// What a figure is to be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// This much or more.
    AtLeast(f64),
    /// This much or less.
    AtMost(f64),
    /// No more than so many times the first floor.
    TimesFloor(f64),
    /// Nothing was promised: it is told because it explains the others.
    Told,
}

/// A floor or a peer: what the same machine does in the same run without our work, or with somebody else's.
#[derive(Debug, Clone, Serialize)]
pub struct Beside {
    /// What it is.
    pub what: String,
    /// How much it was.
    pub measured: Measure,
}

impl Measure {
    /// So many a second.
    pub const fn per_second(value: f64) -> Self {
        let unit = Unit::PerSecond;
        Self { value, unit }
    }

    /// So many milliseconds.
    pub const fn ms(value: f64) -> Self {
        let unit = Unit::Ms;
        Self { value, unit }
    }

    /// Bytes, as KiB.
    pub fn kib(bytes: f64) -> Self {
        let (value, unit) = (bytes / 1_024.0, Unit::KiB);
        Self { value, unit }
    }

    /// Bytes, as MiB.
    pub fn mib(bytes: f64) -> Self {
        let (value, unit) = (bytes / 1_048_576.0, Unit::MiB);
        Self { value, unit }
    }

    /// So many.
    pub const fn count(value: f64) -> Self {
        let unit = Unit::Count;
        Self { value, unit }
    }

    /// A share of 1, as hundredths.
    pub fn percent(share: f64) -> Self {
        let (value, unit) = (share * 100.0, Unit::Percent);
        Self { value, unit }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit {
            Unit::PerSecond => write!(f, "{} /s", thousands(self.value)),
            Unit::Ms if self.value < 10.0 => write!(f, "{:.2} ms", self.value),
            Unit::Ms => write!(f, "{:.0} ms", self.value),
            Unit::KiB => write!(f, "{:.1} KiB", self.value),
            Unit::MiB if self.value < 10.0 => write!(f, "{:.2} MiB", self.value),
            Unit::MiB => write!(f, "{:.1} MiB", self.value),
            Unit::Count => f.write_str(&thousands(self.value)),
            Unit::Percent => write!(f, "{:.1} %", self.value),
        }
    }
}

impl Beside {
    /// A floor or a peer.
    pub fn new(what: impl Into<String>, measured: Measure) -> Self {
        let what = what.into();
        Self { what, measured }
    }
}

impl Row {
    /// How many times the first floor or peer it is.
    pub fn ratio(&self) -> Option<f64> {
        let floor = self.beside.first()?;
        Some(self.measured.value / floor.measured.value)
    }

    /// Whether it is as it is to be.
    pub fn is_met(&self) -> bool {
        match self.goal {
            Goal::AtLeast(least) => self.measured.value >= least,
            Goal::AtMost(most) => self.measured.value <= most,
            Goal::TimesFloor(most) => self.ratio().is_some_and(|ratio| ratio <= most),
            Goal::Told => true,
        }
    }

    fn goal(&self) -> String {
        let unit = self.measured.unit;
        let goal = match self.goal {
            Goal::AtLeast(value) => format!("≥ {}", short(value, unit)),
            Goal::AtMost(value) => format!("≤ {}", short(value, unit)),
            Goal::TimesFloor(times) => format!("≤ {times} × floor"),
            Goal::Told => return "none".to_owned(),
        };
        let verdict = if self.is_met() { "met" } else { "**missed**" };
        format!("{goal}, {verdict}")
    }

    fn beside(&self) -> String {
        let one = |beside: &Beside| {
            if beside.measured.unit != self.measured.unit || beside.measured.value == 0.0 {
                return format!("{}: {}", beside.what, beside.measured);
            }
            let times = self.measured.value / beside.measured.value;
            format!("{}: {} ({times:.2} ×)", beside.what, beside.measured)
        };
        let all: Vec<String> = self.beside.iter().map(one).collect();
        all.join("<br>")
    }
}

impl fmt::Display for Row {
    /// As a line of progress.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.figure, self.measured)?;
        match self.goal {
            Goal::Told => Ok(()),
            _ => write!(f, " ({})", self.goal().replace('*', "")),
        }
    }
}

/// The table of a run, ready for a page, with how it was made above and the rows' notes below.
pub fn markdown(rows: &[Row], failed: &[String], machine: &Machine) -> String {
    let mut text = format!("{machine}\n\n");
    text.push_str("| figure | measured | goal | floor or peer in the same run (ours ÷ theirs) |\n");
    text.push_str("|---|---|---|---|\n");
    for row in rows {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            row.figure,
            row.measured,
            row.goal(),
            row.beside()
        );
    }
    for row in rows.iter().filter(|row| !row.notes.is_empty()) {
        let _ = write!(text, "\n- *{}*: {}", row.figure, row.notes.join("; "));
    }
    for failure in failed {
        let _ = write!(text, "\n- **Not measured**: {failure}");
    }
    text.push('\n');
    text
}

/// The same for programs.
///
/// # Errors
/// None that can happen: every key is a string, and no number is endless.
pub fn json(rows: &[Row], failed: &[String], machine: &Machine) -> serde_json::Result<String> {
    let row = |row: &Row| {
        let mut value = serde_json::to_value(row)?;
        value["met"] = row.is_met().into();
        value["ratio"] = row.ratio().into();
        Ok(value)
    };
    let rows: Vec<serde_json::Value> = rows.iter().map(row).collect::<serde_json::Result<_>>()?;
    serde_json::to_string_pretty(&serde_json::json!({
        "machine": machine, "rows": rows, "not_measured": failed,
    }))
}

/// A goal's number as a person says it.
fn short(value: f64, unit: Unit) -> String {
    match unit {
        Unit::PerSecond => format!("{} /s", thousands(value)),
        Unit::Ms => format!("{} ms", thousands(value)),
        Unit::KiB => format!("{value} KiB"),
        Unit::MiB => format!("{value} MiB"),
        Unit::Count => thousands(value),
        Unit::Percent => format!("{value} %"),
    }
}

/// A number without its fraction, in groups of three digits.
pub fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(value: f64, goal: Goal, floor: f64) -> Row {
        Row {
            figure: "f".to_owned(),
            measured: Measure::ms(value),
            goal,
            beside: vec![Beside::new("floor", Measure::ms(floor))],
            notes: Vec::new(),
        }
    }

    #[test]
    fn a_goal_is_of_the_figure_or_of_its_ratio() {
        assert!(row(4.0, Goal::AtMost(4.0), 1.0).is_met());
        assert!(!row(4.1, Goal::AtMost(4.0), 1.0).is_met());
        assert!(row(4.0, Goal::AtLeast(4.0), 1.0).is_met());
        assert!(!row(3.9, Goal::AtLeast(4.0), 1.0).is_met());
        assert!(row(4.0, Goal::TimesFloor(2.0), 2.0).is_met());
        assert!(!row(4.1, Goal::TimesFloor(2.0), 2.0).is_met());
        let no_floor = Row {
            beside: Vec::new(),
            ..row(0.0, Goal::TimesFloor(2.0), 2.0)
        };
        assert!(!no_floor.is_met());
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(thousands(999.4), "999");
        assert_eq!(thousands(1_234_567.0), "1,234,567");
        assert_eq!(Measure::kib(1_536.0).to_string(), "1.5 KiB");
        assert_eq!(Measure::ms(1.234).to_string(), "1.23 ms");
        let text = row(3.0, Goal::TimesFloor(2.0), 2.0).beside();
        assert_eq!(text, "floor: 2.00 ms (1.50 ×)");
        // What a figure of nothing is of something else is no number.
        let text = row(3.0, Goal::Told, 0.0).beside();
        assert_eq!(text, "floor: 0.00 ms");
        assert_eq!(row(3.0, Goal::Told, 0.0).goal(), "none");
        assert_eq!(row(3.0, Goal::Told, 0.0).to_string(), "f: 3.00 ms");
        let line = row(3.0, Goal::AtMost(2.0), 0.0).to_string();
        assert_eq!(line, "f: 3.00 ms (≤ 2 ms, missed)");
        assert_eq!(
            row(3.0, Goal::AtMost(2.0), 0.0).goal(),
            "≤ 2 ms, **missed**"
        );
    }
}
