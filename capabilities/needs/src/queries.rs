//! Questions over many needs: the funnel, what is late, what is due.

use entente_access::{Action, Actor, Sql};
use entente_kernel::{Date, Id, Result};
use entente_record::{Filter, Order, Query, Record, list};
use entente_store::Reads;

use crate::{Engagement, Need};

/// The stages of the funnel, in order; then the two exits.
pub const STAGES: [&str; 9] = [
    "received",
    "triaged",
    "matching",
    "shortlisted",
    "introduced",
    "negotiation",
    "converted",
    "declined",
    "dormant",
];

/// Days without a change after which an open need counts as idle.
pub const IDLE: i64 = 30;

/// The states in which something is still to be done.
pub const OPEN: [&str; 6] = ["received", "triaged", "matching", "shortlisted", "introduced", "negotiation"];

/// Days of receipt, both included; open where `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Received {
    /// From this day on.
    pub from: Option<Date>,
    /// Up to this day.
    pub to: Option<Date>,
}

/// The needs that the actor may see, were received in the period, and reached the stage: by their steps as effective
/// up to now. Every need reaches `received`. Newest first.
pub fn reached(reads: &mut dyn Reads, actor: &Actor, stage: &str, received: Received) -> Result<Vec<Id>> {
    let mut sql = Sql::new("SELECT t.id FROM need t WHERE t.deleted_at IS NULL AND ");
    sql.cond(&(Need::KIND.rule)(actor, Action::See).when, "t");
    period(&mut sql, received);
    if stage != "received" {
        sql.push(
            " AND EXISTS (SELECT 1 FROM step_log s WHERE s.record = t.id AND s.kind = 'need' AND s.to_state = ",
        );
        sql.bind(stage).push(")");
    }
    sql.push(" ORDER BY t.created_at DESC, t.id");
    reads.query(&sql.text, &sql.params)?.iter().map(|row| row.get(0)).collect()
}

/// How many needs of the period reached each stage: [`reached`], counted in one statement.
pub fn funnel(reads: &mut dyn Reads, actor: &Actor, received: Received) -> Result<Vec<(&'static str, i64)>> {
    let mut sql = Sql::new(
        "SELECT s.to_state, CAST(count(DISTINCT t.id) AS BIGINT) FROM need t
         JOIN step_log s ON s.record = t.id AND s.kind = 'need' WHERE t.deleted_at IS NULL AND ",
    );
    sql.cond(&(Need::KIND.rule)(actor, Action::See).when, "t");
    period(&mut sql, received);
    sql.push(" GROUP BY s.to_state");
    let mut counts: Vec<(String, i64)> = Vec::new();
    for row in reads.query(&sql.text, &sql.params)? {
        counts.push((row.get(0)?, row.get(1)?));
    }
    let all = i64::try_from(reached(reads, actor, "received", received)?.len()).unwrap_or(i64::MAX);
    let of = |stage: &str| counts.iter().find(|(word, _)| word == stage).map_or(0, |(_, n)| *n);
    Ok(STAGES.into_iter().map(|s| (s, if s == "received" { all } else { of(s) })).collect())
}

/// The day of receipt is the first day for which the need is held to be so now.
const RECEIVED: &str =
    "(SELECT MIN(h.effective_from) FROM need_history h WHERE h.id = t.id AND h.recorded_to IS NULL)";

fn period(sql: &mut Sql, received: Received) {
    for (bound, operator) in [(received.from, ">="), (received.to, "<=")] {
        if let Some(day) = bound {
            sql.push(&format!(" AND {RECEIVED} {operator} ")).bind(day);
        }
    }
}

/// What is behind: each with the condition that its list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    /// Longer in its state than the target allows.
    Late,
    /// Nothing has changed for [`IDLE`] days.
    Idle,
    /// The next action was due before today.
    Overdue,
}

impl Behind {
    /// All, with the words of their addresses.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Late, "late"), (Self::Idle, "idle"), (Self::Overdue, "overdue")];
}

/// Open needs that are behind, longest in their state first.
pub fn behind(reads: &mut dyn Reads, actor: &Actor, what: Behind) -> Result<Vec<Id>> {
    let today = reads.today();
    let mut sql = Sql::new("SELECT t.id FROM need t WHERE t.deleted_at IS NULL AND ");
    sql.cond(&(Need::KIND.rule)(actor, Action::See).when, "t").push(" AND (");
    match what {
        Behind::Late => late(&mut sql, today),
        Behind::Idle => {
            open(&mut sql);
            sql.push(" AND t.changed_at < ").bind(reads.now().plus_seconds(-IDLE * 86_400));
        }
        Behind::Overdue => {
            open(&mut sql);
            sql.push(" AND t.next_due < ").bind(today);
        }
    }
    sql.push(") ORDER BY t.state_since, t.id");
    reads.query(&sql.text, &sql.params)?.iter().map(|row| row.get(0)).collect()
}

fn open(sql: &mut Sql) {
    sql.among("t.state", OPEN.iter().copied());
}

/// Each state with its own target.
fn late(sql: &mut Sql, today: Date) {
    let states = Need::KIND.states.map_or(&[][..], |s| s.all);
    let mut first = true;
    for state in states.iter().filter(|s| s.target_days > 0 && OPEN.contains(&s.word)) {
        let target = days_before(today, state.target_days);
        sql.push(if first { "(t.state = " } else { " OR (t.state = " }).bind(state.word);
        sql.push(" AND t.state_since < ").bind(target).push(")");
        first = false;
    }
    if first {
        sql.push("1 = 0");
    }
}

/// The day so many days before.
pub(crate) fn days_before(today: Date, days: u32) -> Date {
    let mut day = today;
    for _ in 0..days {
        day = day.yesterday().unwrap_or(day);
    }
    day
}

/// Open needs with a next action, soonest first.
pub fn due(reads: &mut dyn Reads, actor: &Actor, most: usize) -> Result<Vec<Record>> {
    let mut query = Query::new(actor.lang);
    query.filters = vec![
        Filter::State(OPEN.map(str::to_owned).to_vec()),
        Filter::From("next_due", Date::constant(2000, 1, 1).into()),
    ];
    query.order = Order { by: "next_due", descending: false };
    query.limit = most;
    Ok(list(reads, actor, Need::KIND, &query)?.records)
}

/// The needs of the actor's own organisations, newest first.
pub fn own(reads: &mut dyn Reads, actor: &Actor, most: usize) -> Result<Vec<Record>> {
    let mut query = Query::new(actor.lang);
    query.order = Order { by: "created_at", descending: true };
    query.limit = most;
    Ok(list(reads, actor, Need::KIND, &query)?.records)
}

/// The engagements that the actor may see with this need, oldest first.
pub fn engagements(reads: &mut dyn Reads, actor: &Actor, need: Id) -> Result<Vec<Record>> {
    let mut query = Query::new(actor.lang);
    query.filters = vec![Filter::Is("need", need.into())];
    query.order = Order { by: "created_at", descending: false };
    query.limit = 200;
    Ok(list(reads, actor, Engagement::KIND, &query)?.records)
}

/// The engagements of the actor's own person that are not over, newest first.
pub fn asked_of(reads: &mut dyn Reads, actor: &Actor, most: usize) -> Result<Vec<Record>> {
    let mut query = Query::new(actor.lang);
    let open = ["invited", "accepted", "working"].map(str::to_owned).to_vec();
    query.filters = vec![Filter::State(open)];
    query.order = Order { by: "created_at", descending: true };
    query.limit = most;
    Ok(list(reads, actor, Engagement::KIND, &query)?.records)
}
