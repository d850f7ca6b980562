//! The voice session of a device: press, speak, look, send.
