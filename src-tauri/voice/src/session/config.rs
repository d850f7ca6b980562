//! Our settings: what a session is minted with, whether it has them, and what is said if not.

use realtime::Field;
use realtime::session::{Function, Patch, SessionKind, SessionObject, Tool};
use serde_json::Value;

/// What a session is to be like: push-to-talk, with these tools for us to carry out. Menu and
/// manners are the order server's to tell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wishes {
    /// Functions that the app carries out on its cart.
    pub tools: Vec<Function>,
}

/// How much is said of the wishes. What is too large for a host is said again smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// All of it.
    Whole,
    /// The names of the tools: the order server knows them, and a provider is told by it.
    Small,
}

impl Size {
    /// What is tried next; `None` after the smallest.
    pub fn smaller(self) -> Option<Self> {
        match self {
            Self::Whole => Some(Self::Small),
            Self::Small => None,
        }
    }
}

/// How sure the words of a guest are (REALTIME.md 4).
const LOGPROBS: &str = "item.input_audio_transcription.logprobs";

impl Wishes {
    /// The wishes as an update, for the mint and for a running session alike.
    pub fn patch(&self, size: Size) -> Patch {
        let mut patch = Patch::new(SessionKind::Realtime);
        patch.audio.input.turn_detection = Field::Null;
        let tools = self.tools.iter().map(|tool| match size {
            Size::Whole => tool.clone(),
            Size::Small => Function {
                name: tool.name.clone(),
                ..Function::default()
            },
        });
        patch.tools = Field::Value(tools.map(Tool::Function).collect());
        if size == Size::Whole {
            patch.include = Field::Value(vec![LOGPROBS.to_owned()]);
        }
        patch
    }

    /// Whether a tool of that name is ours.
    pub fn names(&self, name: &str) -> bool {
        self.tools.iter().any(|tool| tool.name == name)
    }

    /// Whether a session is as wished for: no turn detection, and all tools.
    pub fn are_met_by(&self, session: &SessionObject) -> bool {
        let detection = session.setting(&["audio", "input", "turn_detection"]);
        let listed = session.setting(&["tools"]).and_then(Value::as_array);
        let names = |name: &str| {
            let mut listed = listed.into_iter().flatten();
            listed.any(|tool| tool["name"] == name)
        };
        detection.is_some_and(Value::is_null) && self.tools.iter().all(|tool| names(&tool.name))
    }
}

/// How far telling our settings has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Config {
    /// The channel is not open.
    Closed,
    /// The session has not said what it begins with.
    Awaiting,
    /// We asked for them.
    Asked(Size),
    /// The session has them.
    Done,
}
