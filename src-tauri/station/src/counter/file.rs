//! The counters' orders on disk.

use super::desk::Kept;
use crate::files;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

/// Names the form; another form is another name, and is set aside.
const SCHEMA: &str = "heard.counters/1";

/// The largest file that is read: every counter with as many unanswered orders as it may have,
/// of fifty lines each, takes a quarter of it.
const FILE_BYTES: u64 = 32 * 1024 * 1024;

/// Every counter by its id.
pub type Counters = BTreeMap<String, Kept>;

#[derive(Debug, Serialize, Deserialize)]
struct Form<'a> {
    schema: Cow<'a, str>,
    counters: Cow<'a, Counters>,
}

/// What is written.
///
/// # Errors
/// None that can happen: every key of ours is a string.
pub fn bytes(counters: &Counters) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&Form {
        schema: Cow::Borrowed(SCHEMA),
        counters: Cow::Borrowed(counters),
    })
}

/// What was kept. A file that cannot be understood is set aside, for a person to look at.
pub fn load(path: &Path) -> Counters {
    let bytes = match files::read(path, FILE_BYTES) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Counters::new(),
        Err(error) => {
            tracing::error!(?path, %error, "the counters' orders cannot be read");
            files::set_aside(path);
            return Counters::new();
        }
    };
    let read = serde_json::from_slice::<Form<'_>>(&bytes);
    match read {
        Ok(form) if form.schema == SCHEMA => form.counters.into_owned(),
        Ok(form) => {
            tracing::error!(?path, schema = %form.schema, "the counters' orders are of another form");
            files::set_aside(path);
            Counters::new()
        }
        Err(error) => {
            tracing::error!(?path, %error, "the counters' orders are not understood");
            files::set_aside(path);
            Counters::new()
        }
    }
}
