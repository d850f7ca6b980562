//! A disk without room: nothing is accepted into the void, and nothing is half there.

use crate::house::{House, burger_and_lemonade, placed};
use sim::server::Setup;
use std::{fs, io, path::Path, process::Command};
use tempfile::TempDir;

/// The smallest disk that a restaurant begins on.
const DISK: &str = "size=12m";

/// A small disk in memory. Only root can make one.
struct SmallDisk(TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let at = tempfile::tempdir().unwrap();
        let mounted = run(
            "mount",
            &["-t", "tmpfs", "-o", DISK, "heard-story"],
            at.path(),
        );
        if !mounted {
            println!("skipped: only root can make a disk that is small enough to fill");
        }
        mounted.then_some(Self(at))
    }

    /// Leaves no byte free.
    fn fill(&self) {
        let mut ballast = fs::File::create(self.ballast()).unwrap();
        let full = io::copy(&mut io::repeat(0), &mut ballast).unwrap_err();
        assert_eq!(full.kind(), io::ErrorKind::StorageFull);
    }

    fn make_room(&self) {
        fs::remove_file(self.ballast()).unwrap();
    }

    fn ballast(&self) -> std::path::PathBuf {
        self.0.path().join("ballast")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a server that is being killed may hold a file yet.
        assert!(run("umount", &["--lazy"], self.0.path()));
    }
}

fn run(program: &str, arguments: &[&str], at: &Path) -> bool {
    let output = Command::new(program).args(arguments).arg(at).output();
    output.is_ok_and(|output| output.status.success())
}

#[tokio::test]
async fn a_full_disk_refuses_orders_until_there_is_room() {
    let Some(disk) = SmallDisk::mount() else {
        return;
    };
    let data_dir = Some(disk.0.path().join("data"));
    let mut house = House::open_with(Setup {
        data_dir,
        ..Setup::default()
    })
    .await;
    let mut display = house.display("grill").await;
    disk.fill();

    // What is still free inside the database's own files takes some; then there is an end.
    let mut accepted = Vec::new();
    let refused = loop {
        assert!(accepted.len() < 100_000, "the disk is never full");
        let number = accepted.len();
        let body = burger_and_lemonade(&format!("pos-{number}")).to_string();
        let key = format!("key-{number}");
        let answer = house
            .till
            .post("/v1/orders", Some(&key), body.clone())
            .await
            .unwrap();
        if answer.status != 201 {
            assert_eq!(
                (answer.status, &*answer.code()),
                (503, "storage_unavailable")
            );
            break (key, body);
        }
        accepted.push(placed(&answer));
    };
    let still = house
        .till
        .post("/v1/orders", None, refused.1.clone())
        .await
        .unwrap();
    assert_eq!(still.status, 503);
    // Those who read go on reading, and see what was accepted and nothing else.
    house.assert_all_agree([&mut display]).await;
    assert_eq!(display.state().open_orders(), accepted.len());
    let ready = house.till.get("/readyz").await.unwrap();
    assert_eq!(ready.status, 503, "{:?}", ready.json());

    disk.make_room();
    let (key, body) = refused;
    let order = house
        .till
        .post("/v1/orders", Some(&key), body)
        .await
        .unwrap();
    accepted.push(placed(&order));
    assert_eq!(house.till.get("/readyz").await.unwrap().status, 200);
    house.server.kill().await.unwrap();
    house.server.restart().await.unwrap();
    let kept = display.leave();
    let mut display = house.resume("grill", kept).await;
    house.assert_all_agree([&mut display]).await;
    let mut orders: Vec<_> = display.state().orders.values().collect();
    orders.sort_by_key(|order| order.seq);
    assert!(orders.iter().map(|order| &order.id).eq(&accepted));
}
