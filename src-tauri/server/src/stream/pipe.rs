//! The bytes between a WebSocket's protocol, which knows no IO, and its socket.

use bytes::{Buf, BytesMut};
use std::io::{self, ErrorKind, Read, Write};

/// What was read and not understood yet, and what is to be written.
#[derive(Default)]
pub(super) struct Pipe {
    /// From the peer.
    pub incoming: BytesMut,
    /// To the peer: pongs and the reply to a close, nothing large.
    pub outgoing: Vec<u8>,
    /// The peer sends no more.
    pub ended: bool,
}

impl Read for Pipe {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.incoming.is_empty() {
            return if self.ended {
                Ok(0)
            } else {
                Err(ErrorKind::WouldBlock.into())
            };
        }
        let count = to.len().min(self.incoming.len());
        self.incoming.copy_to_slice(&mut to[..count]);
        Ok(count)
    }
}

impl Write for Pipe {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        self.outgoing.extend_from_slice(from);
        Ok(from.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
