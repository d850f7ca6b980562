//! Conditions on what is there: `If-Match` and `If-None-Match` (RFC 9110, section 13.1).

use axum::http::{HeaderMap, HeaderName};

/// The tags that a condition names.
pub(super) struct Conditions<'a>(Vec<&'a str>);

impl Conditions<'_> {
    /// Whether the tag is among them, compared strongly (RFC 9110, section 8.8.3.2).
    pub fn any(&self, tag: &str) -> bool {
        self.0.iter().any(|named| *named == "*" || *named == tag)
    }

    /// The same, compared weakly.
    pub fn any_weakly(&self, tag: &str) -> bool {
        let strong = |named: &str| named.strip_prefix("W/").unwrap_or(named) == tag;
        self.0.iter().any(|named| *named == "*" || strong(named))
    }
}

/// The condition in that header, if it is there.
pub(super) fn conditions<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<Conditions<'a>> {
    let mut said = headers.get_all(name).iter().peekable();
    said.peek()?;
    let tags = said
        .flat_map(|value| value.to_str().unwrap_or_default().split(','))
        .map(str::trim);
    Some(Conditions(tags.collect()))
}
