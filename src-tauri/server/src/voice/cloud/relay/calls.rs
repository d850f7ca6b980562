//! The house's calls: function calls at the provider, `mcp_call` items at the client, each carried
//! out once (REALTIME, section 7.5).

use super::{Call, CallAnswer};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet, VecDeque};

/// Whose tools they are, as a client is told.
const LABEL: &str = "heard";

/// Calls that are remembered: those of a long order several times over. An older one that is named
/// again would be carried out again, and by then its session is another.
const REMEMBERED: usize = 256;

/// What became of an event.
pub(super) enum Done {
    /// It goes on as it is.
    Untouched,
    /// It goes on, changed.
    Changed,
    /// It is nothing to a client.
    Hidden,
    /// A call is to be carried out; the client is told that much.
    Run(Call, Value),
}

/// The calls of one session.
#[derive(Default)]
pub(super) struct Calls {
    /// The names of the house's tools.
    names: HashSet<String>,
    /// By the provider's call id.
    known: HashMap<String, Known>,
    /// The same ids, oldest first.
    order: VecDeque<String>,
    /// By item id: whose call it is.
    items: HashMap<String, String>,
    /// Call ids whose answers the provider has not been given.
    unsent: Vec<String>,
    /// The item before each of ours that the client does not see.
    hidden: HashMap<String, Value>,
    hidden_order: VecDeque<String>,
}

/// A call, as far as it has come.
struct Known {
    item_id: String,
    answer: Option<CallAnswer>,
    /// What the client is told once it is answered.
    held: Vec<Value>,
    was_run: bool,
}

impl Calls {
    /// The calls of these tools; of none, if there are none.
    pub fn of(tools: Option<&Value>) -> Self {
        let tools = tools.and_then(Value::as_array).into_iter().flatten();
        let names = tools.filter_map(|tool| tool["name"].as_str().map(str::to_owned));
        Self {
            names: names.collect(),
            ..Self::default()
        }
    }

    /// Whether these are the house's tools, and no other.
    pub fn are(&self, tools: &Value) -> bool {
        let tools = tools.as_array().into_iter().flatten();
        let mut names = tools.map(|tool| tool["name"].as_str().unwrap_or_default());
        names.all(|name| self.names.contains(name))
    }

    /// From now on there are no tools of the house; calls that have begun go on.
    pub fn stop(&mut self) {
        self.names.clear();
    }

    /// Looks at an event of the provider, and changes it where it is of a call.
    pub fn handle(&mut self, event: &mut Value) -> Done {
        match event["type"].as_str().unwrap_or_default() {
            "response.output_item.added" | "conversation.item.added" => self.added(event),
            "conversation.item.done" => self.done(event, false),
            "response.output_item.done" => self.done(event, true),
            "response.function_call_arguments.delta" => {
                self.rename(event, "response.mcp_call_arguments.delta")
            }
            "response.function_call_arguments.done" => {
                self.rename(event, "response.mcp_call_arguments.done")
            }
            _ => self.relink(event),
        }
    }

    /// What came of a call: what the client is told of it.
    pub fn answer(&mut self, call: &str, answer: &CallAnswer) -> Vec<Value> {
        let Some(known) = self.known.get_mut(call) else {
            return Vec::new();
        };
        known.answer = Some(answer.clone());
        self.unsent.push(call.to_owned());
        let kind = match answer.refusal {
            Some(_) => "response.mcp_call.failed",
            None => "response.mcp_call.completed",
        };
        let mut held = std::mem::take(&mut known.held);
        let index = held.last().map(|event| event["output_index"].clone());
        let told = json!({"type": kind, "event_id": format!("event_{call}_{kind}"),
            "output_index": index, "item_id": known.item_id});
        for event in &mut held {
            show(&mut event["item"], Some(answer));
        }
        held.insert(0, told);
        held
    }

    /// A response is done: its calls are shown as the client knows them. Returns the answers that
    /// the provider is to be given, as items.
    pub fn finish(&mut self, response: &mut Value) -> Vec<Value> {
        for item in response["output"].as_array_mut().into_iter().flatten() {
            if let Some(known) = self.of_item(item) {
                let answer = self
                    .known
                    .get(&known)
                    .and_then(|known| known.answer.clone());
                show(item, answer.as_ref());
            }
        }
        let unsent = std::mem::take(&mut self.unsent);
        let mut items = Vec::new();
        for call in unsent {
            let Some(answer) = self.known.get(&call).and_then(|known| known.answer.clone()) else {
                continue;
            };
            let id = format!("heard_{}", uuid::Uuid::new_v4().simple());
            items.push(
                json!({"id": id, "type": "function_call_output", "call_id": call,
                "output": answer.output}),
            );
            self.hide(id);
        }
        items
    }

    fn added(&mut self, event: &mut Value) -> Done {
        let item = &event["item"];
        let id = text(item, "id");
        if self.hidden.contains_key(&id) {
            let before = self.visible(event["previous_item_id"].clone());
            self.hidden.insert(id, before);
            return Done::Hidden;
        }
        let name = text(item, "name");
        if item["type"] != "function_call" || !self.names.contains(&name) {
            return self.relink(event);
        }
        let call = text(item, "call_id");
        if !self.known.contains_key(&call) {
            self.remember(call, &id);
        }
        show(&mut event["item"], None);
        self.relink(event);
        Done::Changed
    }

    fn done(&mut self, event: &mut Value, is_last: bool) -> Done {
        if self.hidden.contains_key(&text(&event["item"], "id")) {
            return Done::Hidden;
        }
        let Some(call) = self.of_item(&event["item"]) else {
            return self.relink(event);
        };
        self.relink(event);
        let is_whole = event["item"]["status"] == "completed";
        let (name, arguments) = (
            text(&event["item"], "name"),
            text(&event["item"], "arguments"),
        );
        let Some(known) = self.known.get_mut(&call) else {
            return Done::Untouched;
        };
        // One that was cut off is not carried out; one that was is not twice.
        if !is_whole || known.was_run {
            let answer = known.answer.clone();
            show(&mut event["item"], answer.as_ref());
            return Done::Changed;
        }
        let index = event["output_index"].clone();
        known.held.push(event.take());
        if !is_last {
            return Done::Hidden;
        }
        known.was_run = true;
        let kind = "response.mcp_call.in_progress";
        let progress = json!({"type": kind, "event_id": format!("event_{call}_{kind}"),
            "output_index": index, "item_id": known.item_id});
        let call = Call {
            id: call,
            name,
            arguments,
        };
        Done::Run(call, progress)
    }

    /// Of a call's arguments: the client knows it by its item alone.
    fn rename(&mut self, event: &mut Value, kind: &str) -> Done {
        if !self.items.contains_key(&text(event, "item_id")) {
            return Done::Untouched;
        }
        event["type"] = kind.into();
        if let Some(event) = event.as_object_mut() {
            event.remove("call_id");
            event.remove("name");
        }
        Done::Changed
    }

    /// An item that follows one that the client does not see follows the one before that.
    fn relink(&self, event: &mut Value) -> Done {
        let Some(previous) = event.get_mut("previous_item_id") else {
            return Done::Untouched;
        };
        if !self
            .hidden
            .contains_key(previous.as_str().unwrap_or_default())
        {
            return Done::Untouched;
        }
        *previous = self.visible(previous.clone());
        Done::Changed
    }

    fn visible(&self, id: Value) -> Value {
        let mut id = id;
        // Each hides one at most once; the bound is for a provider that links in circles.
        for _ in 0..REMEMBERED {
            match id.as_str().and_then(|id| self.hidden.get(id)) {
                Some(before) => id = before.clone(),
                None => break,
            }
        }
        id
    }

    fn of_item(&self, item: &Value) -> Option<String> {
        self.items.get(item["id"].as_str()?).cloned()
    }

    fn remember(&mut self, call: String, item: &str) {
        if self.order.len() >= REMEMBERED
            && let Some(oldest) = self.order.pop_front()
            && let Some(known) = self.known.remove(&oldest)
        {
            self.items.remove(&known.item_id);
        }
        self.order.push_back(call.clone());
        self.items.insert(item.to_owned(), call.clone());
        let known = Known {
            item_id: item.to_owned(),
            answer: None,
            held: Vec::new(),
            was_run: false,
        };
        self.known.insert(call, known);
    }

    fn hide(&mut self, id: String) {
        if self.hidden_order.len() >= REMEMBERED
            && let Some(oldest) = self.hidden_order.pop_front()
        {
            self.hidden.remove(&oldest);
        }
        self.hidden_order.push_back(id.clone());
        self.hidden.insert(id, Value::Null);
    }
}

/// Makes of a function call what a client is shown.
fn show(item: &mut Value, answer: Option<&CallAnswer>) {
    let output = answer.map(|answer| &answer.output);
    let refusal = answer.and_then(|answer| answer.refusal.as_ref());
    let error = refusal.map(
        |why| json!({"type": "tool_execution_error", "code": why.code, "message": why.message}),
    );
    *item = json!({"id": item["id"], "object": "realtime.item", "type": "mcp_call",
        "status": item["status"], "server_label": LABEL, "name": item["name"],
        "arguments": item["arguments"], "approval_request_id": null,
        "output": output, "error": error});
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}
