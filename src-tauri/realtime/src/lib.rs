//! The Realtime protocol: its events and sessions as types, and the host's side of a session, without IO.
