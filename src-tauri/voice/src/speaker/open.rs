//! Opening a loudspeaker, in whatever form it takes sound.

use std::sync::Arc;
use std::time::Duration;

use cpal::traits::DeviceTrait;
use cpal::{BufferSize, OutputCallbackInfo, SampleFormat, StreamConfig, SupportedStreamConfig};
use rtrb::{Producer, RingBuffer};

use crate::device::{Flags, Opened, Spout, Trouble};
use crate::echo::Playing;

/// How much the ring holds, in parts of a second: a fifth, twice what is ever in it.
const RING: u32 = 5;

/// How much of what was played waits for the echo canceller, in seconds: it takes it every 5 ms.
const COPY: u32 = 1;

/// Periods a second that the device is asked for: one each 40 ms, two in its buffer. Half as much
/// stutters on a busy machine, and nobody minds when a reply begins 20 ms later.
const PERIODS: u32 = 25;

/// How long the system may take to make a stream, where it can be told.
const PATIENCE: Duration = Duration::from_secs(2);

/// Our end of an open loudspeaker.
pub(super) struct Said {
    /// One channel, in the scale of 16 bits.
    pub(super) ring: Producer<f32>,
    /// Samples a second.
    pub(super) rate: u32,
    /// For the echo canceller; taken once.
    pub(super) playing: Option<Playing>,
}

/// Opens it as it likes best; blocks.
pub(super) fn open(device: &cpal::Device) -> Result<Opened<Said>, Trouble> {
    let form = device
        .default_output_config()
        .map_err(|error| Trouble::opening(&error))?;
    let short = BufferSize::Fixed(form.sample_rate() / PERIODS);
    start(device, &form, short)
        .or_else(|_| start(device, &form, BufferSize::Default))
        .map_err(|error| Trouble::opening(&error))
}

fn start(
    device: &cpal::Device,
    form: &SupportedStreamConfig,
    buffer_size: BufferSize,
) -> Result<Opened<Said>, cpal::Error> {
    let rate = form.sample_rate();
    let (say, ring) = RingBuffer::new((rate / RING) as usize);
    let (copy, sound) = RingBuffer::new((rate * COPY) as usize);
    let flags = Arc::<Flags>::default();
    let spout = Spout {
        ring,
        copy,
        channels: usize::from(form.channels()),
        flags: flags.clone(),
        taken: 0,
    };
    let config = StreamConfig {
        buffer_size,
        ..form.config()
    };
    let stream = stream(device, config, form.sample_format(), spout)?;
    let end = Said {
        ring: say,
        rate,
        playing: Some(Playing { sound, rate }),
    };
    Ok(Opened { stream, end, flags })
}

fn stream(
    device: &cpal::Device,
    config: StreamConfig,
    format: SampleFormat,
    mut spout: Spout,
) -> Result<cpal::Stream, cpal::Error> {
    let flags = spout.flags.clone();
    let failed = move |error: cpal::Error| flags.fail(error.kind());
    macro_rules! of {
        ($sample:ty) => {
            device.build_output_stream::<$sample, _, _>(
                config,
                move |data, info| {
                    spout.flags.set_latency(latency(info));
                    spout.give(data);
                },
                failed,
                Some(PATIENCE),
            )
        };
    }
    match format {
        SampleFormat::I8 => of!(i8),
        SampleFormat::I16 => of!(i16),
        SampleFormat::I24 => of!(cpal::I24),
        SampleFormat::I32 => of!(i32),
        SampleFormat::I64 => of!(i64),
        SampleFormat::U8 => of!(u8),
        SampleFormat::U16 => of!(u16),
        SampleFormat::U24 => of!(cpal::U24),
        SampleFormat::U32 => of!(u32),
        SampleFormat::U64 => of!(u64),
        SampleFormat::F32 => of!(f32),
        SampleFormat::F64 => of!(f64),
        // One bit a sample: no loudspeaker takes it by default.
        _ => Err(cpal::ErrorKind::UnsupportedConfig.into()),
    }
}

/// How long what is given now takes to be heard, in microseconds.
fn latency(info: &OutputCallbackInfo) -> u64 {
    let at = info.timestamp();
    let latency = at.playback.checked_duration_since(at.callback);
    let micros = latency.unwrap_or_default().as_micros();
    u64::try_from(micros).unwrap_or(u64::MAX)
}
