//! What the tests of this crate share.

use entente_kernel::{Id, Lang, SeededChance, Text};
use entente_store::{By, Migration, Tx, own_migrations};
use entente_testkit::Bench;

use crate::password::{Hashed, Params, hash};
use crate::{Audience, NewAccount, Profile, Role, Secret, Site, accounts};

pub(crate) const PASSWORD: &str = "a quiet afternoon";

pub(crate) const ROLES: [Role; 3] = [
    Role { id: "administrator", audience: Audience::Internal, by_office: false },
    Role { id: "officer", audience: Audience::Internal, by_office: true },
    Role { id: "contact", audience: Audience::Members, by_office: false },
];

pub(crate) fn migrations() -> Vec<Migration> {
    [own_migrations(), crate::migrations()].concat()
}

pub(crate) fn by() -> By {
    By::system("test")
}

pub(crate) fn site() -> Site {
    Site { base_url: "https://entente.example.org/".into(), name: Text::new("Entente", "协作平台") }
}

pub(crate) fn hashed(password: &str) -> Hashed {
    hash(&Secret::new(password), Params::CHEAP, &SeededChance::new(9)).unwrap()
}

pub(crate) fn new(login: &str) -> NewAccount {
    let profile = Profile {
        name: Text::new("Li Wei", "李伟"),
        email: Some("li.wei@example.org".into()),
        lang: Lang::En,
    };
    NewAccount { login: login.into(), profile, person: None }
}

pub(crate) fn write<T: Send + 'static>(
    bench: &Bench,
    work: impl FnOnce(&mut Tx<'_>) -> entente_kernel::Result<T> + Send + 'static,
) -> T {
    bench.db.write_now(by(), work).unwrap()
}

/// An active account with [`PASSWORD`].
pub(crate) fn active(bench: &Bench, login: &'static str) -> Id {
    write(bench, move |tx| {
        let made = accounts::create(tx, &new(login))?;
        accounts::set_password(tx, made.id, &hashed(PASSWORD))?;
        Ok(made.id)
    })
}

/// The acts in the audit chain, oldest first, and all their values as one text.
pub(crate) fn audited(bench: &Bench) -> (Vec<String>, String) {
    bench
        .db
        .read_now(|reads| {
            let sql = "SELECT a.act, v.body FROM audit a JOIN audit_value v ON v.seq = a.seq ORDER BY a.seq";
            let rows = reads.query(sql, &[])?;
            let acts = rows.iter().map(|row| row.get(0)).collect::<entente_kernel::Result<Vec<String>>>()?;
            let bodies =
                rows.iter().map(|row| row.get(1)).collect::<entente_kernel::Result<Vec<String>>>()?;
            Ok((acts, bodies.join("\n")))
        })
        .unwrap()
}

/// Runs a future to its end on a runtime of its own.
pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().unwrap().block_on(future)
}
