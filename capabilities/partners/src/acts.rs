//! The verbs of this room: what a text means, and what becomes of a suspicion.

use entente_access::Actor;
use entente_kernel::{Id, Result};
use entente_record::{Datum, Draft, Record, Write, edit, get, load, merged_away, step, trash, visible};
use entente_store::{Reads, Tx};

use crate::person::{Affiliation, Mention};
use crate::{Duplicate, Naming, Organisation, Person};

/// Says which organisation a text means, and links everyone of whom it was written. Errors: 404, 403.
pub fn choose(tx: &mut Tx<'_>, actor: &Actor, naming: Id, organisation: Id) -> Result<Record> {
    let old = visible(tx, actor, Naming::KIND, naming)?;
    visible(tx, actor, Organisation::KIND, organisation)?;
    if old.meta.state != "open" {
        step(tx, actor, Naming::KIND, naming, "reopen", &Write::default())?;
    }
    let draft = Draft::of(&old).with(Naming::KIND, "organisation", Datum::Link(organisation));
    edit(tx, &Actor::system(), Naming::KIND, naming, &draft, &Write::default())?;
    step(tx, actor, Naming::KIND, naming, "confirm", &Write::default())
}

/// What was written of these people becomes an affiliation; the words stay beside it.
pub(crate) fn link_people(tx: &mut Tx<'_>, naming: &Record) -> Result<()> {
    let Some((written, organisation)) = meaning(naming) else { return Ok(()) };
    let sql = "SELECT DISTINCT owner FROM person_mention WHERE recorded_to IS NULL AND organisation = $1";
    for id in owners(tx, sql, &written)? {
        rewrite(tx, id, |person| {
            let (named, others): (Vec<Mention>, Vec<Mention>) =
                std::mem::take(&mut person.mentions).into_iter().partition(|m| m.organisation == written);
            person.mentions = others;
            person.affiliations.extend(named.into_iter().map(|mention| Affiliation {
                organisation,
                role: mention.role,
                since: mention.since,
                until: mention.until,
                written: mention.organisation,
            }));
        })?;
    }
    Ok(())
}

/// The affiliations that came of a text become words again.
pub(crate) fn unlink_people(tx: &mut Tx<'_>, naming: &Record) -> Result<()> {
    let Some((written, organisation)) = meaning(naming) else { return Ok(()) };
    let sql = "SELECT DISTINCT owner FROM person_affiliation WHERE recorded_to IS NULL AND written = $1";
    for id in owners(tx, sql, &written)? {
        rewrite(tx, id, |person| {
            let (named, others): (Vec<Affiliation>, Vec<Affiliation>) =
                std::mem::take(&mut person.affiliations)
                    .into_iter()
                    .partition(|a| a.written == written && a.organisation == organisation);
            person.affiliations = others;
            person.mentions.extend(named.into_iter().map(|affiliation| Mention {
                organisation: affiliation.written,
                role: affiliation.role,
                since: affiliation.since,
                until: affiliation.until,
            }));
        })?;
    }
    Ok(())
}

/// The words and what they mean, as far as that is said.
fn meaning(naming: &Record) -> Option<(String, Id)> {
    let value = |field: &str| naming.value(Naming::KIND, field);
    match (value("written"), value("organisation")) {
        (Datum::Line(written), Datum::Link(organisation)) => Some((written.clone(), *organisation)),
        _ => None,
    }
}

fn owners(reads: &mut dyn Reads, sql: &str, written: &str) -> Result<Vec<Id>> {
    reads.query(sql, &[written.into()])?.iter().map(|row| row.get(0)).collect()
}

/// Writes a person's rows anew; people in the trash stay as they are.
fn rewrite(tx: &mut Tx<'_>, id: Id, change: impl FnOnce(&mut Person)) -> Result<()> {
    let Some(record) = load(tx, Person::KIND, id)?.filter(|r| r.meta.deleted_at.is_none()) else {
        return Ok(());
    };
    let mut person: Person = get(tx, id)?;
    change(&mut person);
    let draft = Draft { children: entente_record::Typed::parts(&person), ..Draft::of(&record) };
    edit(tx, &Actor::system(), Person::KIND, id, &draft, &Write::default()).map(|_| ())
}

/// Brings the suspicions about an organisation in step with merges: those that were merged, or parted again.
pub(crate) fn follow_merges(tx: &mut Tx<'_>, organisation: Id) -> Result<()> {
    let system = Actor::system();
    let sql = "SELECT id, one, other, state FROM duplicate WHERE deleted_at IS NULL AND state <> 'distinct'
               AND (one = $1 OR other = $1)";
    for row in tx.query(sql, &[organisation.into()])? {
        let (id, one, other): (Id, Id, Id) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (open, write) = (row.get::<String>(3)? == "open", Write::default());
        let away = [merged_away(tx, one)?, merged_away(tx, other)?].into_iter().flatten().next();
        let within = away.as_ref().is_some_and(|made| [one, other].contains(&made.kept));
        match (open, within, away.is_some()) {
            (true, true, _) => step(tx, &system, Duplicate::KIND, id, "merge", &write)?,
            // With the record that is kept it is looked at anew.
            (true, false, true) => trash(tx, &system, Duplicate::KIND, id, &write)?,
            (false, false, false) => step(tx, &system, Duplicate::KIND, id, "reopen", &write)?,
            _ => continue,
        };
    }
    Ok(())
}
