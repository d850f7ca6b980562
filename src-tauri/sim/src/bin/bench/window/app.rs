//! The app's process, and the kitchen it opens on.

use crate::{process, run::Run};
use anyhow::{Context, ensure};
use kitchen::{LineRequest, OrderId, OrderRequest};
use scope::time::{sleep, timeout};
use sim::{
    PATIENCE,
    http::Client,
    load::Orders,
    server::{LISTEN, binary},
};
use std::{
    fs::File,
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    process::Stdio,
    time::Duration,
};
use tokio::process::{Child, Command};

/// The station whose board the window shows.
pub const STATION: &str = "grill";

/// An item that is made at the station and at another one: done here, the order is not ready yet, so a bump is one event.
const ITEM: &str = "cheeseburger";

/// Lines of a ticket at most, its first included.
const LINES: usize = 3;

/// How often it is looked whether something is there: well below a frame.
const LOOK: Duration = Duration::from_millis(5);

/// Folders of an app whose kitchen has open tickets.
pub struct Prepared {
    /// All of it.
    folder: PathBuf,
    /// The app and its server's address.
    pub address: SocketAddr,
    /// Its operator.
    pub token: String,
    /// Its open orders, oldest first.
    pub orders: Vec<OrderId>,
    seed: u64,
}

/// A running app. Dropping it kills it.
pub struct App {
    child: Child,
    paint_file: PathBuf,
}

impl Prepared {
    /// A kitchen with so many tickets on the board, and an app that was never started there.
    ///
    /// # Errors
    /// When there is no screen, or the kitchen cannot be filled.
    pub async fn new(run: &Run, name: &str, tickets: usize) -> anyhow::Result<Self> {
        ensure!(
            std::env::var_os("DISPLAY").is_some(),
            "there is no screen (DISPLAY)"
        );
        let folder = run.folder(name);
        for part in ["config", "home"] {
            std::fs::create_dir_all(folder.join(part))?;
        }
        let mut server = run.server(&format!("{name}/data"), &[]).await?;
        let token = server.token("operator").await?;
        // A port that is free now; the app's own server takes it.
        let address = TcpListener::bind(LISTEN)?.local_addr()?;
        let mut prepared = Self {
            folder,
            address: server.address(),
            token,
            orders: Vec::new(),
            seed: run.seed,
        };
        let mut orders = prepared.tickets();
        let mut client = prepared.client();
        for _ in 0..tickets {
            prepared
                .orders
                .push(place(&mut client, &orders.next()?).await?);
        }
        ensure!(
            server.terminate().await?.success(),
            "the server does not end well"
        );
        Ok(Self {
            address,
            ..prepared
        })
    }

    /// A client of the kitchen's server, whichever runs.
    pub fn client(&self) -> Client {
        Client::new(self.address, self.token.clone())
    }

    /// An endless row of orders that have a ticket on the board.
    pub fn tickets(&self) -> Tickets {
        Tickets {
            orders: Orders::demo(self.seed, 0),
        }
    }

    /// Starts the app that stands beside this program.
    ///
    /// # Errors
    /// When it is not there.
    pub fn start(&self) -> anyhow::Result<App> {
        let paint_file = self.folder.join("paint");
        if paint_file.exists() {
            std::fs::remove_file(&paint_file)?;
        }
        let log = File::create(self.folder.join("app.log"))?;
        let app = std::env::current_exe()?.with_file_name("heard");
        let child = Command::new(&app)
            .env("HEARD_PLACE", STATION)
            .env("HEARD_CONFIG_DIR", self.folder.join("config"))
            .env("HEARD_DATA_DIR", self.folder.join("data"))
            .env("HEARD_LISTEN", self.address.to_string())
            .env("HEARD_SERVER_BIN", binary()?)
            .env("HEARD_PAINT_FILE", &paint_file)
            .env("HOME", self.folder.join("home"))
            .env("XDG_RUNTIME_DIR", self.folder.join("home"))
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| app.display().to_string())?;
        Ok(App { child, paint_file })
    }
}

/// Orders that have a ticket on the board.
pub struct Tickets {
    orders: Orders,
}

impl Tickets {
    /// The next one.
    ///
    /// # Errors
    /// None that can happen: orders can be written as JSON.
    pub fn next(&mut self) -> serde_json::Result<String> {
        let OrderRequest { lines, .. } = self.orders.order();
        let plain = serde_json::json!({
            "service": {"type": "dine_in", "table": "12"},
            "lines": [{"item": ITEM, "modifiers": ["medium-rare", "side-fries"]}],
        });
        let mut order: OrderRequest = serde_json::from_value(plain)?;
        let others: Vec<LineRequest> = lines.into_iter().take(LINES - 1).collect();
        order.lines.extend(others);
        serde_json::to_string(&order)
    }
}

/// Places an order, and says which it is.
///
/// # Errors
/// When it is not on disk.
pub async fn place(client: &mut Client, body: &str) -> anyhow::Result<OrderId> {
    let answer = client.post("/v1/orders", None, body.to_owned()).await?;
    ensure!(
        answer.status == 201,
        "an order was answered {}: {}",
        answer.status,
        answer.code()
    );
    Ok(serde_json::from_value(answer.json()["id"].take())?)
}

impl App {
    /// Waits until tickets are painted, and says how long after its start that was, by its own word.
    ///
    /// # Errors
    /// When that does not come.
    pub async fn painted(&mut self) -> anyhow::Result<Duration> {
        let file = &self.paint_file;
        let child = &mut self.child;
        let look = async {
            loop {
                // The file is there before its number is.
                if let Ok(text) = std::fs::read_to_string(file)
                    && let Ok(ms) = text.trim().parse()
                {
                    return Ok(Duration::from_millis(ms));
                }
                if let Some(status) = child.try_wait()? {
                    anyhow::bail!("the app ended with {status}");
                }
                sleep(LOOK).await;
            }
        };
        timeout(PATIENCE, look)
            .await
            .context("the app paints no ticket")?
    }

    /// Its process id.
    ///
    /// # Errors
    /// When it has ended.
    pub fn pid(&self) -> anyhow::Result<u32> {
        self.child.id().context("the app has ended")
    }

    /// The process that draws its page.
    ///
    /// # Errors
    /// When there is none.
    pub fn web_process(&self) -> anyhow::Result<u32> {
        process::child_named(self.pid()?, "WebKitWebProces")
    }

    /// Asks it to end, and waits until it has.
    ///
    /// # Errors
    /// When it does not.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        let sent = Command::new("kill")
            .arg(self.pid()?.to_string())
            .status()
            .await?;
        ensure!(sent.success(), "kill: {sent}");
        timeout(PATIENCE, self.child.wait())
            .await
            .context("the app does not end")??;
        Ok(())
    }
}
