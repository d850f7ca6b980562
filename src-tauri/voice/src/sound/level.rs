//! How loud it is: the meter's value, its peak, and its zones.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use speech::sound::{dbfs, rms};

/// Segments of the meter (design, counter voice: `.vu`).
pub const SEGMENTS: usize = 32;

/// Segments of its zones, from the quiet end (design: `.vu-scale`, 6 + 20 + 6).
const QUIET: usize = 6;
/// As above.
const GOOD: usize = 20;

/// The meter's quiet end, in decibels below full scale: a quiet room's noise through a tablet's
/// microphone.
const FLOOR_DBFS: f32 = -64.0;

/// Decibels of a segment: the floor is the first, full scale the last.
const STEP_DB: f32 = -FLOOR_DBFS / SEGMENTS as f32;

/// What no sound at all is.
const SILENCE_DBFS: f32 = -120.0;

/// How fast the value falls, in decibels a second: a peak programme meter's 20 dB in 1.7 s (IEC
/// 60268-10, type I).
const FALL_DB: f32 = 11.8;

/// How long the peak mark stays before it falls, in frames of 20 ms: 1.5 s, long enough to be read.
const PEAK_FRAMES: u32 = 75;

/// How loud it is, in decibels below full scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// Now.
    pub now_dbfs: f32,
    /// The loudest of the last one and a half seconds.
    pub peak_dbfs: f32,
}

/// The meter's named zones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// Too far away to be understood: below -52 dBFS.
    Quiet,
    /// As it should be.
    Good,
    /// Near the end of the scale: above -12 dBFS, where a shout is cut.
    Loud,
}

impl Level {
    /// No sound at all.
    pub const SILENCE: Self = Self {
        now_dbfs: SILENCE_DBFS,
        peak_dbfs: SILENCE_DBFS,
    };

    /// How many of the meter's 32 segments are lit.
    pub fn lit(self) -> usize {
        segments(self.now_dbfs)
    }

    /// Which segment has the peak mark, from 0; none in silence.
    pub fn peak(self) -> Option<usize> {
        segments(self.peak_dbfs).checked_sub(1)
    }

    /// Which zone it is in.
    pub fn zone(self) -> Zone {
        match self.lit() {
            0..=QUIET => Zone::Quiet,
            lit if lit <= QUIET + GOOD => Zone::Good,
            _ => Zone::Loud,
        }
    }
}

fn segments(dbfs: f32) -> usize {
    let above = (dbfs - FLOOR_DBFS) / STEP_DB;
    // A cast from a float saturates, and takes what is no number for none.
    (above.ceil() as usize).min(SEGMENTS)
}

/// Measures frames; whoever has a [`Gauge`] reads it without waiting.
#[derive(Debug)]
pub(crate) struct Meter {
    now: f32,
    peak: f32,
    /// Frames since the peak was set.
    peak_age: u32,
    gauge: Gauge,
}

/// Where the value is read.
#[derive(Debug, Clone)]
pub(crate) struct Gauge(Arc<Shown>);

#[derive(Debug)]
struct Shown {
    now: AtomicU32,
    peak: AtomicU32,
}

impl Meter {
    pub(crate) fn new() -> Self {
        let silence = || AtomicU32::new(SILENCE_DBFS.to_bits());
        Self {
            now: SILENCE_DBFS,
            peak: SILENCE_DBFS,
            peak_age: 0,
            gauge: Gauge(Arc::new(Shown {
                now: silence(),
                peak: silence(),
            })),
        }
    }

    pub(crate) fn gauge(&self) -> Gauge {
        self.gauge.clone()
    }

    /// Takes a frame of 20 ms, in the scale of 16 bits.
    pub(crate) fn frame(&mut self, samples: &[f32]) {
        let loud = dbfs(rms(samples.iter().copied()));
        self.now = loud.max(self.now - FALL_DB / 50.0);
        self.peak_age += 1;
        if self.now >= self.peak {
            (self.peak, self.peak_age) = (self.now, 0);
        } else if self.peak_age > PEAK_FRAMES {
            self.peak = self.now.max(self.peak - FALL_DB / 50.0);
        }
        self.show();
    }

    /// The microphone is closed.
    pub(crate) fn reset(&mut self) {
        (self.now, self.peak, self.peak_age) = (SILENCE_DBFS, SILENCE_DBFS, 0);
        self.show();
    }

    fn show(&self) {
        self.gauge.0.now.store(self.now.to_bits(), Relaxed);
        self.gauge.0.peak.store(self.peak.to_bits(), Relaxed);
    }
}

impl Gauge {
    pub(crate) fn level(&self) -> Level {
        Level {
            now_dbfs: f32::from_bits(self.0.now.load(Relaxed)),
            peak_dbfs: f32::from_bits(self.0.peak.load(Relaxed)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(dbfs: f32) -> Level {
        Level {
            now_dbfs: dbfs,
            peak_dbfs: dbfs,
        }
    }

    #[test]
    fn zones_are_where_the_design_has_them() {
        for (dbfs, lit, zone) in [
            (-120.0, 0, Zone::Quiet),
            (-64.0, 0, Zone::Quiet),
            (-53.0, 6, Zone::Quiet),
            (-51.0, 7, Zone::Good),
            (-30.0, 17, Zone::Good),
            (-12.5, 26, Zone::Good),
            (-11.0, 27, Zone::Loud),
            (0.0, 32, Zone::Loud),
            (3.0, 32, Zone::Loud),
            (f32::NAN, 0, Zone::Quiet),
        ] {
            assert_eq!(
                (level(dbfs).lit(), level(dbfs).zone()),
                (lit, zone),
                "{dbfs}"
            );
        }
        assert_eq!(level(-120.0).peak(), None);
        assert_eq!(level(0.0).peak(), Some(31));
    }

    #[test]
    fn the_value_rises_at_once_and_falls_slowly_and_its_peak_stays() {
        let mut meter = Meter::new();
        let gauge = meter.gauge();
        meter.frame(&[3_276.8; 960]);
        assert!((gauge.level().now_dbfs + 20.0).abs() < 0.01);
        (0..50).for_each(|_| meter.frame(&[0.0; 960]));
        let after = gauge.level();
        assert!((after.now_dbfs + 31.8).abs() < 0.1, "{after:?}");
        assert!((after.peak_dbfs + 20.0).abs() < 0.01, "{after:?}");
        (0..200).for_each(|_| meter.frame(&[0.0; 960]));
        assert!(gauge.level().peak_dbfs < -40.0);
        meter.reset();
        assert_eq!(gauge.level(), Level::SILENCE);
    }
}
