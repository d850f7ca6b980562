//! The machine-readable contract (OpenAPI 3.1), made from the routes.

mod document;
mod schemas;

pub(super) use document::document;

use super::body;
use kitchen::RefusalCode;
use serde_json::{Value, json};
use wire::ErrorCode;

/// How one entry of the API is described.
pub(super) struct Operation {
    id: &'static str,
    tag: &'static str,
    summary: &'static str,
    description: String,
    parameters: Vec<Value>,
    body: Option<RequestBody>,
    answers: Vec<Response>,
    refusals: Vec<(ErrorCode, u16)>,
}

struct RequestBody {
    schema: &'static str,
    /// Other forms, by media type.
    others: Vec<(&'static str, Value)>,
    bound: usize,
    required: bool,
    examples: Vec<(&'static str, Value)>,
}

struct Response {
    status: u16,
    description: &'static str,
    media_type: &'static str,
    schema: Value,
    headers: Vec<(&'static str, &'static str)>,
}

impl Operation {
    /// An operation under a heading, in one line.
    pub fn new(id: &'static str, tag: &'static str, summary: &'static str) -> Self {
        Self {
            id,
            tag,
            summary,
            description: String::new(),
            parameters: Vec::new(),
            body: None,
            answers: Vec::new(),
            refusals: Vec::new(),
        }
    }

    /// What there is to know of it. CommonMark.
    pub fn says(mut self, description: &str) -> Self {
        description.clone_into(&mut self.description);
        self
    }

    /// A parameter of the path.
    pub fn path(self, name: &str, schema: Value, description: &str) -> Self {
        self.parameter("path", true, name, schema, description)
    }

    /// A parameter of the query.
    pub fn query(self, name: &str, schema: Value, description: &str) -> Self {
        self.parameter("query", false, name, schema, description)
    }

    /// A header of the request.
    pub fn header(self, name: &str, description: &str) -> Self {
        self.parameter(
            "header",
            false,
            name,
            json!({"type": "string"}),
            description,
        )
    }

    /// The header under which the request has one effect.
    pub fn once(self) -> Self {
        let schema = json!({"type": "string", "minLength": 1, "maxLength": 255,
                            "pattern": "^[ -~]+$"});
        let description = "Printable ASCII, chosen by the client. The same key with the same \
                           body has one effect and gets the first answer again, with status 200 \
                           and `Idempotent-Replayed: true`, also after a restart of the server.";
        self.parameter("header", false, "Idempotency-Key", schema, description)
            .refuses(&[
                ErrorCode::IdempotencyKeyReused,
                ErrorCode::InvalidIdempotencyKey,
            ])
    }

    fn parameter(
        mut self,
        within: &str,
        required: bool,
        name: &str,
        schema: Value,
        description: &str,
    ) -> Self {
        self.parameters.push(json!({
            "name": name, "in": within, "required": required,
            "description": description, "schema": schema,
        }));
        self
    }

    /// The body, by the name of its schema, of at most [`body::ORDER_BYTES`].
    pub fn takes(mut self, schema: &'static str) -> Self {
        self.body = Some(RequestBody {
            schema,
            others: Vec::new(),
            bound: body::ORDER_BYTES,
            required: true,
            examples: Vec::new(),
        });
        self
    }

    /// The body in other forms than JSON, by media type.
    pub fn takes_as(mut self, others: Vec<(&'static str, Value)>) -> Self {
        self.body = Some(RequestBody {
            schema: "",
            others,
            bound: body::ORDER_BYTES,
            required: true,
            examples: Vec::new(),
        });
        self
    }

    /// The body has another bound, in bytes.
    pub fn within(mut self, bound: usize) -> Self {
        if let Some(body) = &mut self.body {
            body.bound = bound;
        }
        self
    }

    /// The body may be left out.
    pub fn optional(mut self) -> Self {
        if let Some(body) = &mut self.body {
            body.required = false;
        }
        self
    }

    /// A body that the server accepts, on the demo's menu.
    pub fn example(mut self, name: &'static str, body: Value) -> Self {
        if let Some(known) = &mut self.body {
            known.examples.push((name, body));
        }
        self
    }

    /// An answer, with the name of its schema.
    pub fn gives(self, status: u16, description: &'static str, schema: &str) -> Self {
        let schema = json!({"$ref": format!("#/components/schemas/{schema}")});
        self.gives_as(status, description, "application/json", schema)
    }

    /// An answer of another media type; `null` where it has no body.
    pub fn gives_as(
        mut self,
        status: u16,
        description: &'static str,
        media_type: &'static str,
        schema: Value,
    ) -> Self {
        self.answers.push(Response {
            status,
            description,
            media_type,
            schema,
            headers: Vec::new(),
        });
        self
    }

    /// A header of the last answer.
    pub fn with(mut self, header: &'static str, description: &'static str) -> Self {
        if let Some(answer) = self.answers.last_mut() {
            answer.headers.push((header, description));
        }
        self
    }

    /// Codes it refuses with, beside those that go with its access and its body.
    pub fn refuses(mut self, codes: &[ErrorCode]) -> Self {
        let own = codes.iter().map(|code| (*code, code.http_status()));
        self.refusals.extend(own);
        self
    }

    /// The kitchen's refusals, beside those.
    pub fn refuses_each(mut self, codes: &[RefusalCode]) -> Self {
        let own = codes
            .iter()
            .map(|code| ((*code).into(), code.http_status()));
        self.refusals.extend(own);
        self
    }

    /// A code it refuses with, with a status of its own.
    pub fn refuses_as(mut self, code: impl Into<ErrorCode>, status: u16) -> Self {
        self.refusals.push((code.into(), status));
        self
    }

    /// The largest body in bytes; `None` where it takes none.
    pub fn body_bound(&self) -> Option<usize> {
        self.body.as_ref().map(|body| body.bound)
    }
}
