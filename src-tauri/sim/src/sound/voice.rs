//! Voices: the synthesisers of this machine, as child processes.

use anyhow::{Context, ensure};
use speech::sound::Clip;
use std::{
    fmt,
    io::Write,
    process::{Command, Stdio},
};

/// Somebody who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// By `espeak-ng`.
    Espeak {
        /// Language and variant, as `-v` takes them.
        name: &'static str,
        /// Words a minute.
        speed: u32,
        /// 0 to 99.
        pitch: u32,
    },
    /// By `flite`.
    Flite {
        /// As `-voice` takes it.
        name: &'static str,
        /// How much slower than usual, in percent.
        stretch: u32,
    },
}

const fn espeak(name: &'static str, speed: u32, pitch: u32) -> Voice {
    Voice::Espeak { name, speed, pitch }
}

const fn flite(name: &'static str, stretch: u32) -> Voice {
    Voice::Flite { name, stretch }
}

/// The voices that figures are tuned with: four of `espeak-ng` and three of `flite`.
pub fn shown() -> [Voice; 7] {
    [
        espeak("en-us", 160, 50),
        espeak("en-us+f3", 150, 60),
        espeak("en-gb", 155, 45),
        espeak("en-us+m3", 170, 40),
        flite("slt", 100),
        flite("rms", 100),
        flite("awb", 105),
    ]
}

/// Voices that nothing is tuned with.
pub fn untouched() -> [Voice; 4] {
    [
        espeak("en-gb-scotland", 150, 50),
        espeak("en-us-nyc+f2", 165, 55),
        espeak("en-029+m7", 155, 50),
        flite("kal16", 105),
    ]
}

/// Voices of those who talk in the background.
pub(super) fn crowd() -> [Voice; 8] {
    [
        espeak("en-us+f1", 180, 55),
        espeak("en-us+m1", 170, 40),
        espeak("en-gb+f4", 165, 60),
        espeak("en-gb+m2", 185, 35),
        espeak("en-gb-x-rp+m5", 160, 45),
        espeak("en-us+f5", 175, 50),
        flite("kal16", 95),
        flite("rms", 90),
    ]
}

impl Voice {
    /// Speaks `text`, at the synthesiser's own rate and loudness.
    ///
    /// # Errors
    /// When the synthesiser is not there, or cannot.
    pub fn say(&self, text: &str) -> anyhow::Result<Clip> {
        let wav = match self {
            Self::Espeak { name, speed, pitch } => by_espeak(text, name, *speed, *pitch),
            Self::Flite { name, stretch } => by_flite(text, name, *stretch),
        };
        let wav = wav.with_context(|| format!("{self} cannot say {text:?}"))?;
        let clip = Clip::from_wav(&wav).with_context(|| self.to_string())?;
        ensure!(!clip.samples.is_empty(), "{self} said nothing for {text:?}");
        Ok(clip)
    }
}

fn by_espeak(text: &str, name: &str, speed: u32, pitch: u32) -> anyhow::Result<Vec<u8>> {
    let mut child = Command::new("espeak-ng")
        .args(["--stdout", "--stdin", "-v", name])
        .args(["-s", &speed.to_string(), "-p", &pitch.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("espeak-ng")?;
    // Closed before its end is awaited: it speaks when its input has ended.
    let mut input = child.stdin.take().context("no input")?;
    input.write_all(text.as_bytes())?;
    drop(input);
    let done = child.wait_with_output()?;
    ensure!(done.status.success(), "espeak-ng: {}", done.status);
    Ok(done.stdout)
}

fn by_flite(text: &str, name: &str, stretch: u32) -> anyhow::Result<Vec<u8>> {
    // To a file: it goes back to write the length.
    let file = tempfile::NamedTempFile::new()?;
    let stretch = f64::from(stretch) / 100.0;
    let status = Command::new("flite")
        .args(["-voice", name, "-t", text])
        .args(["--setf", &format!("duration_stretch={stretch}"), "-o"])
        .arg(file.path())
        .status()
        .context("flite")?;
    ensure!(status.success(), "flite: {status}");
    Ok(std::fs::read(file.path())?)
}

impl fmt::Display for Voice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Espeak { name, .. } => write!(f, "espeak:{name}"),
            Self::Flite { name, .. } => write!(f, "flite:{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_voice_speaks_and_says_the_same_twice() {
        let all = [&shown()[..], &untouched(), &crowd()].concat();
        for voice in all {
            let clip = voice.say("two fish tacos please").unwrap();
            assert!(clip.duration().as_secs_f32() > 0.6, "{voice}");
            assert!(speech::sound::dbfs(loudest(&clip)) > -30.0, "{voice}");
            assert_eq!(voice.say("two fish tacos please").unwrap(), clip, "{voice}");
        }
    }

    fn loudest(clip: &Clip) -> f32 {
        let loudest = clip
            .samples
            .iter()
            .map(|sample| sample.unsigned_abs())
            .max();
        f32::from(loudest.unwrap())
    }
}
