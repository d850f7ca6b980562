//! The document, made from the routes.

use crate::http::route::Route;
use serde_json::{Value, json};

/// The whole contract.
pub(in crate::http) fn document(_routes: &[Route]) -> Value {
    json!({})
}
