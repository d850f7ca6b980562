//! Ids of one kind in a menu: none twice, and none referred to that is not there.

use super::node::{Node, quoted};
use std::collections::{HashMap, HashSet};

/// Ids of one kind that a menu defines.
pub(super) struct Ids {
    /// What has these ids, for messages.
    kind: &'static str,
    /// Where each is defined first. One of the wrong form, too: it has had its fault.
    defined: HashMap<String, String>,
    /// Entries, those with the same id too.
    count: usize,
    /// Where they are defined could not be read, so nobody can say that one does not exist.
    unknown: bool,
}

impl Ids {
    pub(super) fn of(kind: &'static str) -> Self {
        Self {
            kind,
            defined: HashMap::new(),
            count: 0,
            unknown: false,
        }
    }

    pub(super) fn unknown(&mut self) {
        self.unknown = true;
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Reads the id of a new entry.
    pub(super) fn define<'a>(&mut self, node: &Node<'a>) -> &'a str {
        self.count += 1;
        let Some(id) = node.id() else {
            return "";
        };
        if let Some(first) = self.defined.get(id) {
            node.fault(format!(
                "is {}, which is the id at {first} already",
                quoted(id)
            ));
        } else {
            self.defined.insert(id.into(), node.pointer().into());
        }
        id
    }

    /// Reads the id of an entry that must be there.
    pub(super) fn refer<'a>(&self, node: &Node<'a>) -> &'a str {
        let Some(id) = node.string() else {
            return "";
        };
        if !self.unknown && !self.defined.contains_key(id) {
            node.fault(format!("is {}; no {} has that id", quoted(id), self.kind));
        }
        id
    }

    /// Reads a list of ids, none twice.
    pub(super) fn refer_each<T: for<'t> From<&'t str>>(
        &self,
        list: Option<Vec<Node<'_>>>,
    ) -> Vec<T> {
        let mut seen = HashSet::new();
        let mut read = Vec::new();
        for node in list.unwrap_or_default() {
            let id = self.refer(&node);
            if !id.is_empty() && !seen.insert(id) {
                node.fault(format!("is {}, which is in this list already", quoted(id)));
            }
            read.push(id.into());
        }
        read
    }
}
