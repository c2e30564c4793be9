//! Changing dashboards: each act checks that it is the actor's own, writes, and notes it in the audit chain.

use entente_access::Actor;
use entente_kernel::{Class, FieldProblem, Id, Problem, Result, Text};
use entente_record::Choice;
use entente_store::{Cell, Reads, Tx};

use super::queries::{own, tiles_of, visible};
use super::tiles::insert;
use super::{Dashboard, Sharing};
use crate::TileSpec;

/// Most characters of a title, per language.
const TITLE: usize = 120;

/// What a form says of a dashboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// What it is called.
    pub title: Text,
    /// Who else sees it.
    pub sharing: Sharing,
    /// The roles, where it is shared with some.
    pub roles: Vec<String>,
}

impl Outline {
    /// A personal one.
    #[must_use]
    pub fn personal(title: Text) -> Self {
        Self { title, sharing: Sharing::Personal, roles: Vec::new() }
    }

    /// Errors: 422 for a title that is missing or too long, and for no role where roles are meant.
    fn check(&self) -> Result<()> {
        let mut wrong = Vec::new();
        if self.title.is_empty() {
            wrong.push(FieldProblem::new("title_en", "required"));
        }
        for (field, side) in [("title_en", &self.title.en), ("title_zh", &self.title.zh)] {
            if side.as_ref().is_some_and(|text| text.chars().count() > TITLE) {
                wrong.push(FieldProblem::new(field, "too-long").with("max", TITLE));
            }
        }
        if self.sharing == Sharing::Roles && self.roles.is_empty() {
            wrong.push(FieldProblem::new("roles", "required"));
        }
        if wrong.is_empty() { Ok(()) } else { Err(Problem::invalid(wrong)) }
    }

    fn cells(&self) -> Vec<Cell> {
        let cell = |field: &str, new: Option<String>| Cell { field: field.into(), old: None, new };
        vec![
            cell("title_en", self.title.en.clone()),
            cell("title_zh", self.title.zh.clone()),
            cell("sharing", Some(self.sharing.word().to_owned())),
            cell("roles", Some(self.roles.join(" "))),
        ]
    }
}

/// Makes a dashboard of the actor with these tiles.
pub fn create(tx: &mut Tx<'_>, actor: &Actor, outline: &Outline, tiles: &[TileSpec]) -> Result<Id> {
    let owner = actor.account.ok_or_else(|| Problem::new(Class::Unauthenticated, "log-in-first"))?;
    outline.check()?;
    let (id, now) = (tx.new_id(), tx.now());
    tx.execute(
        "INSERT INTO dashboard (id, version, owner, title_en, title_zh, sharing, created_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            id.into(),
            1.into(),
            owner.into(),
            outline.title.en.clone().into(),
            outline.title.zh.clone().into(),
            outline.sharing.word().into(),
            now.into(),
            now.into(),
        ],
    )?;
    write_roles(tx, id, outline)?;
    tx.audit("dashboard", id, "create", &outline.cells())?;
    for spec in tiles {
        insert(tx, id, spec)?;
    }
    Ok(id)
}

/// Changes title and sharing of an own dashboard. Errors: 412 when it changed since `seen`.
pub fn edit(tx: &mut Tx<'_>, actor: &Actor, id: Id, seen: i64, outline: &Outline) -> Result<()> {
    let old = own(tx, actor, id)?;
    if old.version != seen {
        return Err(Problem::new(Class::Stale, "stale").with("version", old.version));
    }
    outline.check()?;
    tx.execute(
        "UPDATE dashboard SET title_en = $1, title_zh = $2, sharing = $3 WHERE id = $4",
        &[
            outline.title.en.clone().into(),
            outline.title.zh.clone().into(),
            outline.sharing.word().into(),
            id.into(),
        ],
    )?;
    write_roles(tx, id, outline)?;
    let before = Outline { title: old.title.clone(), sharing: old.sharing, roles: old.roles.clone() }.cells();
    let both = before.into_iter().zip(outline.cells());
    let changed: Vec<Cell> =
        both.filter(|(o, n)| o.new != n.new).map(|(o, n)| Cell { old: o.new, ..n }).collect();
    touched(tx, id, "edit", &changed)
}

fn write_roles(tx: &mut Tx<'_>, id: Id, outline: &Outline) -> Result<()> {
    tx.execute("DELETE FROM dashboard_role WHERE dashboard = $1", &[id.into()])?;
    for role in outline.roles.iter().filter(|_| outline.sharing == Sharing::Roles) {
        let sql = "INSERT INTO dashboard_role (dashboard, role) VALUES ($1, $2)";
        tx.execute(sql, &[id.into(), role.into()])?;
    }
    Ok(())
}

/// Counts a change and notes it.
pub(super) fn touched(tx: &mut Tx<'_>, id: Id, act: &str, cells: &[Cell]) -> Result<()> {
    let now = tx.now();
    let sql = "UPDATE dashboard SET version = version + 1, changed_at = $1 WHERE id = $2";
    tx.execute(sql, &[now.into(), id.into()])?;
    tx.audit("dashboard", id, act, cells)
}

/// A personal copy of a dashboard that the actor sees, with `title`.
pub fn duplicate(tx: &mut Tx<'_>, actor: &Actor, id: Id, title: Text) -> Result<Id> {
    let seen: Dashboard = visible(tx, actor, id)?;
    let tiles: Vec<TileSpec> = tiles_of(tx, seen.id)?.into_iter().map(|tile| tile.spec).collect();
    create(tx, actor, &Outline::personal(title), &tiles)
}

/// Deletes an own dashboard; [`restore`] brings it back.
pub fn trash(tx: &mut Tx<'_>, actor: &Actor, id: Id) -> Result<Dashboard> {
    let gone = own(tx, actor, id)?;
    let now = tx.now();
    tx.execute("UPDATE dashboard SET deleted_at = $1 WHERE id = $2", &[now.into(), id.into()])?;
    touched(tx, id, "trash", &[])?;
    Ok(gone)
}

/// Brings an own dashboard back.
pub fn restore(tx: &mut Tx<'_>, actor: &Actor, id: Id) -> Result<()> {
    own(tx, actor, id)?;
    tx.execute("UPDATE dashboard SET deleted_at = NULL WHERE id = $1", &[id.into()])?;
    touched(tx, id, "restore", &[])
}

/// Makes a dashboard that the actor sees the actor's home page; without one it is the standard one again.
pub fn choose_home(tx: &mut Tx<'_>, actor: &Actor, dashboard: Option<Id>) -> Result<()> {
    let account = actor.account.ok_or_else(Problem::not_found)?;
    tx.execute("DELETE FROM dashboard_home WHERE account = $1", &[account.into()])?;
    if let Some(id) = dashboard {
        visible(tx, actor, id)?;
        let sql = "INSERT INTO dashboard_home (account, dashboard) VALUES ($1, $2)";
        tx.execute(sql, &[account.into(), id.into()])?;
    }
    let new = dashboard.map(|id| id.to_string());
    tx.audit("account", account, "home", &[Cell { field: "home".into(), old: None, new }])
}
