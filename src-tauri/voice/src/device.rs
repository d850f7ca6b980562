//! The sound devices of this machine: which there are, how one is opened, and what becomes of it.

mod callback;
mod devices;
mod host;
mod keeper;
mod life;
mod settings;
mod trouble;

pub use devices::Devices;
pub use host::{Listed, Named};
pub use settings::SoundSettings;

pub(crate) use callback::{Flags, Spout, Tap, scaled, scaled_24};
pub(crate) use host::{Hosts, Side};
pub(crate) use keeper::{Keeper, Opened};
pub(crate) use life::Shown;
pub(crate) use trouble::Trouble;
