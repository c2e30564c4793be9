//! The verbs of this room: what a text means, and two records that are one.

use entente_access::Actor;
use entente_kernel::{Id, Problem, Result};
use entente_record::{
    Datum, Draft, Merge, Record, Registry, Write, edit, get, load, merge, merged_away, step, trash, unmerge,
    visible,
};
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

/// Makes the two organisations of a suspicion one. Errors: as [`entente_record::merge`], and `step-impossible` when it
/// was decided before.
pub fn make_one(
    tx: &mut Tx<'_>,
    actor: &Actor,
    registry: &Registry,
    (duplicate, kept): (Id, Id),
    draft: &Draft,
) -> Result<Merge> {
    visible(tx, actor, Duplicate::KIND, duplicate)?;
    let pair: Duplicate = get(tx, duplicate)?;
    let gone = if pair.one == kept { pair.other } else { pair.one };
    if kept != pair.one && kept != pair.other {
        return Err(Problem::not_found());
    }
    // A suspicion is about the two records themselves, so its links stay.
    let others = registry.kinds().filter(|kind| kind.name != Duplicate::KIND.name).collect();
    let made = merge(tx, actor, &Registry::new(others), Organisation::KIND, (gone, kept), draft)?;
    step(tx, &Actor::system(), Duplicate::KIND, duplicate, "merge", &Write::default())?;
    // What else was suspected of the record that is gone is looked at anew with the one that is kept.
    let sql =
        "SELECT id FROM duplicate WHERE state = 'open' AND deleted_at IS NULL AND (one = $1 OR other = $1)";
    for row in tx.query(sql, &[gone.into()])? {
        trash(tx, &Actor::system(), Duplicate::KIND, row.get(0)?, &Write::default())?;
    }
    Ok(made)
}

/// Makes two organisations of one again. Errors: as [`entente_record::unmerge`].
pub fn make_two(tx: &mut Tx<'_>, actor: &Actor, registry: &Registry, made: &Merge) -> Result<Record> {
    let back = unmerge(tx, actor, registry, Organisation::KIND, made.id)?;
    let sql = "SELECT id FROM duplicate WHERE state = 'merged' AND deleted_at IS NULL
               AND ((one = $1 AND other = $2) OR (one = $2 AND other = $1))";
    for row in tx.query(sql, &[made.gone.into(), made.kept.into()])? {
        step(tx, &Actor::system(), Duplicate::KIND, row.get(0)?, "reopen", &Write::default())?;
    }
    Ok(back)
}

/// The merge that put an organisation away. Errors: 404 without one.
pub fn merge_of(reads: &mut dyn Reads, gone: Id) -> Result<Merge> {
    merged_away(reads, gone)?.ok_or_else(Problem::not_found)
}
