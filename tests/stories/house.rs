//! A restaurant to tell a story in: the real server with the demo menu, a till, and displays.

use kitchen::{Command, CommandId, LineId, Order, OrderId};
use serde_json::{Value, json};
use sim::{
    http::{Answer, Client},
    server::{Server, Setup},
    stream::{Display, Kept},
};
use uuid::Uuid;

/// A running server and the tokens of its people.
pub struct House {
    pub server: Server,
    pub till: Client,
    pub display_token: String,
}

impl House {
    pub async fn open() -> Self {
        Self::open_with(Setup::default()).await
    }

    pub async fn open_with(setup: Setup) -> Self {
        let server = Server::start_with(setup).await.unwrap();
        let till = server.client("pos").await.unwrap();
        let display_token = server.token("display").await.unwrap();
        Self {
            server,
            till,
            display_token,
        }
    }

    /// A display that knows nothing yet.
    pub async fn display(&self, device: &str) -> Display {
        let address = self.server.address();
        let display = Display::connect(address, &self.display_token, device).await;
        display.unwrap()
    }

    /// A display that goes on from what it kept.
    pub async fn resume(&self, device: &str, kept: Kept) -> Display {
        let address = self.server.address();
        let display = Display::resume(address, &self.display_token, device, kept).await;
        display.unwrap()
    }

    /// Places an order and returns its id.
    pub async fn place(&mut self, order: &Value) -> OrderId {
        placed(
            &self
                .till
                .post("/v1/orders", None, order.to_string())
                .await
                .unwrap(),
        )
    }

    /// Every display, caught up, has folded to the very bytes that the server shows a newcomer.
    pub async fn assert_all_agree<'a>(&self, displays: impl IntoIterator<Item = &'a mut Display>) {
        let newcomer = self.display("newcomer").await;
        let seq = newcomer.state().seq;
        for display in displays {
            display.reach(seq).await.unwrap();
            let fold = display.state().snapshot().unwrap();
            assert_same(&fold, newcomer.snapshot());
        }
        // What was read is what was written: the newcomer's own fold has the same bytes, too.
        assert_same(&newcomer.state().snapshot().unwrap(), newcomer.snapshot());
    }
}

/// Equal bytes; where they are not, what stands around the first difference.
pub fn assert_same(fold: &[u8], snapshot: &[u8]) {
    let differs = fold
        .iter()
        .zip(snapshot)
        .position(|(ours, theirs)| ours != theirs);
    let at = differs.unwrap_or(fold.len().min(snapshot.len()));
    let around = |bytes: &[u8]| {
        let end = bytes.len().min(at + 200);
        String::from_utf8_lossy(&bytes[at.saturating_sub(200).min(end)..end]).into_owned()
    };
    assert!(
        fold == snapshot,
        "at byte {at}:\nthe fold:     {}\nthe snapshot: {}",
        around(fold),
        around(snapshot)
    );
}

/// The id of an order that was just placed.
pub fn placed(answer: &Answer) -> OrderId {
    assert_eq!(answer.status, 201, "{:?}", answer.json());
    answer.json()["id"].as_str().unwrap().parse().unwrap()
}

/// A cheeseburger (grill and fry) and a lemonade (bar).
pub fn burger_and_lemonade(external_id: &str) -> Value {
    json!({
        "external_id": external_id,
        "service": {"type": "dine_in", "table": "12"},
        "lines": [
            {"item": "cheeseburger", "quantity": 2, "modifiers": ["medium-rare", "side-fries"]},
            {"item": "lemonade", "size": "large"},
        ],
    })
}

/// Lines that are done at a station; at the pass where none is named.
pub fn bump(order: OrderId, station: Option<&str>) -> Command {
    Command::Bump {
        order,
        station: station.map(Into::into),
        lines: None,
    }
}

/// Somebody begins to make a line.
pub fn start(order: OrderId, line: &str, station: &str) -> Command {
    Command::StartLine {
        order,
        line: LineId::from(line),
        station: Some(station.into()),
    }
}

/// A new command id.
pub fn fresh() -> CommandId {
    CommandId(Uuid::new_v4())
}

/// The order as a display sees it.
pub fn seen(display: &Display, order: OrderId) -> &Order {
    &display.state().orders[&order]
}
