//! How long things take and how much is kept, with the reason of each figure.

use std::time::Duration;

/// How long an attempt may take, from the first packet to the welcome: a server that is merely
/// busy has answered by then.
pub const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// How long a welcome that is still arriving may take: a snapshot of thousands of orders over a
/// poor wireless network.
pub const WELCOME_WITHIN: Duration = Duration::from_secs(60);
/// Silence after which a connection is dead. A dead peer must be noticed in under 3 s, which
/// leaves half a second for showing it.
pub const SILENCE: Duration = Duration::from_millis(2500);
/// How much later than shown the server may have been heard while a large frame arrives: a person
/// is shown whole seconds.
pub const HEARD_STEP: Duration = Duration::from_millis(100);
/// The longest time between pings, whatever the server asks for: two must fit into [`SILENCE`], so
/// that one may be lost.
pub const HEARTBEAT_MAX: Duration = Duration::from_millis(1000);
/// The shortest time between pings, whatever the server asks for: fifty displays at this rate are
/// 500 frames a second.
pub const HEARTBEAT_MIN: Duration = Duration::from_millis(100);
/// The first pause before another attempt: shorter than anyone notices, when a server only
/// restarts.
pub const BACKOFF_FIRST: Duration = Duration::from_millis(250);
/// The longest pause before another attempt: what a cook waits at most after the server is back,
/// if nothing tells us so.
pub const BACKOFF_LAST: Duration = Duration::from_secs(30);
/// A connection that lived this long was a good one: the pauses begin anew. Twice [`SILENCE`], so
/// that it was heard from twice.
pub const STABLE_AFTER: Duration = Duration::from_secs(5);
/// How long a close handshake may take before the socket is dropped: a round trip on a poor
/// network.
pub const CLOSE_WITHIN: Duration = Duration::from_secs(1);
/// How long the socket may take none of what is to be written. Twice [`SILENCE`]: a peer that
/// still speaks gets a second chance.
pub const WRITE_WITHIN: Duration = Duration::from_secs(5);
/// Waking this much too late, or a wall clock this far ahead of the monotonic one, means that the
/// machine slept: no scheduler is so late, and every connection has been given up by the other
/// side by then.
pub const SLEPT: Duration = Duration::from_secs(10);
/// How often to look whether the network has changed, while there is no connection: what a person
/// takes for "at once".
pub const NETWORK_LOOK: Duration = Duration::from_secs(1);
/// How long to wait after a refusal that will pass, plus up to as much again by chance: a full
/// disk is not cleared any faster.
pub const RETRY_AFTER: Duration = Duration::from_secs(1);
/// Commands sent and not answered yet: enough to fill a round trip, few enough for the server's
/// own queue.
pub const WINDOW: usize = 32;
/// Commands in the outbox: more than a kitchen bumps in an outage of an hour.
pub const OUTBOX_COMMANDS: usize = 1000;
/// Bytes of the outbox's file: a thousand commands of 8 KiB, when a bump has 200 bytes.
pub const OUTBOX_BYTES: usize = 8 * 1024 * 1024;
/// What a command's frame has around its body: type, id and braces.
pub const FRAME_AROUND: usize = 128;
/// How long what has left the outbox may stay in its file. Sending it again is harmless, so this
/// only spares the disk.
pub const TIDY_AFTER: Duration = Duration::from_secs(2);
/// How long to wait before writing again what the disk would not take.
pub const WRITE_AGAIN_AFTER: Duration = Duration::from_secs(5);
/// Refused commands kept until a person has seen them; more than fit on any screen.
pub const REFUSED: usize = 50;
/// Transitions remembered for whoever asks what happened: some minutes of an outage.
pub const HISTORY: usize = 50;
/// Messages to the link that wait; whoever has one more waits too. More than fingers can tap while
/// a disk syncs.
pub const INBOX: usize = 64;
/// Frames that wait for the socket: [`WINDOW`], and the pings of [`WRITE_WITHIN`]. With one more
/// the socket is stuck.
pub const OUTGOING: usize = 128;
/// The buffer that the socket is read through; a day's usual frame fits, and a snapshot's share of
/// calls is small.
pub const READ_BUFFER: usize = 16 * 1024;
