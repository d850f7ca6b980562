//! The system's sound: which devices it has, and which of them is meant.

use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use cpal::Device;
use cpal::traits::{DeviceTrait, HostTrait};

use super::trouble::Trouble;

/// Devices of ALSA that are no devices: converters, and the way to nowhere.
const PSEUDO: &[&str] = &[
    "null",
    "lavrate",
    "samplerate",
    "speexrate",
    "jack",
    "oss",
    "pulse",
    "pipewire",
    "speex",
    "upmix",
    "vdownmix",
];

/// Which way sound goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Microphone,
    Loudspeaker,
}

/// A device that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Stays the same when it is unplugged and plugged in again.
    pub id: String,
    /// As people read it.
    pub name: String,
}

/// What can be chosen now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// The system's default is one of them, or stands for one.
    pub microphones: Vec<Named>,
    /// Likewise.
    pub loudspeakers: Vec<Named>,
}

/// A device that was found.
pub(crate) struct Found {
    pub(crate) device: Device,
    pub(crate) named: Named,
    /// The chosen one is not there.
    pub(crate) is_fallback: bool,
}

/// The connection to the sound system, one for the whole life of the process: to make one takes
/// milliseconds that a person who has pressed a button waits, and a living one that is dropped leaves
/// its thread and its socket behind (crate `pulseaudio` 0.3.2: nothing wakes its reactor).
#[derive(Default)]
pub(crate) struct Hosts(Mutex<Option<Arc<cpal::Host>>>);

/// The process's.
static HOSTS: LazyLock<Arc<Hosts>> = LazyLock::new(Arc::default);

impl Hosts {
    /// The process's own.
    pub(crate) fn shared() -> Arc<Self> {
        HOSTS.clone()
    }

    /// Which device `chosen` means now: itself, or the default. It is not opened.
    ///
    /// Blocks: it asks the system.
    pub(crate) fn find(&self, side: Side, chosen: Option<&str>) -> Result<Found, Trouble> {
        self.ask(|host| find(host, side, chosen))
    }

    /// What can be chosen. Blocks.
    pub(crate) fn list(&self) -> Listed {
        let listed = self.ask(|host| {
            Ok(Listed {
                microphones: named(host, Side::Microphone)?,
                loudspeakers: named(host, Side::Loudspeaker)?,
            })
        });
        listed.unwrap_or_default()
    }

    /// Asks the system. A connection that was kept may be dead: then a new one is asked.
    fn ask<T>(&self, question: impl Fn(&cpal::Host) -> Result<T, Trouble>) -> Result<T, Trouble> {
        let answer = question(&*self.host()?);
        if answer.is_ok() || self.is_alive() {
            return answer;
        }
        question(&*self.host()?)
    }

    /// The one that is kept, or a new one.
    fn host(&self) -> Result<Arc<cpal::Host>, Trouble> {
        // Held while it connects: who asks meanwhile needs the same.
        let mut kept = self.kept();
        match &*kept {
            Some(host) if host.id() == best() => Ok(host.clone()),
            _ => Ok(kept.insert(Arc::new(connect()?)).clone()),
        }
    }

    /// Whether the kept one still answers; a dead one is forgotten.
    pub(crate) fn is_alive(&self) -> bool {
        let kept = self.kept().clone();
        let is_alive = kept.is_some_and(|host| host.devices().is_ok());
        if !is_alive {
            self.kept().take();
        }
        is_alive
    }

    fn kept(&self) -> MutexGuard<'_, Option<Arc<cpal::Host>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// PulseAudio's own protocol where a server speaks it (PipeWire does, too): it names real devices and
/// reports lost ones. ALSA's plugin for it does neither, and hangs when the server dies.
#[cfg(target_os = "linux")]
fn best() -> cpal::HostId {
    let is_there = cpal::available_hosts().contains(&cpal::HostId::PulseAudio);
    if is_there {
        cpal::HostId::PulseAudio
    } else {
        cpal::HostId::Alsa
    }
}

#[cfg(not(target_os = "linux"))]
fn best() -> cpal::HostId {
    cpal::default_host().id()
}

fn connect() -> Result<cpal::Host, Trouble> {
    let best = best();
    if !has_cards(best) {
        return Err(Trouble::Missing);
    }
    cpal::host_from_id(best).map_err(|error| Trouble::opening(&error))
}

/// ALSA complains to the terminal whenever it is asked for a card and has none.
#[cfg(target_os = "linux")]
fn has_cards(host: cpal::HostId) -> bool {
    host != cpal::HostId::Alsa || std::path::Path::new("/dev/snd").exists()
}

#[cfg(not(target_os = "linux"))]
fn has_cards(_: cpal::HostId) -> bool {
    true
}

fn find(host: &cpal::Host, side: Side, chosen: Option<&str>) -> Result<Found, Trouble> {
    let picked = chosen.and_then(|id| {
        let id = cpal::DeviceId::new(host.id(), id);
        let device = host.device_by_id(&id)?;
        fits(&device, side).then_some(device)
    });
    let is_fallback = picked.is_none() && chosen.is_some();
    let device = match picked {
        Some(device) => device,
        None => default(host, side).ok_or(Trouble::Missing)?,
    };
    let named = name(&device).ok_or(Trouble::Missing)?;
    Ok(Found {
        device,
        named,
        is_fallback,
    })
}

fn default(host: &cpal::Host, side: Side) -> Option<Device> {
    match side {
        Side::Microphone => host.default_input_device().filter(is_microphone),
        Side::Loudspeaker => host.default_output_device(),
    }
}

/// Where there is no microphone, PulseAudio's default is what a loudspeaker plays: that is none.
fn is_microphone(device: &Device) -> bool {
    name(device).is_some_and(|named| !named.id.ends_with(".monitor"))
}

fn fits(device: &Device, side: Side) -> bool {
    match side {
        Side::Microphone => device.supports_input(),
        Side::Loudspeaker => device.supports_output(),
    }
}

fn named(host: &cpal::Host, side: Side) -> Result<Vec<Named>, Trouble> {
    let devices = host.devices().map_err(|error| Trouble::opening(&error))?;
    let devices = devices.filter(|device| fits(device, side));
    let devices = devices.filter(|device| side == Side::Loudspeaker || is_microphone(device));
    Ok(devices
        .filter_map(|device| name(&device))
        .filter(|named| !PSEUDO.contains(&named.id.as_str()))
        .collect())
}

fn name(device: &Device) -> Option<Named> {
    let id = device.id().ok()?.id().to_owned();
    let name = device.description().ok();
    let name = name.map_or_else(|| id.clone(), |name| name.name().to_owned());
    Some(Named { id, name })
}
