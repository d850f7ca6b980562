//! The sound server, and what is plugged into it.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::Context;
use speech::sound::Clip;
use tokio::process::Child;

use super::recorder::{Recorder, record};
use super::server::{SoundServer, command, pactl};
use super::{LOUDSPEAKER, MICROPHONE, MOUTH};

/// With so much sound of it a device is awake: one of its slow blocks brings two seconds at once, and
/// the next is quick.
const AWAKE: Duration = Duration::from_millis(2_200);

/// In what form the devices take and give sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    /// Samples a second.
    pub rate: u32,
    /// Of each device.
    pub channels: u16,
    /// As PulseAudio names it: `s16le`, `float32le`, `s32le`, `u8`.
    pub format: &'static str,
}

impl Default for Form {
    /// What most have.
    fn default() -> Self {
        Self {
            rate: 48_000,
            channels: 1,
            format: "s16le",
        }
    }
}

/// A running sound server with both devices plugged in. Dropping it kills it.
pub struct Card {
    folder: PathBuf,
    form: Form,
    server: SoundServer,
    /// Keeps the made-up devices awake: without anybody who wants little delay, their clock ticks once
    /// in two seconds.
    awake: Vec<Child>,
}

impl Card {
    /// Starts one in a folder ([`super::Folder`]), with devices of that form.
    ///
    /// # Errors
    /// When it cannot be started, or does not come up; with the end of its log.
    pub async fn start(folder: &Path, form: Form) -> anyhow::Result<Self> {
        let mut card = Self {
            folder: folder.to_owned(),
            form,
            server: SoundServer::start(folder).await?,
            awake: Vec::new(),
        };
        let mouth = card.load_microphone(MICROPHONE).await?;
        card.load_loudspeaker().await?;
        tokio::try_join!(
            is_awake(&card.folder, &mouth),
            is_awake(&card.folder, LOUDSPEAKER)
        )?;
        Ok(card)
    }

    /// Runs `pactl` with these words, and answers what it says.
    ///
    /// # Errors
    /// When it fails, with what it complained of.
    pub async fn pactl(&self, words: &[&str]) -> anyhow::Result<String> {
        pactl(&self.folder, words).await
    }

    /// Plugs the microphone in, and makes it the default.
    ///
    /// # Errors
    /// When the sound server refuses.
    pub async fn plug_microphone(&mut self) -> anyhow::Result<()> {
        let mouth = self.load_microphone(MICROPHONE).await?;
        is_awake(&self.folder, &mouth).await
    }

    /// Plugs another microphone in; the default stays.
    ///
    /// # Errors
    /// When the sound server refuses.
    pub async fn plug_microphone_as(&mut self, name: &str) -> anyhow::Result<()> {
        let mouth = self.load_microphone(name).await?;
        is_awake(&self.folder, &mouth).await
    }

    /// Its mouth's name.
    async fn load_microphone(&mut self, name: &str) -> anyhow::Result<String> {
        let mouth = format!("{MOUTH}_{name}");
        self.sink(&mouth, "Mouth").await?;
        let words = [
            "load-module",
            "module-remap-source",
            &format!("master={mouth}.monitor"),
            &format!("source_name={name}"),
            &format!("source_properties=device.description={name}"),
        ];
        self.pactl(&words).await?;
        if name == MICROPHONE {
            self.pactl(&["set-default-source", name]).await?;
        }
        self.keep_awake(&mouth)?;
        Ok(mouth)
    }

    /// Pulls the microphone out.
    ///
    /// # Errors
    /// When none is plugged in.
    pub async fn unplug_microphone(&self) -> anyhow::Result<()> {
        self.unload(&format!("source_name={MICROPHONE}")).await?;
        self.unload(&format!("sink_name={MOUTH}_{MICROPHONE}"))
            .await
    }

    /// Plugs the loudspeaker in, and makes it the default.
    ///
    /// # Errors
    /// When the sound server refuses.
    pub async fn plug_loudspeaker(&mut self) -> anyhow::Result<()> {
        self.load_loudspeaker().await?;
        is_awake(&self.folder, LOUDSPEAKER).await
    }

    async fn load_loudspeaker(&mut self) -> anyhow::Result<()> {
        self.sink(LOUDSPEAKER, LOUDSPEAKER).await?;
        self.pactl(&["set-default-sink", LOUDSPEAKER]).await?;
        self.keep_awake(LOUDSPEAKER)
    }

    /// Pulls the loudspeaker out.
    ///
    /// # Errors
    /// When none is plugged in.
    pub async fn unplug_loudspeaker(&self) -> anyhow::Result<()> {
        self.unload(&format!("sink_name={LOUDSPEAKER}")).await
    }

    async fn sink(&self, name: &str, description: &str) -> anyhow::Result<()> {
        let Form {
            rate,
            channels,
            format,
        } = self.form;
        let words = [
            "load-module",
            "module-null-sink",
            &format!("sink_name={name}"),
            &format!("rate={rate}"),
            &format!("channels={channels}"),
            &format!("format={format}"),
            &format!("sink_properties=device.description={description}"),
        ];
        self.pactl(&words).await?;
        Ok(())
    }

    async fn unload(&self, argument: &str) -> anyhow::Result<()> {
        let modules = self.pactl(&["list", "short", "modules"]).await?;
        let mut lines = modules.lines();
        let line = lines.find(|line| line.split_whitespace().any(|word| word == argument));
        let index = line.and_then(|line| line.split_whitespace().next());
        let index = index.with_context(|| format!("no module with {argument}"))?;
        self.pactl(&["unload-module", index]).await?;
        Ok(())
    }

    /// Keeps a sink's clock quick.
    fn keep_awake(&mut self, sink: &str) -> anyhow::Result<()> {
        let keeper = command("parec", &self.folder)
            .args([&format!("--device={sink}.monitor"), "--latency-msec=10"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("parec")?;
        // Those whose device was pulled out have ended.
        self.awake
            .retain_mut(|child| matches!(child.try_wait(), Ok(None)));
        self.awake.push(keeper);
        Ok(())
    }

    /// Puts both into one room: the microphone hears what the loudspeaker plays.
    ///
    /// # Errors
    /// When the sound server refuses.
    pub async fn in_one_room(&self) -> anyhow::Result<()> {
        let words = [
            "load-module",
            "module-loopback",
            &format!("source={LOUDSPEAKER}.monitor"),
            &format!("sink={MOUTH}_{MICROPHONE}"),
            // As long as through the air and both buffers of a tablet.
            "latency_msec=60",
        ];
        self.pactl(&words).await?;
        Ok(())
    }

    /// Says something to the microphone. What is returned ends when all of it was said.
    ///
    /// # Errors
    /// When the sound cannot be written or its player not started.
    pub fn say(&self, clip: &Clip) -> anyhow::Result<Child> {
        self.say_into(MICROPHONE, clip)
    }

    /// The same to the microphone of that name.
    ///
    /// # Errors
    /// When the sound cannot be written or its player not started.
    pub fn say_into(&self, microphone: &str, clip: &Clip) -> anyhow::Result<Child> {
        super::say(&self.folder, microphone, clip)
    }

    /// Listens to the loudspeaker.
    ///
    /// # Errors
    /// When the recorder cannot be started.
    pub fn recorder(&self) -> anyhow::Result<Recorder> {
        record(&self.folder, LOUDSPEAKER)
    }

    /// How many record now, beside what keeps the devices awake.
    ///
    /// # Errors
    /// When the sound server does not answer.
    pub async fn recording(&self) -> anyhow::Result<usize> {
        let all = self.pactl(&["list", "source-outputs"]).await?;
        let ours = all.matches("application.name = \"parec\"").count();
        // The link from a mouth to its microphone is one, too, and belongs to no application.
        let all = all.matches("application.name = ").count();
        Ok(all.saturating_sub(ours))
    }

    /// How many play now, beside what is said to the microphone.
    ///
    /// # Errors
    /// When the sound server does not answer.
    pub async fn playing(&self) -> anyhow::Result<usize> {
        let all = self.pactl(&["list", "sink-inputs"]).await?;
        let ours = all.matches("application.name = \"paplay\"").count();
        let all = all.matches("application.name = ").count();
        Ok(all.saturating_sub(ours))
    }

    /// Kills the sound server, as a crash would.
    ///
    /// # Errors
    /// When it cannot be killed.
    pub async fn crash(self) -> anyhow::Result<()> {
        self.server.crash().await
    }
}

/// Waits until a sink's clock is quick: one that slept ticks once in two seconds.
async fn is_awake(folder: &Path, sink: &str) -> anyhow::Result<()> {
    let mut recorder = record(folder, sink)?;
    recorder.until(|clip| clip.duration() > AWAKE).await?;
    Ok(())
}
