//! Yearly reports.

use entente_kernel::{Date, FieldProblem, Text};
use entente_record::{Choice, Datum, Meta, Record};

use crate::asked;

/// How the figures of a block are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum BlockForm {
    /// Bars, with their table.
    Chart,
    /// A table alone.
    Table,
}

/// A year's report: texts and measures, counted once.
#[derive(Debug, Clone, Record)]
#[record(
    kind = "report",
    prefix = "RPT",
    path = "reports",
    rule = crate::access::report,
    states = crate::steps::REPORT,
    check = check
)]
pub struct Report {
    /// Id, version, reference number and the like.
    #[meta]
    pub meta: Meta,
    /// What it is called.
    #[field(required, listed, order, max = 200, search = 5)]
    pub title: Text,
    /// The year it is about.
    #[field(required, listed, filter, order)]
    pub year: i64,
    /// The day for which it counts; its end is meant.
    #[field(required, listed, filter, order)]
    pub as_of: Date,
    /// What was known at the end of this day counts; when empty, what is known at publication.
    #[field(filter)]
    pub known_on: Option<Date>,
    /// What goes before the blocks.
    #[field(prose, max = 5000, search = 1)]
    pub summary: Text,
    /// When it was published.
    #[field(fixed, listed, filter, order)]
    pub published_on: Option<Date>,
    /// Its parts, in order.
    #[rows(table = "report_block")]
    pub blocks: Vec<ReportBlock>,
}

/// A part of a report.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[part]
pub struct ReportBlock {
    /// Its heading.
    #[field(required, max = 200)]
    pub heading: Text,
    /// Its text.
    #[field(prose, max = 5000)]
    pub text: Text,
    /// The measure, by its key; none for text alone.
    #[field(offered = "measure", max = 100)]
    pub measure: String,
    /// By what it is told apart.
    #[field(offered = "dimension", max = 100)]
    pub dimension: String,
    /// How it is shown.
    pub form: Option<BlockForm>,
    /// What it is narrowed to, as the measure's address writes it.
    #[field(max = 500)]
    pub narrowed: String,
}

/// Years of four digits, and blocks that ask for what there is.
fn check(record: &Record) -> Vec<FieldProblem> {
    let mut wrong = Vec::new();
    if let Datum::Int(year) = record.value(Report::KIND, "year")
        && !(1900..=2200).contains(year)
    {
        wrong.push(FieldProblem::new("year", "report-year"));
    }
    let line = |datum: Option<&Datum>| match datum {
        Some(Datum::Line(line)) => line.clone(),
        _ => String::new(),
    };
    for (at, row) in record.children.first().into_iter().flatten().enumerate() {
        let [measure, dimension, narrowed] = [2, 3, 5].map(|column| line(row.get(column)));
        let mut fields = asked::wrong(&measure, &dimension, &narrowed);
        // What was published may name a measure that there was.
        if fields.is_empty() && record.meta.state == "draft" {
            fields = asked::unknown(&measure, &dimension, &narrowed);
        }
        for (field, code) in fields {
            wrong.push(FieldProblem::new(format!("blocks.{at}.{field}"), code));
        }
    }
    wrong
}
