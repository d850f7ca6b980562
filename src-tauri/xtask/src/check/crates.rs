//! Who may depend on whom: down the list only.

use serde_json::Value;

use crate::process::text_of;
use crate::tree::Tree;

/// The crates, from the top of the house to its ground. A crate may need only those below it.
const ORDER: &[&str] = &[
    "xtask",
    "sim",
    "heard",
    "station",
    "link",
    "voice",
    "heard-server",
    "speech",
    "peer",
    "realtime",
    "store",
    "wire",
    "kitchen",
    "journal",
    "http_client",
    "scope",
];

/// Pairs that stand one above the other in the list and still must not know each other, with
/// the reason.
const STRANGERS: &[(&str, &str, &str)] = &[
    ("kitchen", "scope", "the domain is pure: it starts nothing"),
    (
        "kitchen",
        "journal",
        "the domain is pure: it writes nothing",
    ),
    (
        "station",
        "heard-server",
        "a device knows the server by its protocol only",
    ),
    (
        "link",
        "heard-server",
        "a device knows the server by its protocol only",
    ),
    (
        "heard",
        "heard-server",
        "the app starts the server's program, and holds none of it",
    ),
    ("heard", "store", "the window never sees SQL"),
    ("station", "store", "a device keeps no log"),
    ("link", "store", "a device keeps no log"),
    (
        "voice",
        "heard-server",
        "a device knows the server by its protocol only",
    ),
    ("voice", "store", "a device keeps no log"),
];

/// Foreign crates that a program must not reach by any way: its package, the beginnings of
/// their names, the reason.
const FOREIGN: &[(&str, &[&str], &str)] = &[
    (
        "heard-server",
        &[
            "tauri",
            "wry",
            "tao",
            "gtk",
            "gdk",
            "webkit2gtk",
            "javascriptcore",
        ],
        "the server links no GUI library",
    ),
    (
        "heard",
        &["rusqlite", "libsqlite3-sys", "tokio-postgres"],
        "the window never sees SQL",
    ),
];

/// Every dependency that points the wrong way.
///
/// # Errors
/// When cargo cannot say what depends on what.
pub fn faults(tree: &Tree) -> anyhow::Result<Vec<String>> {
    let words = ["metadata", "--no-deps", "--format-version", "1"];
    let facts: Value = serde_json::from_str(&text_of(tree.cargo().args(words))?)?;
    let mut faults = upward(&edges(&facts));
    for (package, starts, reason) in FOREIGN {
        let words = [
            "tree",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ];
        let reached = text_of(tree.cargo().args(words).args(["--package", package]))?;
        faults.extend(
            foreign(&reached, starts)
                .into_iter()
                .map(|name| format!("{package} reaches {name}: {reason}")),
        );
    }
    Ok(faults)
}

/// Each package of ours with those of ours that it is built from; what only its tests need may
/// come from anywhere.
fn edges(facts: &Value) -> Vec<(String, Vec<String>)> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let name = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
    let packages = list(&facts["packages"]);
    packages
        .iter()
        .map(|package| {
            let needs = list(&package["dependencies"]);
            let ours = needs
                .iter()
                .filter(|need| need["path"].is_string() && need["kind"] != "dev");
            (name(package), ours.map(name).collect())
        })
        .collect()
}

fn upward(edges: &[(String, Vec<String>)]) -> Vec<String> {
    let place = |name: &str| ORDER.iter().position(|known| *known == name);
    let mut faults = Vec::new();
    for (package, needs) in edges {
        let Some(above) = place(package) else {
            faults.push(format!("{package} has no place in the order of crates"));
            continue;
        };
        for need in needs {
            if place(need).is_some_and(|below| below <= above) {
                faults.push(format!("{package} needs {need}, which stands above it"));
            }
            let strangers = STRANGERS
                .iter()
                .filter(|(one, other, _)| one == package && other == need);
            faults.extend(
                strangers.map(|(_, _, reason)| format!("{package} needs {need}: {reason}")),
            );
        }
    }
    faults
}

/// The lines of `reached` (a name, then a version) whose name begins with one of `starts`.
fn foreign(reached: &str, starts: &[&str]) -> Vec<String> {
    let mut names: Vec<_> = reached
        .lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| starts.iter().any(|start| name.starts_with(start)))
        .map(str::to_owned)
        .collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_downward_is_allowed() {
        let facts = json!({"packages": [
            {"name": "kitchen", "dependencies": [
                {"name": "store", "path": "p", "kind": null},
                {"name": "scope", "path": "p", "kind": null},
                {"name": "wire", "path": "p", "kind": "dev"},
                {"name": "serde", "kind": null},
            ]},
            {"name": "wire", "dependencies": [{"name": "kitchen", "path": "p", "kind": null}]},
            {"name": "stranger", "dependencies": []},
        ]});
        assert_eq!(
            upward(&edges(&facts)),
            [
                "kitchen needs store, which stands above it",
                "kitchen needs scope: the domain is pure: it starts nothing",
                "stranger has no place in the order of crates",
            ]
        );
    }

    #[test]
    fn foreign_crates_are_found_by_the_start_of_their_name() {
        let reached = "serde v1.0.0\ntauri-build v2.7.4\nwry v0.57.1\ntauri-build v2.7.4 (*)\n";
        assert_eq!(foreign(reached, &["tauri", "wry"]), ["tauri-build", "wry"]);
    }
}
