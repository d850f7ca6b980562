//! Slow clients and cuts, with made-up time.

use super::*;
use futures_util::StreamExt;
use scope::{Scope, Spawned, Task};
use tokio::{
    io::{DuplexStream, duplex},
    sync::oneshot,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, protocol::Role},
};

/// What the pipe takes before somebody reads.
const PIPE: usize = 64;

/// A frame that does not fit into it.
const LONG: &str = "0123456789012345678901234567890123456789012345678901234567890123456789";

struct Ends {
    scope: Scope,
    line: Line<DuplexStream>,
    client: DuplexStream,
    cut: oneshot::Sender<Cut>,
}

fn ends() -> Ends {
    let (ours, client) = duplex(PIPE);
    let (cut, fallen) = oneshot::channel();
    let knife = async { fallen.await.unwrap_or(Cut::Revoked) };
    Ends {
        scope: Scope::root("line"),
        line: Line::new(Socket::new(ours, PIPE), knife),
        client,
        cut,
    }
}

/// What a client that begins to read after `asleep` is told, and the code it is closed with.
fn client(
    scope: &Scope,
    pipe: DuplexStream,
    asleep: Duration,
) -> Spawned<(Vec<String>, Option<u16>)> {
    scope.spawn(Task::drain("client"), async move {
        time::sleep(asleep).await;
        let mut socket = WebSocketStream::from_raw_socket(pipe, Role::Client, None).await;
        let mut told = Vec::new();
        while let Some(Ok(message)) = socket.next().await {
            match message {
                Message::Close(frame) => return (told, frame.map(|frame| frame.code.into())),
                message => told.push(message.into_text().unwrap().to_string()),
            }
        }
        (told, None)
    })
}

fn notice(kind: Notice) -> String {
    serde_json::to_string(&ServerFrame::Notice(kind)).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_late_is_told_that_it_was_too_slow() {
    let mut ends = ends();
    let late = WRITE_WITHIN + Duration::from_secs(5);
    let told = client(&ends.scope, ends.client, late);
    let began = time::Instant::now();
    let sent = ends.line.send(&[Text::whole(LONG)]).await;
    assert_eq!(sent, Err(End::Slow));
    assert_eq!(began.elapsed().as_secs(), late.as_secs());
    ends.line.end(End::Slow).await;
    let (told, code) = told.await.unwrap();
    assert_eq!(told, [LONG.to_owned(), notice(Notice::SlowConsumer)]);
    assert_eq!(code, Some(close::TOO_MANY));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_in_time_is_not() {
    let mut ends = ends();
    let told = client(&ends.scope, ends.client, WRITE_WITHIN / 2);
    ends.line
        .send(&[Text::whole(LONG), Text::whole("b")])
        .await
        .unwrap();
    ends.line.end(End::Gone).await;
    assert_eq!(
        told.await.unwrap(),
        (vec![LONG.to_owned(), "b".to_owned()], None)
    );
}

#[tokio::test(start_paused = true)]
async fn a_client_that_never_reads_is_left() {
    let mut ends = ends();
    let began = time::Instant::now();
    let sent = ends.line.send(&[Text::whole(LONG)]).await;
    assert_eq!(sent, Err(End::Gone));
    let waited = WRITE_WITHIN + LAST_CHANCE;
    assert_eq!(began.elapsed().as_secs(), waited.as_secs());
    // A ping that nobody takes ends the same way; the pipe is full.
    assert_eq!(ends.line.ping().await, Err(End::Gone));
    drop(ends.client);
}

#[tokio::test(start_paused = true)]
async fn a_cut_is_heard_once_and_what_follows_goes_quickly() {
    let mut ends = ends();
    ends.cut.send(Cut::Stopping).unwrap();
    let end = End::Cut(Cut::Stopping);
    assert_eq!(ends.line.receive().await, Err(end));
    let told = client(&ends.scope, ends.client, CUT_WITHIN / 2);
    ends.line.send(&[Text::whole(LONG)]).await.unwrap();
    ends.line.end(end).await;
    let (told, code) = told.await.unwrap();
    assert_eq!(told, [LONG.to_owned(), notice(Notice::ShuttingDown)]);
    assert_eq!(code, Some(close::GOING_AWAY));
}

#[tokio::test(start_paused = true)]
async fn a_cut_ends_a_write_that_hangs() {
    for (cut, asleep, after_s) in [
        // In the middle of a write, and when the last chance is running.
        (Duration::from_secs(3), Duration::from_secs(60), 3),
        (Duration::from_secs(15), Duration::from_secs(60), 15),
    ] {
        let mut ends = ends();
        let told = client(&ends.scope, ends.client, asleep);
        let sender = ends.cut;
        ends.scope.spawn(Task::drain("cut"), async move {
            time::sleep(cut).await;
            sender.send(Cut::Replaced).unwrap();
        });
        let began = time::Instant::now();
        let sent = ends.line.send(&[Text::whole(LONG)]).await;
        assert_eq!(sent, Err(End::Gone));
        assert_eq!(began.elapsed().as_secs(), after_s);
        ends.line.end(End::Gone).await;
        assert_eq!(told.await.unwrap().1, None);
    }
    // One that goes on is finished, and the reason said behind it.
    let mut ends = ends();
    let told = client(&ends.scope, ends.client, CUT_WITHIN / 2);
    ends.cut.send(Cut::Replaced).unwrap();
    let end = End::Cut(Cut::Replaced);
    assert_eq!(ends.line.send(&[Text::whole(LONG)]).await, Err(end));
    ends.line.end(end).await;
    let (told, code) = told.await.unwrap();
    assert_eq!((told, code), (vec![LONG.to_owned()], Some(close::REPLACED)));
}

#[test]
fn a_large_frame_may_take_longer() {
    assert_eq!(within(0), WRITE_WITHIN);
    assert_eq!(within(5 * 1024 * 1024), WRITE_WITHIN + 5 * WRITE_PER_MIB);
}
