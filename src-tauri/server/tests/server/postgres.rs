//! The program on a PostgreSQL.

#[allow(
    dead_code,
    reason = "the store's tests, whose this is, need more of it"
)]
#[path = "../../../store/tests/store/postgres/server.rs"]
mod database;

use crate::process::{Home, Server, complaint, printed, run};
use rustix::process::Signal;
use serde_json::Value;

/// A till, on a database that is another program's business.
struct Till<'a> {
    home: &'a Home,
    url: &'a str,
    token: String,
}

impl<'a> Till<'a> {
    async fn new(home: &'a Home, url: &'a str) -> Self {
        let words = [
            "token",
            "create",
            "--role",
            "operator",
            "--database-url",
            url,
        ];
        let token = printed(&run(home.with(&words)).await);
        let token = token.trim_end().to_owned();
        Self { home, url, token }
    }

    async fn serve(&self) -> Server {
        self.home.serve(&["--database-url", self.url]).await
    }

    /// Places an order and returns its id.
    async fn order(&self, server: &Server) -> String {
        let (status, body) = server.order(&self.token).await;
        assert_eq!(status, 201, "{body}");
        let order: Value = serde_json::from_str(&body).unwrap();
        order["id"].as_str().unwrap().to_owned()
    }

    /// The ids of all open orders.
    async fn open(&self, server: &Server) -> Vec<String> {
        let (status, body) = server.get("/v1/orders?state=open", &self.token).await;
        assert_eq!(status, 200, "{body}");
        let list: Value = serde_json::from_str(&body).unwrap();
        let orders = list["orders"].as_array().unwrap().iter();
        let ids = orders.map(|order| order["id"].as_str().unwrap().to_owned());
        ids.collect()
    }
}

#[test]
fn an_order_outlives_the_server_and_the_database() {
    let database = database::Server::start(&[]);
    let url = database.url("postgres");
    scope::run(Some(1), async {
        let home = Home::new();
        let till = Till::new(&home, &url).await;
        let mut server = till.serve().await;
        let mut placed = vec![till.order(&server).await];
        server.signal(Signal::KILL);
        server.ended().await;

        let server = till.serve().await;
        assert_eq!(till.open(&server).await, placed);
        placed.push(till.order(&server).await);
        // Whatever the last commit was, the kitchen refuses as long as the database is away, and
        // goes on by itself.
        database.tell("crash");
        let (status, body) = server.order(&till.token).await;
        assert_eq!(status, 503, "{body}");
        assert!(body.contains("storage_unavailable"), "{body}");
        assert_eq!(till.open(&server).await, placed);
        database.tell("start");
        placed.push(till.order(&server).await);
        assert_eq!(till.open(&server).await, placed);
        server.stop().await;

        let server = till.serve().await;
        assert_eq!(till.open(&server).await, placed);
        server.stop().await;
        assert!(!home.file("heard.db").exists());
    });
}

#[test]
fn its_other_commands_know_the_database_too() {
    let database = database::Server::start(&[]);
    let url = format!("{}&password=secret", database.url("postgres"));
    scope::run(Some(1), async {
        let home = Home::new();
        let till = Till::new(&home, &url).await;
        let on = |words: &[&str]| {
            let words = [words, &["--database-url", &url]].concat();
            let words: Vec<String> = home.with(&words).iter().map(ToString::to_string).collect();
            run(words)
        };
        let server = till.serve().await;
        let second = on(&["serve", "--listen", "127.0.0.1:0"]).await;
        let complained = complaint(&second, 1);
        assert!(complained.contains("in use by another"), "{complained}");
        assert!(!complained.contains("secret"), "{complained}");
        assert!(printed(&on(&["token", "list"]).await).contains("operator"));
        let file = home.file("heard.backup");
        let backup = on(&["backup", file.to_str().unwrap()]).await;
        assert!(complaint(&backup, 1).contains("pg_dump"));
        let found = printed(&on(&["doctor"]).await);
        assert!(found.contains("sound, and writes durably"), "{found}");
        server.stop().await;
    });
}
