//! Whatever a document says, the page is sound.

use super::*;
use serde_json::json;

#[test]
fn what_a_document_says_is_text_and_never_markup() {
    let document = json!({
        "info": {"title": "<script>alert(1)</script>", "description": "a `<b>` & c"},
        "paths": {"/\"><img>": {"get": {"operationId": "x", "summary": "<i>",
                                        "security": [], "responses": {}}}},
    });
    let page = render(&document);
    for tag in ["<script", "<img", "<i>"] {
        assert!(!page.contains(tag), "{tag}");
    }
    assert!(page.contains("a <code>&lt;b&gt;</code> &amp; c"));
    assert_eq!(page.matches(NONCE).count(), 1);
}

#[test]
fn a_shape_says_its_bounds() {
    let schema = json!({"type": ["integer", "null"], "minimum": 1, "maximum": 99, "default": 1});
    assert_eq!(shape(&schema), "integer or null, 1 to 99, default `1`");
}
