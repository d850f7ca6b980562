//! Clients that nobody here wrote speak to the voice endpoint, each to a placed order.

mod page;

use crate::house::House;
use page::{Page, Visit};
use serde_json::{Value, json};
use sim::{http::Client, server::Setup, sound};
use speech::sound::{Clip, FULL_RATE};
use std::{
    net::{IpAddr, UdpSocket},
    path::{Path, PathBuf},
    process::{Output, Stdio},
    time::Duration,
};
use tempfile::TempDir;
use tokio::process::Command;

/// What the guest says, one after the other. A careful server may ask back once or twice.
///
/// The test is of clients, not of hearing: the order is one that was heard right 40 times of 40, soft,
/// and with pieces of 10 ms lost, doubled and late, as a browser on a busy machine has them. ("two
/// cheesecakes please" by the same voice is not: 10 of 20.)
const SENTENCES: [&str; 5] = [
    "I'd like three brownies please",
    "that's all",
    "yes please",
    "yes please",
    "yes please",
];

/// How long a browser's guest waits for a reply before he goes on, in seconds: longer than the
/// longest of them.
const BREATH_S: usize = 9;

/// How long a guest's whole visit may take: every sentence and every reply spoken out, on a busy
/// machine.
const VISIT: Duration = Duration::from_secs(150);

/// A restaurant whose endpoint can be spoken to.
struct Counter {
    house: House,
    secret: String,
    folder: TempDir,
}

impl Counter {
    async fn open(args: &[&str]) -> Self {
        let args = args.iter().map(ToString::to_string).collect();
        let setup = Setup {
            args,
            ..Setup::default()
        };
        let house = House::open_with(setup).await;
        let mut counter = house.server.client("counter").await.unwrap();
        Self {
            secret: secret(&mut counter).await,
            folder: tempfile::tempdir().unwrap(),
            house,
        }
    }

    fn base_url(&self) -> String {
        format!("http://{}/v1", self.house.server.address())
    }

    /// The address at which it speaks TLS, from its log: the first one it prints is the other.
    fn secured(&self) -> String {
        let log = self.house.server.log_tail();
        let mut lines = log
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let line = lines.find(|line| line["tls"] == true);
        let line = line.unwrap_or_else(|| panic!("no TLS in:\n{log}"));
        line["address"].as_str().unwrap().to_owned()
    }

    /// A client's program, in the clients' folder, with what it needs to know.
    fn client(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(folder())
            .env("BASE_URL", self.base_url())
            .env("SECRET", &self.secret)
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    /// The sentences as files, each written by `write`.
    fn sentences(&self, write: impl Fn(&Clip) -> Vec<u8>) -> Vec<PathBuf> {
        let spoken = SENTENCES.iter().enumerate().map(|(place, sentence)| {
            let path = self.folder.path().join(place.to_string());
            std::fs::write(&path, write(&spoken(sentence))).unwrap();
            path
        });
        spoken.collect()
    }

    /// The one order there is, as the kitchen has it, is what was said.
    async fn has_the_order(&mut self, number: &Value) {
        let orders = self.house.till.get("/v1/orders").await.unwrap().json();
        let orders = orders["orders"].as_array().unwrap();
        assert_eq!(orders.len(), 1, "{orders:#?}");
        let order = &orders[0];
        assert_eq!(order["source"], "voice");
        assert_eq!(order["number"], *number);
        let lines = order["lines"].as_array().unwrap();
        let lines: Vec<_> = lines
            .iter()
            .map(|line| (line["item"].as_str(), line["quantity"].as_u64()))
            .collect();
        assert_eq!(lines, [(Some("brownie"), Some(3))]);
    }
}

async fn secret(counter: &mut Client) -> String {
    let asked = json!({"session": {"type": "realtime", "model": "gpt-realtime-2.1"}});
    let answer = counter
        .post("/v1/realtime/client_secrets", None, asked.to_string())
        .await
        .unwrap();
    assert_eq!(answer.status, 200, "{:?}", answer.json());
    answer.json()["value"].as_str().unwrap().to_owned()
}

/// Where the clients are; `cargo xtask setup` and the tests' own set-up install them.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/clients")
}

fn spoken(sentence: &str) -> Clip {
    let voice = sound::shown()[4];
    voice.say(sentence).unwrap().at(FULL_RATE).unwrap()
}

async fn finished(mut client: Command) -> Output {
    let output = client.output();
    let ended = tokio::time::timeout(VISIT, output).await;
    let output = ended.expect("the client ends").unwrap_or_else(|error| {
        panic!("{client:?}: {error}; `cargo xtask test` installs the clients")
    });
    // What it heard and was told: shown where anything after this fails, too.
    println!("{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}", output.status);
    output
}

/// The number it printed.
fn number(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test]
async fn the_sdk_orders_over_a_websocket() {
    // The SDK speaks TLS whatever its address says, and the server off loopback only.
    let mut counter = Counter::open(&["--listen", &format!("{}:0", card())]).await;
    let mut client = counter.client("node");
    client
        .arg("sdk.mjs")
        .env("BASE_URL", format!("https://{}/v1", counter.secured()))
        .env(
            "NODE_EXTRA_CA_CERTS",
            counter.house.server.data_dir().join("tls/certificate.pem"),
        );
    client.args(counter.sentences(|clip| {
        let clip = clip.at(24_000).unwrap();
        clip.samples
            .iter()
            .flat_map(|it| it.to_le_bytes())
            .collect()
    }));
    let output = finished(client).await;
    counter.has_the_order(&number(&output)).await;
}

#[tokio::test]
async fn aiortc_orders_over_webrtc() {
    let mut counter = Counter::open(&[]).await;
    let mut client = counter.client(folder().join(".venv/bin/python").to_str().unwrap());
    client.arg("aiortc_client.py");
    client.args(counter.sentences(Clip::to_wav));
    let output = finished(client).await;
    counter.has_the_order(&number(&output)).await;
}

#[tokio::test]
async fn a_page_in_a_browser_orders_by_its_microphone() {
    // A browser offers the address of the network card only.
    let card = format!("{}:0", card());
    let mut counter = Counter::open(&["--voice-udp", &card, "--voice-udp", "127.0.0.1:0"]).await;
    let page = Page::open(folder().join("browser.html")).await;
    let mut browser = Command::new("chromium");
    browser
        .args(CHROMIUM)
        .arg(format!(
            "--user-data-dir={}",
            counter.folder.path().join("browser").display()
        ))
        .arg(format!(
            "--use-file-for-fake-audio-capture={}%noloop",
            microphone(&counter).display()
        ))
        .arg(page.url(&[("base", &counter.base_url()), ("secret", &counter.secret)]))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let mut running = browser.spawn().expect("chromium is installed");
    let visit = tokio::time::timeout(VISIT, page.visit()).await;
    let Visit { report, log } = visit.expect("the page reports");
    println!("{log:#?}");
    assert!(report["error"].is_null(), "{report}");
    running.kill().await.unwrap();
    counter.has_the_order(&report["number"]).await;
}

/// Headless, alone, and with a microphone that plays a file.
const CHROMIUM: [&str; 11] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
];

/// What the browser's microphone hears: all sentences, with a breath after each.
fn microphone(counter: &Counter) -> PathBuf {
    let breath = vec![0; BREATH_S * FULL_RATE as usize];
    // The browser drops the first moments of a made-up microphone.
    let mut samples = vec![0; 2 * FULL_RATE as usize];
    for sentence in SENTENCES {
        samples.extend(spoken(sentence).samples);
        samples.extend(&breath);
    }
    let path = counter.folder.path().join("microphone.wav");
    let clip = Clip {
        rate: FULL_RATE,
        samples,
    };
    std::fs::write(&path, clip.to_wav()).unwrap();
    path
}

/// The address by which this machine reaches others; loopback where it reaches none.
fn card() -> IpAddr {
    let socket = UdpSocket::bind("0.0.0.0:0").unwrap();
    // Sends nothing: it only asks the kernel for the way. The address is one of documentation's
    // (RFC 5737).
    match socket.connect("203.0.113.1:9") {
        Ok(()) => socket.local_addr().unwrap().ip(),
        Err(_) => [127, 0, 0, 1].into(),
    }
}
