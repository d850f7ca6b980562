//! A synthesiser as a child process: text on its standard input, a WAV file on its standard output.

use super::{DEADLINE, FRAME, Mouth, SayError, Spoken, TEXT_BYTES};
use crate::sound::{Clip, FULL_RATE};
use std::{
    fs::File,
    io::{self, Read, Seek, Write},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

/// The most a synthesiser may give: two minutes at 48 kHz, twice what [`TEXT_BYTES`] take.
const SOUND_BYTES: u64 = 2 * 60 * 2 * FULL_RATE as u64;

/// How much of a complaint is kept.
const COMPLAINT_BYTES: u64 = 300;

/// How often the child is looked at: less than anybody hears.
const LOOK: Duration = Duration::from_millis(2);

/// `espeak-ng`'s speed, words a minute: slower than its 175, which is hard to follow over a noisy
/// counter.
const WORDS_A_MINUTE: f64 = 160.0;

/// What stands in an argument for the words a minute, and for how many times as fast as usual.
const PLACES: [&str; 2] = ["{wpm}", "{speed}"];

/// A program that is started for each reply.
#[derive(Debug, Clone)]
pub struct Synthesiser {
    program: String,
    arguments: Vec<String>,
}

impl Synthesiser {
    /// `espeak-ng`, in a language by BCP 47.
    pub fn espeak(language: &str) -> Self {
        // Plain English is British to it; menus that say no more are American here.
        let voice = match language.to_lowercase() {
            english if english == "en" => "en-us".to_owned(),
            other => other,
        };
        let arguments = ["--stdout", "--stdin", "-s", PLACES[0], "-v", &voice];
        Self {
            program: "espeak-ng".to_owned(),
            arguments: arguments.map(str::to_owned).to_vec(),
        }
    }

    /// A program with its arguments, separated by spaces; `None` where no program is named. In an
    /// argument, `{speed}` stands for how fast it is to speak, 1 as usual, and `{wpm}` for the same
    /// in words a minute; one with neither always speaks alike.
    pub fn command(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace().map(str::to_owned);
        Some(Self {
            program: words.next()?,
            arguments: words.collect(),
        })
    }

    /// Its name.
    pub fn program(&self) -> &str {
        &self.program
    }

    /// The arguments of a reply at that speed.
    fn arguments(&self, speed: f64) -> impl Iterator<Item = String> {
        let [wpm, times] = PLACES;
        let words = format!("{:.0}", WORDS_A_MINUTE * speed);
        let of = move |argument: &String| argument.replace(wpm, &words);
        let all = self.arguments.iter().map(of);
        all.map(move |argument| argument.replace(times, &format!("{speed}")))
    }

    fn start(
        &self,
        speed: f64,
        text: File,
        sound: File,
        complaint: File,
    ) -> Result<Running, SayError> {
        let mut command = Command::new(&self.program);
        command
            .args(self.arguments(speed))
            .stdin(text)
            .stdout(sound)
            .stderr(Stdio::from(complaint));
        // A script ends with all that it started.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let child = command.spawn().map_err(|error| SayError::Start {
            program: self.program.clone(),
            error,
        })?;
        Ok(Running(child))
    }
}

impl Mouth for Synthesiser {
    fn say(&self, text: &str, speed: f64, stop: &dyn Fn() -> bool) -> Result<Spoken, SayError> {
        if text.len() > TEXT_BYTES {
            return Err(SayError::TooLong(text.len()));
        }
        // Files and not pipes: neither side ever waits for the other, so one loop sees to
        // everything.
        let (mut input, mut sound) = (tempfile::tempfile()?, tempfile::tempfile()?);
        let mut complaint = tempfile::tempfile()?;
        input.write_all(text.as_bytes())?;
        input.rewind()?;
        let child = self.start(speed, input, sound.try_clone()?, complaint.try_clone()?)?;
        let status = child.finish(&sound, stop)?;
        if !status.success() {
            return Err(SayError::Failed {
                program: self.program.clone(),
                status,
                said: String::from_utf8_lossy(&read(&mut complaint, COMPLAINT_BYTES)?)
                    .trim()
                    .to_owned(),
            });
        }
        let clip = Clip::from_wav(&read(&mut sound, SOUND_BYTES)?)?;
        let mut samples = clip.at(FULL_RATE)?.samples;
        samples.resize(samples.len().next_multiple_of(FRAME), 0);
        Ok(Spoken { samples })
    }
}

/// A file from its start, no more than `most` of it.
fn read(file: &mut File, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A child that ends with its owner.
struct Running(Child);

impl Running {
    /// Waits for its end. There is no waiting for a child with a deadline without a second
    /// thread, and threads are the scope's: it is looked at in turns.
    fn finish(mut self, sound: &File, stop: &dyn Fn() -> bool) -> Result<ExitStatus, SayError> {
        let deadline = Instant::now() + DEADLINE;
        loop {
            if let Some(status) = self.0.try_wait()? {
                return Ok(status);
            }
            if stop() {
                return Err(SayError::Stopped);
            }
            if Instant::now() >= deadline {
                return Err(SayError::Late);
            }
            if sound.metadata()?.len() > SOUND_BYTES {
                return Err(SayError::TooMuch(SOUND_BYTES));
            }
            thread::sleep(LOOK);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Ok(Some(_)) = self.0.try_wait() {
            return;
        }
        // It can only fail where the child has just ended by itself.
        #[cfg(unix)]
        if let Some(group) = i32::try_from(self.0.id())
            .ok()
            .and_then(rustix::process::Pid::from_raw)
        {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
