//! What the forms of dashboards do.

use entente_kernel::{FieldProblem, Id, Problem, Result, Text};
use entente_measures::dashboards::{self, Move, Outline, Sharing};
use entente_measures::{Chart, Measure, TileSpec, unfit};
use entente_record::{Choice, open_groups};

use crate::ask::inside;
use crate::cx::Act;
use crate::reply::{Reply, Toast};

fn title(act: &Act<'_, '_>) -> Text {
    Text::new(act.ask.fields.one("title_en"), act.ask.fields.one("title_zh"))
}

fn to(id: Id, rest: &str) -> Reply {
    Reply::see(format!("/dashboards/{id}{rest}"))
}

/// A new personal dashboard; on to its tiles.
pub(super) fn create(act: &mut Act<'_, '_>) -> Result<Reply> {
    let outline = Outline::personal(title(act));
    let id = dashboards::create(act.tx, &act.actor, &outline, &[])?;
    Ok(to(id, "/edit").toast("created", ""))
}

/// Title and sharing.
pub(super) fn edit(act: &mut Act<'_, '_>) -> Result<Reply> {
    let (id, seen) = (act.ask.id()?, act.ask.seen()?);
    let sharing = Sharing::from_word(act.ask.fields.one("sharing")).unwrap_or(Sharing::Personal);
    let known = |role: &&String| act.web.roles().iter().any(|r| r.id == role.as_str());
    let roles = act.ask.fields.all("roles").iter().filter(known).cloned().collect();
    dashboards::edit(act.tx, &act.actor, id, seen, &Outline { title: title(act), sharing, roles })?;
    Ok(to(id, "").toast("saved", ""))
}

/// One more tile, as the form describes it.
pub(super) fn add(act: &mut Act<'_, '_>) -> Result<Reply> {
    let id = act.ask.id()?;
    let spec = described(act)?;
    dashboards::add_tile(act.tx, &act.actor, id, &spec)?;
    Ok(to(id, "/edit#tiles").toast("tile-added", ""))
}

/// Reads the form of a tile. Errors: 422 beside the field that does not fit.
fn described(act: &mut Act<'_, '_>) -> Result<TileSpec> {
    let form = &act.ask.fields;
    let wrong = |field: &str| Problem::invalid(vec![FieldProblem::new(field, "choice")]);
    let name = form.one("measure");
    let measure: Measure =
        *act.web.measures().iter().find(|m| m.name == name).ok_or_else(|| wrong("measure"))?;
    let open = open_groups(act.tx, &act.actor, measure.kind, None)?;
    if !measure.is_open(&act.actor, &open) {
        return Err(wrong("measure"));
    }
    let chart = Chart::from_word(form.one("chart")).ok_or_else(|| wrong("chart"))?;
    let by: Vec<String> =
        ["by", "by2"].map(|f| form.one(f).to_owned()).into_iter().filter(|by| !by.is_empty()).collect();
    let mut slices = Vec::new();
    for dimension in measure.dimensions(&open) {
        let key = form.one(&format!("only.{}", dimension.name())).to_owned();
        if !key.is_empty() {
            slices.push((dimension.name(), Some(key).filter(|key| key != "~")));
        }
    }
    let spec = TileSpec { measure: name.to_owned(), chart, by, slices, wide: form.one("wide") == "yes" };
    let dimensions = spec.dimensions(&measure, &open).ok_or_else(|| wrong("by"))?;
    let unfit = unfit(chart, &dimensions);
    if unfit.is_empty() { Ok(spec) } else { Err(Problem::invalid(unfit)) }
}

/// Moves, widens, removes a tile or brings it back.
pub(super) fn tile(act: &mut Act<'_, '_>) -> Result<Reply> {
    let id = act.ask.id()?;
    let tile = Id::parse(act.ask.param("tile")).ok_or_else(Problem::not_found)?;
    let how = match act.ask.fields.one("do") {
        "up" => Move::Up,
        "down" => Move::Down,
        "wide" => Move::Wide,
        "narrow" => Move::Narrow,
        "remove" => {
            dashboards::remove_tile(act.tx, &act.actor, id, tile)?;
            let undo = Some(format!("/dashboards/{id}/tiles/{tile}"));
            let toast = Toast { key: "tile-removed".into(), what: String::new(), undo };
            return Ok(to(id, "/edit#tiles").toast_with(&toast));
        }
        // The undo button of the message sends nothing of its own.
        _ => {
            dashboards::restore_tile(act.tx, &act.actor, id, tile)?;
            return Ok(to(id, "/edit#tiles"));
        }
    };
    dashboards::move_tile(act.tx, &act.actor, id, tile, how)?;
    Ok(to(id, "/edit#tiles"))
}

/// A personal copy.
pub(super) fn duplicate(act: &mut Act<'_, '_>) -> Result<Reply> {
    let old = dashboards::visible(act.tx, &act.actor, act.ask.id()?)?;
    let copied = |text: Option<String>, lang| {
        text.map(|text| act.web.locales().of(lang).a("copy-of", "what", text)).unwrap_or_default()
    };
    let title = Text::new(
        copied(old.title.en, entente_kernel::Lang::En),
        copied(old.title.zh, entente_kernel::Lang::Zh),
    );
    let id = dashboards::duplicate(act.tx, &act.actor, old.id, title)?;
    Ok(to(id, "/edit").toast("created", ""))
}

/// Away with it, and how to get it back.
pub(super) fn trash(act: &mut Act<'_, '_>) -> Result<Reply> {
    let id = act.ask.id()?;
    let gone = dashboards::trash(act.tx, &act.actor, id)?;
    let undo = Some(format!("/dashboards/{id}/restore"));
    let what = gone.title.show(act.actor.lang).to_owned();
    Ok(Reply::see("/dashboards").toast_with(&Toast { key: "trashed".into(), what, undo }))
}

/// Back with it.
pub(super) fn restore(act: &mut Act<'_, '_>) -> Result<Reply> {
    let id = act.ask.id()?;
    dashboards::restore(act.tx, &act.actor, id)?;
    Ok(to(id, ""))
}

/// Which dashboard is the home page: a named one, an own copy of the standard one, or the standard one again.
pub(super) fn home(act: &mut Act<'_, '_>) -> Result<Reply> {
    let chosen = match act.ask.fields.one("what") {
        "standard" => None,
        "own" => Some(copy_of_standard(act)?),
        named => Some(Id::parse(named).ok_or_else(Problem::not_found)?),
    };
    dashboards::choose_home(act.tx, &act.actor, chosen)?;
    let back = match chosen {
        Some(id) if act.ask.fields.one("what") == "own" => format!("/dashboards/{id}/edit"),
        _ => inside("/").to_owned(),
    };
    Ok(Reply::see(back).toast("home-chosen", ""))
}

fn copy_of_standard(act: &mut Act<'_, '_>) -> Result<Id> {
    let mine = act.web.standard().iter().filter(|one| act.actor.has_any(one.roles));
    let tiles: Vec<TileSpec> = mine.map(|one| one.tile.clone()).collect();
    let [en, zh] = entente_kernel::Lang::ALL.map(|lang| act.web.locales().of(lang).m("dashboard-own"));
    dashboards::create(act.tx, &act.actor, &Outline::personal(Text::new(en, zh)), &tiles)
}
