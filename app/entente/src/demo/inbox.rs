//! What the officer finds in the inbox of the demo world: a colleague at work on what the officer follows.

use entente_access::{Actor, accounts, sessions};
use entente_agenda::Task;
use entente_kernel::{Id, Problem, Result, Text};
use entente_partners::Organisation;
use entente_record::{Datum, Draft, Kind, Write, add_note, create, edit, load};
use entente_store::{By, Db, Tx};

use super::load::{World, days_from};
use crate::rooms::{self, ROLES};

/// The partners that the officer follows.
const FOLLOWED: [&str; 3] = ["a-org-01", "a-org-02", "a-org-03"];

/// Lets the officer follow, and the office manager work. What was there before is told to nobody.
pub(super) fn make(db: &Db, world: &World) -> Result<()> {
    entente_inbox::feed(db, &rooms::registry(), &[])?;
    let account = |login: &'static str| {
        let found = db.read_now(move |reads| accounts::find_by_login(reads, login))?;
        found.map(|account| account.id).ok_or_else(|| Problem::internal(format!("no {login} in the demo")))
    };
    let (officer, manager) = (account("officer")?, account("manager")?);
    let partners = FOLLOWED.map(|key| world.ids.get(key).copied());
    let partners: Vec<Id> = partners.into_iter().flatten().collect();
    let followed = partners.clone();
    write(db, officer, move |tx, actor| {
        followed.iter().try_for_each(|id| entente_inbox::follow(tx, actor, Organisation::KIND, *id))
    })?;
    write(db, manager, move |tx, actor| work(tx, actor, &partners))
}

/// One of the demo's people writes.
fn write(
    db: &Db,
    who: Id,
    act: impl FnOnce(&mut Tx<'_>, &Actor) -> Result<()> + Send + 'static,
) -> Result<()> {
    db.write_now(By { actor: Some(who), operation: "demo".into() }, move |tx| {
        let actor = sessions::actor_of_account(tx, who, ROLES)?.ok_or_else(Problem::not_found)?;
        act(tx, &actor)
    })
}

fn work(tx: &mut Tx<'_>, manager: &Actor, partners: &[Id]) -> Result<()> {
    let kind: &'static Kind = Organisation::KIND;
    if let [first, second, third] = partners {
        add_note(tx, manager, kind, *first, "They ask for a date in spring. 对方希望将会面安排在春季。")?;
        for (partner, field) in [(second, "sector"), (third, "about")] {
            let Some(record) = load(tx, kind, *partner)? else { continue };
            let Datum::Text(text) = record.value(kind, field).clone() else { continue };
            let longer = |own: &Option<String>, more: &str| own.as_ref().map(|own| format!("{own}{more}"));
            let text = Text { en: longer(&text.en, " (checked)"), zh: longer(&text.zh, "（已核对）") };
            let draft = Draft::of(&record).with(kind, field, Datum::Text(text));
            edit(tx, manager, kind, *partner, &draft, &Write::default())?;
        }
    }
    let title = Text::new("Prepare the welcome of the delegation", "筹备代表团接待");
    let mut draft = Draft::new(Task::KIND)
        .with(Task::KIND, "title", Datum::Text(title))
        .with(Task::KIND, "sort", Datum::Line("task".into()))
        .with(Task::KIND, "due", Datum::Date(days_from(entente_store::Reads::today(tx), 24)))
        .with(Task::KIND, "owner", Datum::Line("officer".into()))
        .with(Task::KIND, "office", Datum::Line("domestic".into()));
    "internal".clone_into(&mut draft.class);
    draft.fictional = true;
    create(tx, manager, Task::KIND, &draft)?;
    Ok(())
}
