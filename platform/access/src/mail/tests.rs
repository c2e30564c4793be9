use std::fs;
use std::path::PathBuf;

use entente_kernel::OsChance;
use entente_testkit::{Bench, on_each_engine, start};

use super::*;
use crate::testing::{by, migrations, write};
use crate::{Secret, Security, Smtp};

fn message(subject: &str) -> Message {
    Message {
        to: "li.wei@example.org".into(),
        subject: subject.into(),
        body: "您好！\nhttps://entente.example.org/link/abc\n".into(),
        html: None,
        unsubscribe: None,
        expires_at: None,
    }
}

fn folder() -> PathBuf {
    std::env::temp_dir().join(format!("entente-mail-{}", Id::new(&OsChance)))
}

fn files(path: &PathBuf) -> Vec<String> {
    let entries = fs::read_dir(path).unwrap().map(|e| e.unwrap().path());
    entries.map(|file| fs::read_to_string(file).unwrap()).collect()
}

fn row(bench: &Bench) -> (i64, Option<Instant>, Option<Instant>, Option<String>, String) {
    let read = |r: &mut dyn Reads| {
        let row = r.first("SELECT attempts, sent_at, next_at, last_error, body FROM mail", &[])?.unwrap();
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
    };
    bench.db.read_now(read).unwrap()
}

#[test]
fn a_letter_goes_out_once_and_its_text_is_forgotten() {
    on_each_engine(&migrations(), |bench| {
        let path = folder();
        let mailer = Mailer::folder(&path, "Entente <entente@example.org>").unwrap();
        write(bench, |tx| queue(tx, &message("协作平台：\r\nBcc: you@example.org")));
        assert_eq!(send_due(&bench.db, &mailer).unwrap(), Round { sent: 1, failed: 0 });
        assert_eq!(send_due(&bench.db, &mailer).unwrap(), Round::default());
        let letters = files(&path);
        assert_eq!(letters.len(), 1);
        assert!(letters[0].contains("To: li.wei@example.org\r\n"), "{}", letters[0]);
        assert!(letters[0].contains("From: Entente <entente@example.org>\r\n"), "{}", letters[0]);
        assert!(letters[0].contains("Date: Mon, 02 Mar 2026 01:00:00 +0000\r\n"), "{}", letters[0]);
        assert!(!letters[0].contains("\r\nBcc:"), "{}", letters[0]);
        let (attempts, sent, _, _, body) = row(bench);
        assert_eq!((attempts, sent, body.as_str()), (1, Some(start()), ""));
        fs::remove_dir_all(path).unwrap();
    });
}

#[test]
fn a_letter_of_a_refused_write_does_not_exist() {
    on_each_engine(&migrations(), |bench| {
        let refused: Result<()> = bench.db.write_now(by(), |tx| {
            queue(tx, &message("x"))?;
            Err(Problem::conflict("something-else"))
        });
        assert!(refused.is_err());
        let wrong =
            bench.db.write_now(by(), |tx| queue(tx, &Message { to: "nobody".into(), ..message("x") }));
        assert_eq!(wrong.unwrap_err().fields[0].code, "email");
        assert_eq!(bench.db.read_now(|r| r.count("SELECT count(*) FROM mail", &[])).unwrap(), 0);
    });
}

#[test]
fn a_peer_that_is_away_is_tried_again_later_and_given_up_at_last() {
    on_each_engine(&migrations(), |bench| {
        // A file where the folder should be.
        let path = folder();
        fs::write(&path, "").unwrap();
        let mailer = Mailer::folder(&path, "entente@example.org").unwrap();
        for _ in 0..5 {
            write(bench, |tx| queue(tx, &message("x")));
        }
        assert_eq!(send_due(&bench.db, &mailer).unwrap(), Round { sent: 0, failed: PATIENCE });
        bench.db.write_now(by(), |tx| tx.execute("DELETE FROM mail WHERE attempts = 0", &[])).unwrap();
        let one = "DELETE FROM mail WHERE id <> (SELECT id FROM mail ORDER BY id LIMIT 1)";
        write(bench, move |tx| tx.execute(one, &[]));
        let mut at = start();
        for (index, delay) in DELAYS.into_iter().enumerate() {
            let (attempts, sent, next, error, _) = row(bench);
            assert_eq!(
                (attempts, sent, next),
                (i64::try_from(index).unwrap() + 1, None, Some(at.plus_seconds(delay)))
            );
            assert!(error.is_some());
            assert_eq!(send_due(&bench.db, &mailer).unwrap(), Round::default());
            at = at.plus_seconds(delay);
            bench.clock.set(at);
            assert_eq!(send_due(&bench.db, &mailer).unwrap().failed, 1);
        }
        assert_eq!(row(bench).2, None, "given up");
        fs::remove_file(path).unwrap();
    });
}

#[test]
fn a_claimed_letter_is_left_alone_and_an_expired_one_is_not_sent() {
    on_each_engine(&migrations(), |bench| {
        let path = folder();
        let mailer = Mailer::folder(&path, "entente@example.org").unwrap();
        write(bench, |tx| queue(tx, &message("x")));
        assert!(write(bench, claim).is_some());
        assert_eq!(send_due(&bench.db, &mailer).unwrap(), Round::default());
        bench.clock.set(start().plus_seconds(LEASE));
        assert_eq!(send_due(&bench.db, &mailer).unwrap().sent, 1);
        let old = Message { expires_at: Some(start()), ..message("y") };
        write(bench, move |tx| queue(tx, &old));
        assert_eq!(send_due(&bench.db, &mailer).unwrap(), Round::default());
        write(bench, |tx| queue(tx, &message("z")));
        assert_eq!(send_due(&bench.db, &Mailer::Off).unwrap(), Round::default());
        fs::remove_dir_all(path).unwrap();
    });
}

#[test]
fn a_server_on_another_machine_needs_tls() {
    let settings = |security, host: &str| Smtp {
        host: host.into(),
        port: None,
        security,
        login: Some(("entente".into(), Secret::new("secret"))),
    };
    let refused = Mailer::smtp(&settings(Security::Loopback, "mail.example.org"), "entente@example.org");
    assert_eq!(refused.unwrap_err().code, "mail-settings");
    for (security, host) in [
        (Security::Loopback, "127.0.0.1"),
        (Security::StartTls, "mail.example.org"),
        (Security::Tls, "mail.example.org"),
    ] {
        let mailer = Mailer::smtp(&settings(security, host), "entente@example.org").unwrap();
        assert!(!format!("{mailer:?}").contains("secret"), "{mailer:?}");
    }
    assert_eq!(Mailer::folder("x", "nobody").unwrap_err().code, "mail-settings");
}
