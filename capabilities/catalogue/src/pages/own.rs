//! The expert's own page: staying out of the ranking, saying that all is right, asking for corrections.

use askama::Template;
use entente_kernel::{Id, Problem, Result};
use entente_record::{Datum, Draft, Filter, Query, Record, create, list, load};
use entente_web::{Act, Cx, Reply, T};

use crate::{Correction, Evidence, Expert, acts};

/// Pieces of evidence that a correction can be about.
const PIECES: usize = 200;

#[derive(Template)]
#[template(path = "own.html")]
struct Panel<'a> {
    t: &'a T,
    csrf: String,
    here: String,
    opted_out: bool,
    checked: Option<String>,
    evidence: Vec<(Id, String)>,
    asked: Vec<(Id, String, String)>,
}

/// The way to the own profile. Errors: 404 for those who are no expert.
pub(crate) fn mine(cx: &mut Cx<'_>) -> Result<Reply> {
    let own = own_of(cx)?.ok_or_else(|| Problem::new(entente_kernel::Class::NotFound, "no-expert"))?;
    Ok(Reply::see(format!("/experts/{own}")))
}

fn own_of(cx: &mut Cx<'_>) -> Result<Option<Id>> {
    let Some(person) = cx.actor.person else { return Ok(None) };
    let sql = "SELECT id FROM expert WHERE person = $1 AND deleted_at IS NULL";
    cx.reads.first(sql, &[person.into()])?.map(|row| row.get(0)).transpose()
}

/// On one's own profile.
pub(crate) fn panel(cx: &mut Cx<'_>, record: &Record) -> Result<Option<String>> {
    let id = record.meta.id;
    if own_of(cx)? != Some(id) {
        return Ok(None);
    }
    let mut query = Query::new(cx.t.lang);
    query.filters = vec![Filter::Is("expert", id.into())];
    query.limit = PIECES;
    let pieces = list(cx.reads, &cx.actor, Evidence::KIND, &query)?.records;
    let asked = list(cx.reads, &cx.actor, Correction::KIND, &query)?.records;
    let named = |record: &Record| record.title(cx.t.lang);
    let panel = Panel {
        csrf: cx.csrf(),
        here: format!("/experts/{id}"),
        opted_out: *record.value(Expert::KIND, "opted_out") == Datum::Flag(true),
        checked: match record.value(Expert::KIND, "checked") {
            Datum::Date(day) => Some(cx.t.day(*day)),
            _ => None,
        },
        evidence: pieces.iter().map(|r| (r.meta.id, named(r))).collect(),
        asked: asked.iter().map(|r| (r.meta.id, named(r), cx.state(Correction::KIND, r))).collect(),
        t: &cx.t,
    };
    panel.render().map(Some).map_err(Problem::internal)
}

/// Asks for a correction.
pub(crate) fn ask(act: &mut Act<'_, '_>) -> Result<Reply> {
    let id = act.ask.id()?;
    let expert = load(act.tx, Expert::KIND, id)?.ok_or_else(Problem::not_found)?;
    let fields = &act.ask.fields;
    let kind = Correction::KIND;
    let evidence = Id::parse(fields.one("evidence")).map_or(Datum::Empty, Datum::Link);
    if let Datum::Link(piece) = evidence {
        let piece = load(act.tx, Evidence::KIND, piece)?.ok_or_else(Problem::not_found)?;
        if *piece.value(Evidence::KIND, "expert") != Datum::Link(id) {
            return Err(Problem::not_found());
        }
    }
    let draft = Draft { fictional: expert.meta.fictional, ..Draft::new(kind) }
        .with(kind, "wish", Datum::Line(fields.one("wish").split_whitespace().collect::<Vec<_>>().join(" ")))
        .with(kind, "expert", Datum::Link(id))
        .with(kind, "evidence", evidence);
    create(act.tx, &act.actor, kind, &draft)?;
    Ok(Reply::see(format!("/experts/{id}")).toast("correction-asked", ""))
}

/// Out of the ranking, or back into it.
pub(crate) fn opt_out(act: &mut Act<'_, '_>) -> Result<Reply> {
    let id = act.ask.id()?;
    let out = act.ask.fields.one("out") == "yes";
    acts::opt_out(act.tx, &act.actor, id, out)?;
    Ok(Reply::see(format!("/experts/{id}")).toast("saved", ""))
}
