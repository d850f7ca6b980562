//! What every tracked file must have, and what none may hold.

use std::fs;
use std::process::Command;

use anyhow::Context;

use crate::process::text_of;
use crate::tree::Tree;

/// Beginnings of paths that are true on one machine only. Written in two parts, so as not to
/// find themselves.
const MACHINES: &[&str] = &[
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("C:\\Us", "ers\\"),
];

/// What npm's lock file would name its downloads by.
const DOWNLOAD: &str = "\"resolved\"";

/// Every fault of every tracked file.
///
/// # Errors
/// When git cannot name the files, or one cannot be read.
pub fn faults(tree: &Tree) -> anyhow::Result<Vec<String>> {
    let mut git = Command::new("git");
    git.current_dir(tree.root()).args(["ls-files", "-z"]);
    let here = format!("{}/", tree.root().display());
    let mut faults = Vec::new();
    for name in text_of(&mut git)?.split_terminator('\0') {
        let path = tree.path(name);
        // Removed, but not yet committed; or a link, which holds no text of its own.
        if !path.symlink_metadata().is_ok_and(|facts| facts.is_file()) {
            continue;
        }
        let bytes = fs::read(&path).with_context(|| name.to_owned())?;
        // Pictures and fonts are no text.
        if let Ok(text) = std::str::from_utf8(&bytes) {
            faults.extend(faults_of(name, text, &here));
        }
    }
    Ok(faults)
}

fn faults_of(name: &str, text: &str, here: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if name.ends_with(".rs") && !text.starts_with("//! ") {
        faults.push(format!(
            "{name}: its first line does not say what it is for"
        ));
    }
    if name.ends_with("package-lock.json") && text.contains(DOWNLOAD) {
        faults.push(format!("{name}: it names where packages were downloaded"));
    }
    for (line, number) in text.lines().zip(1..) {
        let machine = MACHINES.iter().copied().chain([here]);
        for path in machine.filter(|path| line.contains(path)) {
            faults.push(format!("{name}:{number}: a path of one machine ({path})"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_finds_its_fault() {
        let faults = |name, text: &str| faults_of(name, text, "/here/");
        assert_eq!(faults("a.rs", "//! A file.\n"), [""; 0]);
        assert_eq!(faults("a.rs", "mod a;\n").len(), 1);
        assert_eq!(
            faults("a.md", "see\n/here/x\n"),
            ["a.md:2: a path of one machine (/here/)"]
        );
        assert_eq!(faults("a.sh", &format!("cd {}cook", MACHINES[0])).len(), 1);
        assert_eq!(
            faults("ui/package-lock.json", "{\"resolved\": \"\"}").len(),
            1
        );
    }
}
