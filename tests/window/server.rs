//! The app's server, as tills, other screens and its machine see it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use sim::http::Client;
use sim::stream::{Socket, hello};
use wire::Cursor;

use crate::program::pid_of;
use crate::wait;

/// The server beside the app.
pub struct Server {
    address: SocketAddr,
    program: PathBuf,
    token: String,
}

impl Server {
    /// The server that the app in `folder` starts at `address`, once it answers.
    pub async fn of_app(address: SocketAddr, folder: &Path) -> Self {
        wait::until("the app's server is ready", async || {
            let answer = Client::new(address, "").get("/readyz").await.ok()?;
            (answer.status == 200).then_some(())
        })
        .await;
        let program = folder.join("bin/heard-server");
        let output = Command::new(&program)
            .args(["token", "create", "--role", "operator", "--name", "story"])
            .env("HEARD_DATA_DIR", folder.join("data"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let token = String::from_utf8(output.stdout).unwrap().trim().to_owned();
        Self {
            address,
            program,
            token,
        }
    }

    /// Asks as one who may do everything, and expects to be answered.
    async fn ask(&self, path: &str, body: Option<Value>) -> Value {
        let mut client = Client::new(self.address, &self.token);
        let answer = match body {
            Some(body) => client.post(path, None, body.to_string()).await,
            None => client.get(path).await,
        }
        .unwrap();
        let (status, json) = (answer.status, answer.json());
        assert!((200..300).contains(&status), "{path}: {status} {json}");
        json
    }

    /// Places an order of these items, and gives its id.
    pub async fn place(&self, items: &[&str]) -> String {
        let lines: Vec<_> = items.iter().map(|item| json!({"item": item})).collect();
        let order = self.place_order(json!({"lines": lines})).await;
        order["id"].as_str().unwrap().to_owned()
    }

    /// Places an order as a till does, and gives it as answered.
    pub async fn place_order(&self, order: Value) -> Value {
        self.ask("/v1/orders", Some(order)).await
    }

    /// Gives a command as another screen does.
    pub async fn command(&self, command: Value) {
        self.ask("/v1/commands", Some(command)).await;
    }

    /// An order as it stands.
    pub async fn order(&self, id: &str) -> Value {
        self.ask(&format!("/v1/orders/{id}"), None).await
    }

    /// Waits until every line of an order is in `state` at `station`.
    pub async fn sees(&self, id: &str, station: &str, state: &str) {
        wait::until(format_args!("{id} is {state} at {station}"), async || {
            let order = self.order(id).await;
            let mut lines = order["lines"].as_array().unwrap().iter();
            let all = lines.all(|line| line["station_states"][station] == state);
            all.then_some(())
        })
        .await;
    }

    /// The types of all events that speak of an order, from the log's first on.
    pub async fn events_of(&self, id: &str) -> Vec<String> {
        let epoch = self.welcome(None).await["epoch"]
            .as_str()
            .unwrap()
            .to_owned();
        let welcome = self.welcome(Some(Cursor { epoch, seq: 0 })).await;
        let events = welcome["events"].as_array().unwrap().iter();
        events
            .map(|event| &event["body"])
            .filter(|body| body["order"] == id || body["order"]["id"] == id)
            .map(|body| body["type"].as_str().unwrap().to_owned())
            .collect()
    }

    /// What the stream greets a screen with.
    async fn welcome(&self, resume: Option<Cursor>) -> Value {
        let mut socket = Socket::open(self.address).await.unwrap();
        socket
            .say(&hello(&self.token, "story", resume))
            .await
            .unwrap();
        serde_json::from_str(&socket.hear().await.unwrap()).unwrap()
    }

    /// The running server, if there is one.
    pub fn pid(&self) -> Option<Pid> {
        pid_of(&self.program)
    }

    /// Sends the running server a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid().unwrap(), signal).unwrap();
    }

    /// Kills the server, and takes its program away so that nobody can start it again.
    pub fn kill_for_good(&self) {
        std::fs::rename(&self.program, self.hidden()).unwrap();
        kill_process(pid_of(&self.hidden()).unwrap(), Signal::KILL).unwrap();
    }

    /// Puts the program back.
    pub fn allow(&self) {
        std::fs::rename(self.hidden(), &self.program).unwrap();
    }

    fn hidden(&self) -> PathBuf {
        self.program.with_file_name("taken-away")
    }
}
