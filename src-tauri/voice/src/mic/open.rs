//! Opening a microphone, in whatever form its sound comes.

use std::sync::Arc;
use std::time::Duration;

use cpal::traits::DeviceTrait;
use cpal::{BufferSize, SampleFormat, StreamConfig, SupportedStreamConfig};
use rtrb::{Consumer, RingBuffer};

use crate::device::{Flags, Opened, Tap, Trouble, scaled, scaled_24};

/// How much the ring holds, in parts of a second: a fifth. It is emptied every 5 ms; a machine that
/// stalls for longer loses sound, and counts it.
const RING: u32 = 5;

/// Periods a second that the device is asked for: one each 20 ms, as a frame is. With its own default
/// the first sound may come after two seconds.
const PERIODS: u32 = 50;

/// How long the system may take to make a stream, where it can be told.
const PATIENCE: Duration = Duration::from_secs(2);

/// Our end of an open microphone.
pub(super) struct Heard {
    /// One channel, in the scale of 16 bits.
    pub(super) ring: Consumer<f32>,
    /// Samples a second.
    pub(super) rate: u32,
}

/// Opens it as it likes best; blocks.
pub(super) fn open(device: &cpal::Device) -> Result<Opened<Heard>, Trouble> {
    let form = device
        .default_input_config()
        .map_err(|error| Trouble::opening(&error))?;
    let rate = form.sample_rate();
    let short = BufferSize::Fixed(rate / PERIODS);
    start(device, &form, short)
        .or_else(|_| start(device, &form, BufferSize::Default))
        .map_err(|error| Trouble::opening(&error))
}

fn start(
    device: &cpal::Device,
    form: &SupportedStreamConfig,
    buffer_size: BufferSize,
) -> Result<Opened<Heard>, cpal::Error> {
    let rate = form.sample_rate();
    let (ring, end) = RingBuffer::new((rate / RING) as usize);
    let flags = Arc::<Flags>::default();
    let tap = Tap {
        ring,
        channels: usize::from(form.channels()),
        flags: flags.clone(),
    };
    let config = StreamConfig {
        buffer_size,
        ..form.config()
    };
    let stream = stream(device, config, form.sample_format(), tap)?;
    let end = Heard { ring: end, rate };
    Ok(Opened { stream, end, flags })
}

fn stream(
    device: &cpal::Device,
    config: StreamConfig,
    format: SampleFormat,
    mut tap: Tap,
) -> Result<cpal::Stream, cpal::Error> {
    let flags = tap.flags.clone();
    let failed = move |error: cpal::Error| flags.fail(error.kind());
    macro_rules! of {
        ($sample:ty) => {
            of!($sample, scaled)
        };
        ($sample:ty, $scale:expr) => {
            device.build_input_stream::<$sample, _, _>(
                config,
                move |data, _| tap.take(data, $scale),
                failed,
                Some(PATIENCE),
            )
        };
    }
    match format {
        SampleFormat::I8 => of!(i8),
        SampleFormat::I16 => of!(i16),
        SampleFormat::I24 => of!(cpal::I24, scaled_24),
        SampleFormat::I32 => of!(i32),
        SampleFormat::I64 => of!(i64),
        SampleFormat::U8 => of!(u8),
        SampleFormat::U16 => of!(u16),
        SampleFormat::U24 => of!(cpal::U24),
        SampleFormat::U32 => of!(u32),
        SampleFormat::U64 => of!(u64),
        SampleFormat::F32 => of!(f32),
        SampleFormat::F64 => of!(f64),
        // One bit a sample: no microphone gives it by default.
        _ => Err(cpal::ErrorKind::UnsupportedConfig.into()),
    }
}
