//! What this room counts.

use entente_access::Audience;
use entente_measures::{Chart, Dimension, Measure, Moment, Standard, TileSpec, What};
use entente_record::Filter;
use jiff::ToSpan;

use crate::{Agreement, Registration, queries, ties};

const BY: &[Dimension] = &[
    Dimension::Field("sort"),
    Dimension::Field("country"),
    Dimension::Field("office"),
    Dimension::Field("fields"),
    Dimension::Year("since"),
    Dimension::Year("until"),
];

/// Signed, and the day lies in the term; a renewed one runs until its last day.
fn in_force(at: &Moment) -> Vec<Filter> {
    vec![
        Filter::State(vec!["in_force".into(), "renewed".into()]),
        Filter::Where("{t}.since IS NULL OR {t}.since <= {1}".into(), vec![at.day.into()]),
        Filter::Where("{t}.until IS NULL OR {t}.until >= {1}".into(), vec![at.day.into()]),
    ]
}

/// In force, and the term ends soon.
fn expiring(at: &Moment) -> Vec<Filter> {
    let soon = at.day.saturating_add(queries::EXPIRING.days());
    vec![
        Filter::State(vec!["in_force".into()]),
        Filter::Where("{t}.until >= {1} AND {t}.until <= {2}".into(), vec![at.day.into(), soon.into()]),
    ]
}

/// Signed once, the term is over, and nothing took its place.
fn expired(at: &Moment) -> Vec<Filter> {
    vec![Filter::State(vec!["in_force".into()]), Filter::Where("{t}.until < {1}".into(), vec![at.day.into()])]
}

/// In force, and for twelve months nobody wrote, brought or did anything about it. Looks at what is known today.
fn dormant(at: &Moment) -> Vec<Filter> {
    let day = at.day.saturating_sub(12.months());
    let from = entente_kernel::Instant::end_of(day, &entente_kernel::TimeZone::UTC);
    let still = |text: String| Filter::Where(text, vec![from.into()]);
    let mut filters = in_force(at);
    filters.extend([
        still("{t}.changed_at < {1}".into()),
        Filter::Where("{t}.since <= {1}".into(), vec![day.into()]),
        still("NOT EXISTS (SELECT 1 FROM note m WHERE m.record = {t}.id AND m.at >= {1})".into()),
        still(
            "NOT EXISTS (SELECT 1 FROM document d JOIN document_version v ON v.document = d.id
               WHERE d.record = {t}.id AND v.at >= {1})"
                .into(),
        ),
        still(
            "NOT EXISTS (SELECT 1 FROM agreement c WHERE c.parent = {t}.id AND c.changed_at >= {1})".into(),
        ),
        still(format!("NOT {}", ties::moved_since())),
    ]);
    filters
}

fn in_the_making(_: &Moment) -> Vec<Filter> {
    let words = ["drafting", "review", "negotiation", "agreed", "partly_signed"];
    vec![Filter::State(words.map(str::to_owned).to_vec())]
}

fn registered(_: &Moment) -> Vec<Filter> {
    vec![Filter::State(vec!["registered".into(), "changed".into()])]
}

/// The measures.
pub(crate) fn measures() -> Vec<Measure> {
    let inside = |name| Measure { audience: Audience::Internal, ..Measure::count(name, Agreement::KIND, BY) };
    let registrations = Measure {
        audience: Audience::Internal,
        filters: registered,
        ..Measure::count(
            "contracts-registered",
            Registration::KIND,
            &[Dimension::Field("contract"), Dimension::Field("register"), Dimension::Year("registered_on")],
        )
    };
    vec![
        Measure { filters: in_force, ..inside("agreements-in-force") },
        Measure { filters: expiring, ..inside("agreements-expiring") },
        Measure { filters: expired, ..inside("agreements-expired") },
        Measure { filters: dormant, ..inside("agreements-dormant") },
        Measure {
            filters: in_the_making,
            by: &[
                Dimension::State,
                Dimension::Field("sort"),
                Dimension::Field("office"),
                Dimension::Field("holder"),
            ],
            ..inside("agreements-in-the-making")
        },
        Measure { what: What::Sum("value"), filters: in_force, ..inside("agreements-value") },
        registrations,
        Measure { what: What::Sum("value"), name: "contracts-value", ..registrations },
        Measure { what: What::Sum("technology_value"), name: "contracts-technology-value", ..registrations },
    ]
}

/// What stands on home pages.
pub(crate) fn standard() -> Vec<Standard> {
    let overview: &[&str] = &["leadership", "auditor"];
    let offices: &[&str] = &["administrator", "office_manager", "officer"];
    let all: &[&str] = &["leadership", "auditor", "administrator", "office_manager", "officer"];
    let one = |roles, order, tile| Standard { roles, order, tile };
    vec![
        one(all, 15, TileSpec::new("agreements-in-force", Chart::Number, &[])),
        one(all, 16, TileSpec::new("agreements-expiring", Chart::Number, &[])),
        one(offices, 22, TileSpec::new("agreements-in-the-making", Chart::Bars, &["state"])),
        one(overview, 45, TileSpec::new("agreements-in-force", Chart::Bars, &["sort"])),
    ]
}
