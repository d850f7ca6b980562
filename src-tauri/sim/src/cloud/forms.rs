//! The forms of everything a client may send (REALTIME, sections 2, 4 and 5).

use super::rules::{Field, Rule, may, must};

/// Text without a bound of its own on the page; the message has one.
const FREE: Rule = Rule::Text(usize::MAX);

/// The longest `event_id` (REALTIME, section 5).
const EVENT_ID: Rule = Rule::Text(512);

/// Entries of a list for which the page names no bound: more than any test needs.
const MANY: usize = 1_024;

const MODALITIES: Rule = Rule::One(&["audio", "text"]);

static FORMATS: &[(&str, &[Field])] = &[
    ("audio/pcm", &[must("rate", Rule::Whole(24_000, 24_000))]),
    ("audio/pcmu", &[]),
    ("audio/pcma", &[]),
];

static TRANSCRIPTION: &[Field] = &[
    may("model", FREE),
    may("language", FREE),
    may("prompt", FREE),
    may("languages", Rule::List(&FREE, MANY)),
    may("keywords", Rule::List(&FREE, MANY)),
    may(
        "delay",
        Rule::Word(&["minimal", "low", "medium", "high", "xhigh"]),
    ),
];

static NOISE_REDUCTION: &[(&str, &[Field])] = &[
    ("near_field", &[may("strength", Rule::Number(0.0, 1.0))]),
    ("far_field", &[may("strength", Rule::Number(0.0, 1.0))]),
];

static TURN_DETECTION: &[(&str, &[Field])] = &[
    (
        "server_vad",
        &[
            may("threshold", Rule::Number(0.0, 1.0)),
            may("prefix_padding_ms", Rule::Whole(0, i64::MAX)),
            may("silence_duration_ms", Rule::Whole(0, i64::MAX)),
            may("create_response", Rule::Bool),
            may("interrupt_response", Rule::Bool),
            may(
                "idle_timeout_ms",
                Rule::Either(&[Rule::Null, Rule::Whole(5_000, 30_000)]),
            ),
        ],
    ),
    (
        "semantic_vad",
        &[
            may("eagerness", Rule::Word(&["low", "medium", "high", "auto"])),
            may("create_response", Rule::Bool),
            may("interrupt_response", Rule::Bool),
        ],
    ),
];

static INPUT: &[Field] = &[
    may("format", Rule::Tagged(FORMATS)),
    may(
        "transcription",
        Rule::Either(&[Rule::Null, Rule::Object(TRANSCRIPTION)]),
    ),
    may(
        "noise_reduction",
        Rule::Either(&[Rule::Null, Rule::Tagged(NOISE_REDUCTION)]),
    ),
    may(
        "turn_detection",
        Rule::Either(&[Rule::Null, Rule::Tagged(TURN_DETECTION)]),
    ),
];

const VOICE: Rule = Rule::Either(&[
    Rule::Word(&[
        "alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar",
    ]),
    Rule::Object(&[must("id", FREE)]),
]);

static OUTPUT: &[Field] = &[
    may("format", Rule::Tagged(FORMATS)),
    may("voice", VOICE),
    may("speed", Rule::Number(0.25, 1.5)),
];

static TOOL: &[(&str, &[Field])] = &[
    (
        "function",
        &[
            must("name", FREE),
            may("description", FREE),
            may("parameters", Rule::Any),
        ],
    ),
    (
        "mcp",
        &[
            must("server_label", FREE),
            may("server_url", FREE),
            may("allowed_tools", Rule::Any),
            may("require_approval", Rule::Any),
        ],
    ),
];

const TOOLS: Rule = Rule::List(&Rule::Tagged(TOOL), MANY);

const TOOL_CHOICE: Rule = Rule::Either(&[
    Rule::Word(&["auto", "none", "required"]),
    Rule::Tagged(&[("function", &[must("name", FREE)])]),
]);

const REASONING: Rule = Rule::Object(&[may(
    "effort",
    Rule::Word(&["minimal", "low", "medium", "high", "xhigh"]),
)]);

const MOST_TOKENS: Rule = Rule::Either(&[Rule::Word(&["inf"]), Rule::Whole(1, 4_096)]);

const TRUNCATION: Rule = Rule::Either(&[
    Rule::Word(&["auto", "disabled"]),
    Rule::Tagged(&[(
        "retention_ratio",
        &[
            must("retention_ratio", Rule::Number(0.0, 1.0)),
            may(
                "token_limits",
                Rule::Object(&[may("post_instructions", Rule::Whole(0, i64::MAX))]),
            ),
        ],
    )]),
]);

const INCLUDE: Rule = Rule::Either(&[
    Rule::Null,
    Rule::List(&Rule::Word(&["item.input_audio_transcription.logprobs"]), 1),
]);

static SESSION: &[(&str, &[Field])] = &[
    (
        "realtime",
        &[
            may("model", FREE),
            may("output_modalities", MODALITIES),
            may("instructions", Rule::Either(&[Rule::Null, FREE])),
            may(
                "audio",
                Rule::Object(&[
                    may("input", Rule::Object(INPUT)),
                    may("output", Rule::Object(OUTPUT)),
                ]),
            ),
            may("tools", Rule::Either(&[Rule::Null, TOOLS])),
            may("tool_choice", TOOL_CHOICE),
            may("parallel_tool_calls", Rule::Bool),
            may("reasoning", REASONING),
            may(
                "max_output_tokens",
                Rule::Either(&[Rule::Null, MOST_TOKENS]),
            ),
            may("truncation", TRUNCATION),
            may("tracing", Rule::Any),
            may("include", INCLUDE),
            may("prompt", Rule::Any),
        ],
    ),
    (
        "transcription",
        &[
            may("audio", Rule::Object(&[may("input", Rule::Object(INPUT))])),
            may("include", INCLUDE),
        ],
    ),
];

/// A session, as a token or a call begins with and `session.update` changes it.
pub(super) static SESSION_RULE: Rule = Rule::Tagged(SESSION);

/// What a token is asked for with.
pub(super) static SECRET_RULE: Rule = Rule::Object(&[
    may(
        "expires_after",
        Rule::Object(&[
            may("anchor", Rule::Word(&["created_at"])),
            may("seconds", Rule::Whole(10, 7_200)),
        ]),
    ),
    may("session", Rule::Tagged(SESSION)),
]);

static CONTENT: &[(&str, &[Field])] = &[
    ("input_text", &[must("text", FREE)]),
    (
        "input_audio",
        &[may("audio", FREE), may("transcript", FREE)],
    ),
    (
        "input_image",
        &[must("image_url", FREE), may("detail", FREE)],
    ),
    ("output_text", &[must("text", FREE)]),
];

const STATUS: Rule = Rule::Word(&["completed", "incomplete", "in_progress"]);

const OBJECT: Rule = Rule::Word(&["realtime.item"]);

static ITEM: &[(&str, &[Field])] = &[
    (
        "message",
        &[
            must("role", Rule::Word(&["user", "system", "assistant"])),
            must("content", Rule::List(&Rule::Tagged(CONTENT), MANY)),
            may("id", FREE),
            may("object", OBJECT),
            may("status", STATUS),
        ],
    ),
    (
        "function_call",
        &[
            may("call_id", FREE),
            must("name", FREE),
            must("arguments", FREE),
            may("id", FREE),
            may("object", OBJECT),
            may("status", STATUS),
        ],
    ),
    (
        "function_call_output",
        &[
            must("call_id", FREE),
            must("output", FREE),
            may("id", FREE),
            may("object", OBJECT),
            may("status", STATUS),
        ],
    ),
];

static RESPONSE: &[Field] = &[
    may("output_modalities", MODALITIES),
    may("instructions", FREE),
    may(
        "audio",
        Rule::Object(&[may(
            "output",
            Rule::Object(&[may("format", Rule::Tagged(FORMATS)), may("voice", VOICE)]),
        )]),
    ),
    may("tools", TOOLS),
    may("tool_choice", TOOL_CHOICE),
    may("parallel_tool_calls", Rule::Bool),
    may("reasoning", REASONING),
    may("max_output_tokens", MOST_TOKENS),
    may("conversation", Rule::Word(&["auto", "none"])),
    may(
        "metadata",
        Rule::Either(&[Rule::Null, Rule::Labels(16, 512)]),
    ),
    may("prompt", Rule::Any),
    may("input", Rule::List(&Rule::Any, MANY)),
];

/// An append's sound: 15 MiB in base64 (REALTIME, section 5).
const SOUND: Rule = Rule::Text(15 * 1024 * 1024 / 3 * 4);

/// Every event that a client may send.
pub(super) static EVENT_RULE: Rule = Rule::Tagged(&[
    (
        "session.update",
        &[
            may("event_id", EVENT_ID),
            must("session", Rule::Tagged(SESSION)),
        ],
    ),
    (
        "input_audio_buffer.append",
        &[may("event_id", EVENT_ID), must("audio", SOUND)],
    ),
    ("input_audio_buffer.commit", &[may("event_id", EVENT_ID)]),
    ("input_audio_buffer.clear", &[may("event_id", EVENT_ID)]),
    ("output_audio_buffer.clear", &[may("event_id", EVENT_ID)]),
    (
        "conversation.item.create",
        &[
            may("event_id", EVENT_ID),
            may("previous_item_id", Rule::Either(&[Rule::Null, FREE])),
            must("item", Rule::Tagged(ITEM)),
        ],
    ),
    (
        "conversation.item.retrieve",
        &[may("event_id", EVENT_ID), must("item_id", FREE)],
    ),
    (
        "conversation.item.delete",
        &[may("event_id", EVENT_ID), must("item_id", FREE)],
    ),
    (
        "conversation.item.truncate",
        &[
            may("event_id", EVENT_ID),
            must("item_id", FREE),
            must("content_index", Rule::Whole(0, 0)),
            must("audio_end_ms", Rule::Whole(0, i64::MAX)),
        ],
    ),
    (
        "response.create",
        &[
            may("event_id", EVENT_ID),
            may("response", Rule::Object(RESPONSE)),
        ],
    ),
    (
        "response.cancel",
        &[may("event_id", EVENT_ID), may("response_id", FREE)],
    ),
]);
