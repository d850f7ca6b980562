//! Leaks that are planted, one of each kind, into what the server really uses; each can be undone.

use crate::rig::{DATABASE, Rig};
use futures_util::{FutureExt, StreamExt, stream::FuturesUnordered};
use kitchen::{Command, OrderId};
use scope::{Scope, Task, time::sleep};
use server::kitchens::{Once, Submission};
use sim::{
    stream::{Socket, hello},
    voice::{Call, Talk},
};
use std::{any::Any, fs::File, future::pending, time::Duration};
use tokio::sync::mpsc;
use uuid::Uuid;
use wire::Cursor;

/// Longer than any story: a deadline that nobody will see pass.
const LONG: Duration = Duration::from_secs(24 * 3_600);

/// Deadlines that are asked for and not set yet.
const ASKED: usize = 1_024;

/// What leaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A task that nobody ends.
    Task,
    /// A deadline that nobody takes back.
    Deadline,
    /// A registration that nobody undoes.
    Listener,
    /// A subscription to the kitchen's events that nobody reads.
    Subscriber,
    /// A queue that nobody empties.
    Queue,
    /// A file that nobody closes.
    Descriptor,
    /// A display's session that nobody ends.
    Display,
    /// A guest's session that nobody ends.
    Guest,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Task,
        Self::Deadline,
        Self::Listener,
        Self::Subscriber,
        Self::Queue,
        Self::Descriptor,
        Self::Display,
        Self::Guest,
    ];

    /// By which name the server must tell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Task => "task server/stream/forgotten",
            Self::Deadline => "deadlines of server/stream",
            Self::Listener => "guard server/voice/listener",
            Self::Subscriber => "listeners of committed events",
            Self::Queue => "commands that wait for the writer",
            Self::Descriptor => "open descriptors",
            Self::Display => "seats of displays",
            Self::Guest => "seats of guests",
        }
    }

    /// What else may be told, since it goes with it: a session has a socket, tasks and deadlines.
    pub fn may_bring(self, name: &str) -> bool {
        match self {
            Self::Display | Self::Guest => !name.contains("forgotten"),
            // Every one of them is held somewhere.
            _ => ["live heap", "resident memory"].contains(&name),
        }
    }

    /// One in so many samples of the watch leaks one: a guest's session is the dearest, and one address
    /// may only have 128.
    pub fn every(self) -> u32 {
        match self {
            Self::Guest => 4,
            _ => 1,
        }
    }
}

/// What has leaked. Dropping it gives everything back.
pub struct Leaked<'r> {
    kind: Kind,
    rig: &'r Rig,
    held: Vec<Box<dyn Any>>,
    deadlines: mpsc::Sender<()>,
    _scope: Scope,
}

impl<'r> Leaked<'r> {
    /// Nothing yet.
    pub fn new(kind: Kind, rig: &'r Rig) -> Self {
        let (deadlines, asked) = mpsc::channel(ASKED);
        let scope = rig.scope("stream");
        scope.spawn(Task::abort("keeper"), keep(asked));
        rig.clocks.stop_writer(kind == Kind::Queue);
        Self {
            kind,
            rig,
            held: Vec::new(),
            deadlines,
            _scope: scope,
        }
    }

    /// One more.
    pub async fn leak(&mut self) {
        let rig = self.rig;
        let one: Box<dyn Any> = match self.kind {
            Kind::Task => {
                let scope = rig.scope("stream");
                scope.spawn(Task::abort("forgotten"), pending::<()>());
                Box::new(scope)
            }
            Kind::Deadline => return self.deadlines.try_send(()).unwrap(),
            Kind::Listener => {
                let scope = rig.scope("voice");
                let guard = scope.guard("listener", || {});
                Box::new((guard, scope))
            }
            Kind::Subscriber => Box::new(rig.restaurant().subscribe()),
            Kind::Queue => return submit(rig),
            Kind::Descriptor => Box::new(File::open(rig.file(DATABASE)).unwrap()),
            Kind::Display => {
                let device = format!("held-{}", self.held.len());
                let restaurant = rig.restaurant();
                // It knows what there is: a snapshot for each would take longer than a sample.
                let resume = Cursor {
                    epoch: restaurant.epoch().to_string(),
                    seq: restaurant.head().seq,
                };
                let mut socket = Socket::open(rig.address).await.unwrap();
                let hello = hello("display", &device, Some(resume));
                socket.say(&hello).await.unwrap();
                socket.hear().await.unwrap();
                Box::new(socket)
            }
            Kind::Guest => {
                let call = Call::new(rig.address, "counter");
                Box::new(Talk::open(&call).await.unwrap())
            }
        };
        self.held.push(one);
    }
}

impl Drop for Leaked<'_> {
    fn drop(&mut self) {
        self.rig.clocks.stop_writer(false);
    }
}

/// One task that has as many deadlines as it is asked for.
async fn keep(mut asked: mpsc::Receiver<()>) {
    let mut deadlines = FuturesUnordered::new();
    loop {
        tokio::select! {
            Some(()) = asked.recv() => deadlines.push(sleep(LONG)),
            Some(()) = deadlines.next() => {}
            else => return,
        }
    }
}

/// Gives the writer a command, and waits for no answer. It is refused once it is read.
fn submit(rig: &Rig) {
    let command = Command::Rush {
        order: OrderId(Uuid::nil()),
        on: true,
    };
    let submission = Submission::new(command, Once::No, "soak".into()).unwrap();
    let restaurant = rig.restaurant();
    assert!(restaurant.submit(submission).now_or_never().is_none());
}
