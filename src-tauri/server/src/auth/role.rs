//! What a token allows.

/// What a token allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A till: place, amend, cancel, read.
    Pos,
    /// A kitchen screen: stream, kitchen commands.
    Display,
    /// A counter: stream, place orders, voice.
    Counter,
    /// A machine whose windows are kitchen screens and counters, with one token for them all: what
    /// a display may, and what a counter may. Not in PROTOCOL, which has the four others.
    Device,
    /// Everything.
    Operator,
}

impl Role {
    /// Every role.
    pub const ALL: &'static [Self] = &[
        Self::Pos,
        Self::Display,
        Self::Counter,
        Self::Device,
        Self::Operator,
    ];

    /// The role as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pos => "pos",
            Self::Display => "display",
            Self::Counter => "counter",
            Self::Device => "device",
            Self::Operator => "operator",
        }
    }

    /// The role of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.as_str() == text)
    }
}
