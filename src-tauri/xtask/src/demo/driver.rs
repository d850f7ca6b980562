//! The app's windows, driven as hands drive them: the few words of WebDriver (W3C, June 2018) that
//! the demo needs.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};

use crate::http;
use crate::process::Group;
use crate::signals::Signals;

/// How long anything may take that a person would call immediate, on a machine that builds
/// other things meanwhile.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The driver's program, which starts the app's.
pub const PROGRAM: &str = "WebKitWebDriver";

/// What an element is called in an answer (WebDriver, section 11).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A running app with a driver beside it. Dropping it ends both.
pub struct Driver<'s> {
    group: Group<'s>,
    address: SocketAddr,
    session: String,
    signals: &'s Signals,
}

impl<'s> Driver<'s> {
    /// Starts `driver`, which is [`PROGRAM`] with all that the app needs, and by it the app.
    ///
    /// # Errors
    /// When one of them cannot be started, or does not answer.
    pub fn start(driver: &mut Command, app: &Path, signals: &'s Signals) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        drop(listener);
        driver
            .arg(format!("--port={}", address.port()))
            .env("TAURI_WEBVIEW_AUTOMATION", "true");
        let group = Group::start(driver, signals)?;
        let mut driver = Self {
            group,
            address,
            session: String::new(),
            signals,
        };
        let listens =
            signals.look_until(PATIENCE, || Ok(http::status(address, "/status").is_some()))?;
        ensure!(listens, "{PROGRAM} does not listen");
        let options = json!({"binary": app, "args": []});
        let wanted = json!({"capabilities": {
            "alwaysMatch": {"webkitgtk:browserOptions": options},
        }});
        let session = driver.ask("POST", "/session", Some(wanted))?;
        let session = session["sessionId"].as_str();
        driver.session = session.context("no session")?.to_owned();
        Ok(driver)
    }

    /// Both programs.
    pub fn group(&mut self) -> &mut Group<'s> {
        &mut self.group
    }

    fn ask(&self, method: &str, path: &str, body: Option<Value>) -> anyhow::Result<Value> {
        let answered = http::ask(self.address, method, path, body.as_ref(), PATIENCE);
        let (status, mut answer) = answered?;
        let value = answer["value"].take();
        if status != 200 {
            bail!("{method} {path}: {status} {value}");
        }
        Ok(value)
    }

    fn tell(&self, what: &str, body: Value) -> anyhow::Result<Value> {
        let path = format!("/session/{}/{what}", self.session);
        self.ask("POST", &path, Some(body))
    }

    /// Looks until `look` says that it is true.
    ///
    /// # Errors
    /// When it never is, with `what` was awaited; what `look` fails with.
    pub fn until(
        &self,
        what: &str,
        look: impl FnMut() -> anyhow::Result<bool>,
    ) -> anyhow::Result<()> {
        let came = self.signals.look_until(PATIENCE, look)?;
        ensure!(came, "not within {PATIENCE:?}: {what}");
        Ok(())
    }

    /// Goes on in the window that shows what fits `css`, once there is one.
    ///
    /// # Errors
    /// When there is never one.
    pub fn look_at(&self, css: &str) -> anyhow::Result<()> {
        self.until(css, || {
            let windows = format!("/session/{}/window/handles", self.session);
            let windows = self.ask("GET", &windows, None)?;
            for window in windows.as_array().into_iter().flatten() {
                self.tell("window", json!({"handle": window}))?;
                if self.shows(css)? {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }

    /// Whether anything fits `css` now.
    ///
    /// # Errors
    /// When the page does not answer.
    pub fn shows(&self, css: &str) -> anyhow::Result<bool> {
        let script = "return document.querySelector(arguments[0]) !== null";
        let answer = self.tell("execute/sync", json!({"script": script, "args": [css]}))?;
        Ok(answer == true)
    }

    /// What is read in the first that fits `css` now; nothing where nothing does.
    ///
    /// # Errors
    /// When the page does not answer.
    pub fn text(&self, css: &str) -> anyhow::Result<String> {
        self.read(css, "textContent")
    }

    /// The order's number that the first that fits `css` carries; nothing where nothing does.
    ///
    /// # Errors
    /// When the page does not answer.
    pub fn number(&self, css: &str) -> anyhow::Result<String> {
        self.read(css, "dataset.number")
    }

    fn read(&self, css: &str, what: &str) -> anyhow::Result<String> {
        let script = format!("return document.querySelector(arguments[0])?.{what} ?? ''");
        let answer = self.tell("execute/sync", json!({"script": script, "args": [css]}))?;
        Ok(answer.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until something fits `css`.
    ///
    /// # Errors
    /// When nothing ever does.
    pub fn see(&self, css: &str) -> anyhow::Result<()> {
        self.until(css, || self.shows(css))
    }

    /// Puts a finger on what fits `css`, and leaves it there.
    ///
    /// # Errors
    /// When nothing fits it, or cannot be touched.
    pub fn hold(&self, css: &str) -> anyhow::Result<()> {
        self.see(css)?;
        let found = self.tell("element", json!({"using": "css selector", "value": css}))?;
        let on = json!({ELEMENT: found[ELEMENT]});
        self.finger(json!([
            {"type": "pointerMove", "duration": 0, "x": 0, "y": 0, "origin": on},
            {"type": "pointerDown", "button": 0},
        ]))
    }

    /// Takes the finger away.
    ///
    /// # Errors
    /// When the page does not answer.
    pub fn let_go(&self) -> anyhow::Result<()> {
        self.finger(json!([{"type": "pointerUp", "button": 0}]))
    }

    /// A short touch on what fits `css`.
    ///
    /// # Errors
    /// When nothing fits it, or cannot be touched.
    pub fn tap(&self, css: &str) -> anyhow::Result<()> {
        self.hold(css)?;
        self.let_go()
    }

    fn finger(&self, acts: Value) -> anyhow::Result<()> {
        let finger = json!({
            "type": "pointer", "id": "finger", "parameters": {"pointerType": "touch"},
            "actions": acts,
        });
        self.tell("actions", json!({"actions": [finger]}))?;
        Ok(())
    }
}
