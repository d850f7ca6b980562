//! Cooks: they finish orders over HTTP, as a display does over its stream.

use anyhow::ensure;
use kitchen::{Command, CommandId, LineId, OrderId, StationId};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::json;
use sim::http::{Answer, Client};
use std::collections::{BTreeMap, BTreeSet};

/// The status of a command that is on disk.
const OK: u16 = 200;

/// An order as it was answered, as far as a cook needs it.
#[derive(Debug, Deserialize)]
pub struct Placed {
    id: OrderId,
    lines: Vec<PlacedLine>,
}

#[derive(Debug, Deserialize)]
struct PlacedLine {
    id: LineId,
    station_states: BTreeMap<StationId, IgnoredAny>,
}

impl Placed {
    /// Reads the answer to a post.
    ///
    /// # Errors
    /// When it is no order.
    pub fn read(answer: &Answer) -> serde_json::Result<Self> {
        serde_json::from_slice(&answer.body)
    }

    /// One bump for each station, all its lines at once, and one at the pass: what completes it.
    pub fn whole(&self) -> Vec<Command> {
        let stations = self
            .lines
            .iter()
            .flat_map(|line| line.station_states.keys());
        let stations: BTreeSet<&StationId> = stations.collect();
        let places = stations.into_iter().cloned().map(Some).chain([None]);
        places.map(|place| self.bump(place, None)).collect()
    }

    /// One bump for each line at each of its stations, and one for each at the pass.
    pub fn line_by_line(&self) -> Vec<Command> {
        let one = |place: Option<StationId>, line: &PlacedLine| {
            self.bump(place, Some(vec![line.id.clone()]))
        };
        let cooked = self.lines.iter().flat_map(|line| {
            let stations = line.station_states.keys().cloned();
            stations.map(move |station| one(Some(station), line))
        });
        cooked
            .chain(self.lines.iter().map(|line| one(None, line)))
            .collect()
    }

    fn bump(&self, station: Option<StationId>, lines: Option<Vec<LineId>>) -> Command {
        Command::Bump {
            order: self.id,
            station,
            lines,
        }
    }
}

/// Gives a command under a fresh id, and returns once it is on disk.
///
/// # Errors
/// When it is not.
pub async fn give(client: &mut Client, command: &Command) -> anyhow::Result<()> {
    let id = CommandId(uuid::Uuid::new_v4());
    let body = json!({ "id": id, "body": command }).to_string();
    let answer = client.post("/v1/commands", None, body).await?;
    ensure!(
        answer.status == OK,
        "a command was answered {}: {}",
        answer.status,
        String::from_utf8_lossy(&answer.body)
    );
    Ok(())
}
