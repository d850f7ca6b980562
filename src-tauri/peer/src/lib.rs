//! One WebRTC connection in a scope: Opus and a data channel, closed by its guard.
