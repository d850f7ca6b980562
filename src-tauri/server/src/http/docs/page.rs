//! The OpenAPI document as one HTML page.

mod shape;

use super::NONCE;
use serde_json::{Map, Value};
use shape::shape;
use std::fmt::Write;

/// How it looks.
const STYLE: &str = include_str!("page.css");

/// How deep fields of fields are shown in place; what is deeper has a form of its own.
const DEPTH: usize = 3;

/// The page, with [`NONCE`] where its nonce goes.
pub(super) fn render(document: &Value) -> String {
    let mut page = Page::default();
    let title = text(&document["info"]["title"]);
    page.raw(&format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{}</title><style nonce=\"{NONCE}\">{STYLE}</style>",
        escape(title)
    ));
    page.contents(document);
    page.raw("<main>");
    page.element("h1", title);
    page.prose(text(&document["info"]["description"]));
    for (path, methods) in fields(&document["paths"]) {
        for (method, operation) in fields(methods) {
            page.operation(path, method, operation);
        }
    }
    page.raw("<h2 id=\"forms\">Forms</h2>");
    for (name, schema) in fields(&document["components"]["schemas"]) {
        page.raw(&format!(
            "<section id=\"form-{0}\"><h3>{0}</h3>",
            escape(name)
        ));
        page.schema(schema, 0);
        page.raw("</section>");
    }
    page.raw("</main></html>");
    page.0
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn raw(&mut self, html: &str) {
        self.0.push_str(html);
    }

    fn element(&mut self, name: &str, content: &str) {
        // Writing to a string cannot fail.
        let _ = write!(self.0, "<{name}>{}</{name}>", escape(content));
    }

    /// Paragraphs, with what stands in backticks as code.
    fn prose(&mut self, said: &str) {
        for paragraph in said.split("\n\n").filter(|part| !part.is_empty()) {
            self.raw("<p>");
            self.inline(paragraph);
            self.raw("</p>");
        }
    }

    fn inline(&mut self, said: &str) {
        for (index, part) in said.split('`').enumerate() {
            match index % 2 {
                0 => self.raw(&escape(part)),
                _ => self.element("code", part),
            }
        }
    }

    fn contents(&mut self, document: &Value) {
        self.raw("<nav><ul>");
        for (path, methods) in fields(&document["paths"]) {
            for (method, operation) in fields(methods) {
                let (id, summary) = (text(&operation["operationId"]), text(&operation["summary"]));
                let method = method.to_uppercase();
                self.raw(&format!(
                    "<li><a href=\"#{}\"><b>{method}</b> {}<br><small>{}</small></a></li>",
                    escape(id),
                    escape(path),
                    escape(summary)
                ));
            }
        }
        self.raw("<li><a href=\"#forms\">Forms</a></li></ul></nav>");
    }

    fn operation(&mut self, path: &str, method: &str, operation: &Value) {
        let id = escape(text(&operation["operationId"]));
        let (method, path) = (method.to_uppercase(), escape(path));
        self.raw(&format!(
            "<section id=\"{id}\"><h2><b>{method}</b> <code>{path}</code></h2>"
        ));
        self.raw("<p class=\"lead\">");
        self.inline(text(&operation["summary"]));
        self.raw("</p>");
        self.prose(text(&operation["description"]));
        self.who(operation);
        self.parameters(&operation["parameters"]);
        self.body(&operation["requestBody"]);
        self.responses(&operation["responses"]);
        self.raw("</section>");
    }

    fn who(&mut self, operation: &Value) {
        let roles: Vec<&str> = items(&operation["x-roles"]).map(text).collect();
        let anyone = items(&operation["security"]).next().is_none();
        if anyone {
            self.raw("<p>No token needed.</p>");
        } else if !roles.is_empty() {
            self.raw("<p>For tokens of role ");
            self.inline(&format!("`{}`.", roles.join("`, `")));
            self.raw("</p>");
        }
    }

    fn parameters(&mut self, parameters: &Value) {
        if parameters.is_null() {
            return;
        }
        self.raw("<h4>Parameters</h4><dl>");
        for parameter in items(parameters) {
            let within = text(&parameter["in"]);
            self.raw("<dt>");
            self.element("code", text(&parameter["name"]));
            self.raw(" <small>");
            self.inline(&format!("{within}, {}", shape(&parameter["schema"])));
            self.raw("</small></dt><dd>");
            self.inline(text(&parameter["description"]));
            self.raw("</dd>");
        }
        self.raw("</dl>");
    }

    fn body(&mut self, body: &Value) {
        if body.is_null() {
            return;
        }
        self.raw("<h4>Body</h4><p>");
        self.inline(text(&body["description"]));
        self.raw(" ");
        let content = &body["content"]["application/json"];
        self.link(&content["schema"]);
        self.raw("</p>");
        for (name, example) in fields(&content["examples"]) {
            let pretty = serde_json::to_string_pretty(&example["value"]).unwrap_or_default();
            self.raw("<details><summary>Example: ");
            self.inline(name);
            self.raw("</summary>");
            self.element("pre", &pretty);
            self.raw("</details>");
        }
    }

    fn responses(&mut self, responses: &Value) {
        self.raw("<h4>Answers</h4><dl>");
        for (status, response) in fields(responses) {
            self.raw("<dt>");
            self.element("code", status);
            for (_, content) in fields(&response["content"]) {
                self.raw(" ");
                self.link(&content["schema"]);
            }
            self.raw("</dt><dd>");
            self.inline(text(&response["description"]));
            for (name, header) in fields(&response["headers"]) {
                self.raw("<br>");
                self.inline(&format!("`{name}`: {}", text(&header["description"])));
            }
            self.raw("</dd>");
        }
        self.raw("</dl>");
    }

    /// A link to the form that a schema names.
    fn link(&mut self, schema: &Value) {
        let named = schema["allOf"].get(0).unwrap_or(schema);
        if let Some(name) = form(named) {
            let name = escape(name);
            self.raw(&format!("<a href=\"#form-{name}\">{name}</a>"));
        }
    }

    fn schema(&mut self, schema: &Value, depth: usize) {
        self.prose(text(&schema["description"]));
        for several in ["oneOf", "anyOf"] {
            for one in items(&schema[several]) {
                self.raw("<div class=\"one\">");
                match form(one) {
                    Some(_) => self.link(one),
                    None => self.properties(one, depth),
                }
                self.raw("</div>");
            }
        }
        self.properties(schema, depth);
    }

    fn properties(&mut self, schema: &Value, depth: usize) {
        let required: Vec<&str> = items(&schema["required"]).map(text).collect();
        if schema["properties"].is_null() {
            return;
        }
        self.raw("<dl>");
        for (name, property) in fields(&schema["properties"]) {
            self.raw("<dt>");
            self.element("code", name);
            self.raw(" <small>");
            self.inline(&shape(property));
            if required.contains(&name.as_str()) {
                self.raw(", always there");
            }
            self.raw("</small> ");
            self.link(property);
            self.link(&property["items"]);
            self.raw("</dt><dd>");
            self.inline(text(&property["description"]));
            let inner = match property["items"].is_object() {
                true => &property["items"],
                false => property,
            };
            if depth < DEPTH {
                self.properties(inner, depth + 1);
            }
            self.raw("</dd>");
        }
        self.raw("</dl>");
    }
}

/// The form that a reference names.
fn form(schema: &Value) -> Option<&str> {
    let name = schema["$ref"]
        .as_str()?
        .strip_prefix("#/components/schemas/")?;
    name.split('/').next()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn escape(said: &str) -> String {
    let mut escaped = String::with_capacity(said.len());
    for letter in said.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests;
