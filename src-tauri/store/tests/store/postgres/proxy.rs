//! A wire to a server that is cut at the worst moment.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// What happens to the next `COMMIT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// It arrives, and its answer too.
    No,
    /// It does not arrive.
    Before,
    /// It arrives, and its answer does not.
    After,
}

/// A wire. It stands between [`Wire::port`] and the server.
pub struct Wire {
    listener: TcpListener,
    server: u16,
    cut: Mutex<Cut>,
    /// Whether new connections are refused.
    dead: AtomicBool,
    ended: AtomicBool,
}

impl Wire {
    pub fn new(server: u16) -> Self {
        Self {
            listener: TcpListener::bind("127.0.0.1:0").unwrap(),
            server,
            cut: Mutex::new(Cut::No),
            dead: AtomicBool::new(false),
            ended: AtomicBool::new(false),
        }
    }

    pub fn port(&self) -> u16 {
        self.listener.local_addr().unwrap().port()
    }

    /// Cuts the next commit. `dead`: from then on nobody gets through until [`Wire::mend`].
    pub fn cut(&self, cut: Cut, dead: bool) {
        *self.cut.lock().unwrap() = cut;
        self.dead.store(false, Ordering::SeqCst);
        if dead {
            self.dead.store(true, Ordering::SeqCst);
        }
    }

    pub fn mend(&self) {
        self.cut(Cut::No, false);
    }

    /// Runs `story` with the wire in place. It ends when the story has dropped what it connected.
    pub fn run(&self, story: impl FnOnce()) {
        thread::scope(|scope| {
            scope.spawn(|| {
                loop {
                    let (client, _) = self.listener.accept().unwrap();
                    if self.ended.load(Ordering::SeqCst) {
                        return;
                    }
                    if self.dead.load(Ordering::SeqCst) {
                        continue;
                    }
                    let server = TcpStream::connect(("127.0.0.1", self.server)).unwrap();
                    let ends = [client.try_clone().unwrap(), server.try_clone().unwrap()];
                    scope.spawn(move || self.ask(client, server));
                    scope.spawn(move || {
                        let [client, server] = ends;
                        pass(server, client);
                    });
                }
            });
            let ended = Ended(self);
            story();
            drop(ended);
        });
    }

    /// Passes what the client says on to the server.
    fn ask(&self, mut client: TcpStream, mut server: TcpStream) {
        let mut bytes = [0; 64 * 1024];
        while let Ok(count @ 1..) = client.read(&mut bytes) {
            let said = &bytes[..count];
            let mut cut = Cut::No;
            // A commit is a message of its own, and the client waits for its answer: so it comes
            // in one piece.
            if said.ends_with(b"COMMIT\0") {
                std::mem::swap(&mut cut, &mut self.cut.lock().unwrap());
            }
            match cut {
                Cut::No => {}
                Cut::Before => break,
                Cut::After => {
                    // The client hears no more; the server is heard to the end of its session.
                    client.shutdown(Shutdown::Both).unwrap();
                    server.write_all(said).unwrap();
                    break;
                }
            }
            if server.write_all(said).is_err() {
                break;
            }
        }
        let _ = client.shutdown(Shutdown::Both);
        let _ = server.shutdown(Shutdown::Write);
    }
}

/// Passes what the server answers on to the client.
fn pass(mut server: TcpStream, mut client: TcpStream) {
    let mut bytes = [0; 64 * 1024];
    while let Ok(count @ 1..) = server.read(&mut bytes) {
        // Where the client hears no more the server is listened to nevertheless, so that it is not
        // cut off.
        let _ = client.write_all(&bytes[..count]);
    }
    let _ = client.shutdown(Shutdown::Both);
}

struct Ended<'a>(&'a Wire);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.ended.store(true, Ordering::SeqCst);
        // Wakes whoever accepts.
        let _ = TcpStream::connect(("127.0.0.1", self.0.port()));
    }
}
