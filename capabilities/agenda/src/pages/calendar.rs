//! Everything due in a month, as a grid and as a list.

use askama::Template;
use entente_access::{Action, Cond, feeds};
use entente_kernel::{Date, Problem, Result};
use entente_web::{Cx, DueRow, Page, Reply, T};

use super::{Row, shown};
use crate::Task;
use crate::month::Month;
use crate::whose::{self, Whose};

/// Entries shown in a day of the grid; the list has all of them.
const IN_A_DAY: usize = 4;

#[derive(Template)]
#[template(path = "calendar.html")]
struct Calendar<'a> {
    t: &'a T,
    csrf: String,
    heading: String,
    before: String,
    behind: String,
    today: String,
    choices: Vec<Choice>,
    weekdays: Vec<String>,
    weeks: Vec<Vec<Day>>,
    days: Vec<Listed>,
    feed: Option<String>,
    may_create: bool,
}

struct Choice {
    href: String,
    label: String,
    current: bool,
}

#[derive(Default)]
struct Day {
    date: String,
    number: i8,
    spoken: String,
    today: bool,
    rows: Vec<Row>,
    more: Option<String>,
}

struct Listed {
    date: String,
    spoken: String,
    rows: Vec<Row>,
}

/// The page.
pub(crate) fn page(cx: &mut Cx<'_>) -> Result<Reply> {
    let month = Month::parse(cx.ask.asked("month")).unwrap_or_else(|| Month::of(cx.today()));
    let whose = Whose::parse(cx.ask.asked("for"));
    let due = whose::due(cx.web, cx.reads, &cx.actor, whose, month.days())?;
    let live = match cx.actor.account {
        Some(account) => feeds::live(cx.reads, account)?,
        None => None,
    };
    let heading = named(&cx.t, month);
    let calendar = Calendar {
        t: &cx.t,
        csrf: cx.csrf(),
        heading: heading.clone(),
        before: address(month.before(), whose),
        behind: address(month.behind(), whose),
        today: format!("/calendar?{}", whose::kept(whose)),
        choices: choices(&cx.t, month, whose),
        weekdays: (1..=7).map(|n| cx.t.m(&format!("agenda-weekday-{n}"))).collect(),
        weeks: month
            .weeks()
            .iter()
            .map(|week| week.iter().map(|day| cell(cx, *day, &due)).collect())
            .collect(),
        days: listed(cx, &due),
        feed: live.map(|at| cx.t.moment(at)),
        may_create: (Task::KIND.rule)(&cx.actor, Action::Create).when != Cond::Nothing,
    };
    let body = calendar.render().map_err(Problem::internal)?;
    cx.page(&Page::new(heading, "/calendar"), &body)
}

fn address(month: Month, whose: Whose) -> String {
    format!("/calendar?month={}&{}", month.word(), whose::kept(whose))
}

fn named(t: &T, month: Month) -> String {
    let name = t.m(&format!("agenda-month-{}", month.first().month()));
    t.with("agenda-month", &[("month", name), ("year", month.first().year().to_string())])
}

fn choices(t: &T, month: Month, whose: Whose) -> Vec<Choice> {
    let one = |(choice, word): (Whose, &str)| Choice {
        href: address(month, choice),
        label: t.m(&format!("agenda-for-{word}")),
        current: choice == whose,
    };
    Whose::ALL.into_iter().map(one).collect()
}

fn cell(cx: &Cx<'_>, day: Option<Date>, due: &[DueRow]) -> Day {
    let Some(day) = day else { return Day::default() };
    let all: Vec<&DueRow> = due.iter().filter(|row| row.day == day).collect();
    let more = all.len().saturating_sub(IN_A_DAY);
    Day {
        date: day.to_string(),
        number: day.day(),
        spoken: cx.t.day(day),
        today: day == cx.today(),
        rows: all.iter().take(IN_A_DAY).map(|row| shown(cx, row)).collect(),
        more: (more > 0).then(|| cx.t.a("agenda-more", "n", more)),
    }
}

fn listed(cx: &Cx<'_>, due: &[DueRow]) -> Vec<Listed> {
    let of_a_day = |rows: &[DueRow]| {
        let day = rows.first()?.day;
        let rows = rows.iter().map(|row| shown(cx, row)).collect();
        Some(Listed { date: day.to_string(), spoken: cx.t.day(day), rows })
    };
    due.chunk_by(|a, b| a.day == b.day).filter_map(of_a_day).collect()
}
