//! What PostgreSQL complains of, in our words.

use super::open;
use super::server::Server;
use crate::made::*;
use store::StoreError;

#[test]
fn its_complaints_are_told_apart_and_leave_nothing_behind() {
    let server = Server::shared();
    let database = server.database();
    let (store, main) = (open(&server.url(&database)).unwrap(), restaurant("main"));
    let mut writer = store.writer().unwrap();
    writer.load(&main, 1..=1).unwrap();
    let mut admin = server.admin(&database);
    // The server itself raises them, in the place where it would: as a row is stored.
    admin
        .batch_execute(
            "CREATE TABLE complaint (code text);
             CREATE FUNCTION complain() RETURNS trigger LANGUAGE plpgsql AS $$
                 DECLARE complaint text := (SELECT code FROM public.complaint);
                 BEGIN
                     IF complaint IS NOT NULL THEN RAISE USING ERRCODE = complaint; END IF;
                     RETURN NEW;
                 END $$;
             CREATE TRIGGER complain BEFORE INSERT ON heard.commands
                 FOR EACH ROW EXECUTE FUNCTION complain()",
        )
        .unwrap();
    let batch = |seq| store::Append {
        commands: vec![command(&format!("c:{seq}"), seq)],
        ..appending("main", seq..=seq)
    };
    type Expected = fn(&StoreError) -> bool;
    let complaints: [(&str, Expected); 6] = [
        ("53100", |error| matches!(error, StoreError::Full)),
        ("25006", |error| matches!(error, StoreError::ReadOnly)),
        ("55P03", |error| matches!(error, StoreError::Busy)),
        ("58030", |error| matches!(error, StoreError::Io { .. })),
        ("XX001", |error| matches!(error, StoreError::Corrupt { .. })),
        ("22P05", |error| matches!(error, StoreError::Engine { .. })),
    ];
    for (seq, (code, expected)) in (1..).zip(complaints) {
        let say = format!("INSERT INTO complaint VALUES ('{code}')");
        admin.batch_execute(&say).unwrap();
        let refused = writer.commit(&[batch(seq)]).unwrap_err();
        assert!(expected(&refused), "{code}: {refused}");
        assert!(!refused.leaves_doubt());
        admin.batch_execute("DELETE FROM complaint").unwrap();
        assert_eq!(writer.load(&main, 1..=1).unwrap().last_seq(), seq - 1);
        writer.commit(&[batch(seq)]).unwrap();
    }
}

#[test]
fn a_database_that_may_not_be_written_is_read() {
    let server = Server::shared();
    let database = server.database();
    let url = server.url(&database);
    let main = restaurant("main");
    let mut writer = open(&url).unwrap().writer().unwrap();
    writer.load(&main, 1..=1).unwrap();
    writer.commit(&[appending("main", 1..=1)]).unwrap();
    drop(writer);
    let protect = format!("ALTER DATABASE {database} SET default_transaction_read_only = on");
    server.admin(&database).batch_execute(&protect).unwrap();
    let store = open(&url).unwrap();
    let mut reader = store.reader().unwrap();
    assert_eq!(reader.events_after(&main, 0, 9).unwrap(), events(1..=1));
    let refused = store.tokens().unwrap().create(&token("till", 1));
    assert!(matches!(refused, Err(StoreError::ReadOnly)), "{refused:?}");
    let refused = store.writer().err().unwrap();
    assert!(
        matches!(refused, store::OpenError::Store(StoreError::ReadOnly)),
        "{refused}"
    );
}
