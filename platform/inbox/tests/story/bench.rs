//! A town with a few people and pacts.

use std::sync::Arc;

use entente_access::mail::Message;
use entente_access::password::{Params, hash};
use entente_access::{Actor, Audience, NewAccount, Profile, Role, Secret, accounts, grants, sessions};
use entente_inbox::{Composer, Digest, Named, Notice, Rights, Round, Settings, Show};
use entente_kernel::{Id, Lang, Result, SeededChance, Text};
use entente_record::{Datum, Draft, Registry, Write, create, edit, load};
use entente_store::{By, Tx};
use entente_testkit::kinds::Pact;
use entente_testkit::{Bench, on_each_engine};

pub(crate) const ROLES: &[Role] = &[
    Role { id: "clerk", audience: Audience::Internal, by_office: false },
    Role { id: "keeper", audience: Audience::Internal, by_office: false },
    Role { id: "guest", audience: Audience::Members, by_office: false },
];

/// Ann and Bob are clerks, Eve is a guest.
pub(crate) struct Town<'a> {
    pub(crate) bench: &'a Bench,
    pub(crate) ann: Id,
    pub(crate) bob: Id,
    pub(crate) keeper: Id,
    pub(crate) eve: Id,
}

pub(crate) fn town(story: impl Fn(&Town<'_>)) {
    let migrations = [
        entente_testkit::kinds::migrations(),
        entente_access::migrations(),
        entente_jobs::migrations(),
        entente_documents::migrations(),
        entente_inbox::migrations(),
    ]
    .concat();
    on_each_engine(&migrations, |bench| {
        let [ann, bob, keeper, eve] =
            [("ann", "clerk"), ("bob", "clerk"), ("kim", "keeper"), ("eve", "guest")].map(|(name, role)| {
                bench.db.write_now(By::system("test"), move |tx| account(tx, name, role)).unwrap()
            });
        story(&Town { bench, ann, bob, keeper, eve });
    });
}

fn account(tx: &mut Tx<'_>, name: &str, role: &str) -> Result<Id> {
    let login = format!("{name}@example.test");
    let profile = Profile { name: Text::en(name), email: Some(login.clone()), lang: Lang::En };
    let made = accounts::create(tx, &NewAccount { login, profile, person: None })?;
    let password = hash(&Secret::new("a quiet afternoon"), Params::CHEAP, &SeededChance::new(9))?;
    accounts::set_password(tx, made.id, &password)?;
    grants::grant(tx, made.id, role, None, ROLES)?;
    Ok(made.id)
}

/// A composer that names the records and how many notices there are.
pub(crate) fn composer() -> Composer {
    Arc::new(|_, digest: &Digest| {
        let lines: Vec<String> =
            digest.notices.iter().map(|n| format!("{} {} {}", n.record, n.sort, n.word)).collect();
        let body = format!("{}\nmore {}\nidle {}\n", lines.join("\n"), digest.more, digest.idle.len());
        Ok(Message {
            unsubscribe: Some(format!("https://example.test/unsubscribe/{}", digest.key.reveal())),
            html: Some("<p>Inbox</p>".into()),
            ..Message::plain(digest.to.clone(), "Inbox".into(), body)
        })
    })
}

/// From now on only named readers see the record, whoever changed that.
pub(crate) fn restrict(town: &Town<'_>, pact: Id) {
    let sql = "UPDATE pact SET class = 'restricted' WHERE id = $1";
    town.bench.db.write_now(By::system("t"), move |tx| tx.execute(sql, &[pact.into()])).unwrap();
}

impl Town<'_> {
    pub(crate) fn write<T: Send + 'static>(
        &self,
        who: Id,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> T {
        let by = By { actor: Some(who), operation: "test".into() };
        self.bench.db.write_now(by, work).unwrap()
    }

    pub(crate) fn actor(&self, who: Id) -> Actor {
        self.bench.db.read_now(move |r| sessions::actor_of_account(r, who, ROLES)).unwrap().unwrap()
    }

    pub(crate) fn registry(&self) -> Registry {
        Registry::new(vec![Pact::KIND])
    }

    pub(crate) fn later(&self, seconds: i64) {
        self.bench.clock.set(self.bench.db.clock().now().plus_seconds(seconds));
    }

    /// A pact of two parties that members may see, made by the house itself.
    pub(crate) fn pact(&self, name: &str) -> Id {
        let draft = drafted(name);
        let made = self
            .bench
            .db
            .write_now(By::system("t"), move |tx| create(tx, &Actor::system(), Pact::KIND, &draft));
        made.unwrap().meta.id
    }

    pub(crate) fn pact_by(&self, who: Id, name: &str) -> Id {
        let (draft, actor) = (drafted(name), self.actor(who));
        self.write(who, move |tx| create(tx, &actor, Pact::KIND, &draft)).meta.id
    }

    pub(crate) fn edit(&self, who: Id, pact: Id, field: &'static str, value: Datum) {
        let actor = self.actor(who);
        let by = if actor.has("guest") { Actor::system() } else { actor };
        self.write(who, move |tx| {
            let record = load(tx, Pact::KIND, pact)?.unwrap();
            let draft = Draft::of(&record).with(Pact::KIND, field, value);
            edit(tx, &by, Pact::KIND, pact, &draft, &Write::default())
        });
    }

    pub(crate) fn follow(&self, who: Id, pact: Id) {
        let actor = self.actor(who);
        self.write(who, move |tx| entente_inbox::follow(tx, &actor, Pact::KIND, pact));
    }

    pub(crate) fn feed(&self) -> usize {
        self.feed_with(&[])
    }

    pub(crate) fn feed_with(&self, named: &[Named]) -> usize {
        entente_inbox::feed(&self.bench.db, &self.registry(), named).unwrap()
    }

    pub(crate) fn list(&self, who: Id, show: &Show) -> Vec<Notice> {
        let (actor, registry, show) = (self.actor(who), self.registry(), show.clone());
        let rights = move |r: &mut dyn entente_store::Reads| {
            entente_inbox::list(r, &Rights { registry: &registry, actor: &actor }, &show)
        };
        self.bench.db.read_now(rights).unwrap()
    }

    pub(crate) fn unread(&self, who: Id) -> i64 {
        let (actor, registry) = (self.actor(who), self.registry());
        let count = move |r: &mut dyn entente_store::Reads| {
            entente_inbox::unread(r, &Rights { registry: &registry, actor: &actor }, 100)
        };
        self.bench.db.read_now(count).unwrap()
    }

    pub(crate) fn wants(&self, who: Id, settings: Settings) {
        self.write(who, move |tx| entente_inbox::keep_settings(tx, who, settings));
    }

    pub(crate) fn round(&self) -> Round {
        entente_inbox::send_round(&self.bench.db, &self.registry(), ROLES, &composer()).unwrap()
    }

    /// Address and text of the letters that wait.
    pub(crate) fn waiting(&self) -> Vec<(String, String)> {
        let sql = "SELECT to_address, body FROM mail WHERE sent_at IS NULL ORDER BY created_at, id";
        let rows = self.bench.db.read_now(move |r| r.query(sql, &[])).unwrap();
        rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap())).collect()
    }

    pub(crate) fn unsound(&self) -> Vec<String> {
        self.bench.db.read_now(entente_inbox::unsound).unwrap()
    }
}

fn drafted(name: &str) -> Draft {
    let party = |name: &str| vec![Datum::Text(Text::en(name)), Datum::Empty];
    let mut draft = Draft::new(Pact::KIND).with(Pact::KIND, "name", Datum::Text(Text::en(name))).with(
        Pact::KIND,
        "matter",
        Datum::Line("peace".into()),
    );
    draft.children = vec![vec![party("North"), party("South")]];
    draft.class = "members".into();
    draft
}
