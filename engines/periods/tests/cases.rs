//! The table of period cases: leap days, ends of months, short first years, renewals, re-joinings.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use entente_kernel::Date;
use entente_periods::{Break, Course, Fault, Standing, Term, Year, anniversary, first, following};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn term(since: &str, until: &str) -> Term {
    Term { since: day(since), until: day(until) }
}

#[test]
fn a_rolling_year_ends_the_day_before_its_anniversary() {
    for (start, until) in [
        ("2025-01-01", "2025-12-31"),
        ("2025-03-15", "2026-03-14"),
        ("2024-02-29", "2025-02-28"),
        ("2023-02-28", "2024-02-27"),
        ("2023-03-01", "2024-02-29"),
        ("2024-03-01", "2025-02-28"),
        ("2025-01-31", "2026-01-30"),
        ("2025-12-31", "2026-12-30"),
    ] {
        assert_eq!(first(Year::Rolling, day(start)), term(start, until), "{start}");
    }
}

#[test]
fn a_run_that_began_on_a_leap_day_comes_back_to_it() {
    let (anchor, mut start) = (day("2024-02-29"), day("2024-02-29"));
    let mut ends = Vec::new();
    for _ in 0..5 {
        let term = following(Year::Rolling, anchor, start);
        ends.push(term.until.to_string());
        start = term.until.tomorrow().unwrap();
    }
    assert_eq!(ends, ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-28", "2029-02-28"]);
    assert_eq!(anniversary(anchor, 1), day("2025-03-01"));
    assert_eq!(anniversary(anchor, 4), day("2028-02-29"));
}

#[test]
fn a_fixed_year_begins_for_everybody_on_one_day() {
    for ((month, from), start, until) in [
        ((1, 1), "2025-01-01", "2025-12-31"),
        ((1, 1), "2025-07-09", "2025-12-31"),
        ((1, 1), "2025-12-31", "2025-12-31"),
        ((9, 1), "2025-08-31", "2025-08-31"),
        ((9, 1), "2025-09-01", "2026-08-31"),
        ((2, 29), "2023-05-01", "2024-02-28"),
        ((2, 29), "2024-02-29", "2025-02-28"),
        ((2, 29), "2025-03-01", "2026-02-28"),
        ((4, 31), "2025-01-01", "2025-04-30"),
        ((12, 31), "2025-12-31", "2026-12-30"),
    ] {
        let year = Year::Fixed { month, day: from };
        assert_eq!(first(year, day(start)), term(start, until), "{month}-{from} {start}");
    }
}

#[test]
fn grace_lapse_renewal_and_re_joining() {
    let terms = [
        term("2022-01-01", "2022-12-31"),
        term("2023-01-15", "2023-12-31"),
        term("2025-06-01", "2026-05-31"),
    ];
    let course = Course { terms: &terms, grace: 60, breaks: &[], ends: &[] };
    for (at, standing) in [
        ("2021-12-31", Standing::NotYet),
        ("2022-01-01", Standing::Active),
        ("2023-01-14", Standing::Grace),
        ("2023-01-15", Standing::Active),
        ("2024-02-29", Standing::Grace),
        ("2024-03-01", Standing::Lapsed),
        ("2025-05-31", Standing::Lapsed),
        ("2025-06-01", Standing::Active),
        ("2026-07-30", Standing::Grace),
        ("2026-07-31", Standing::Lapsed),
    ] {
        assert_eq!(course.standing(day(at)), standing, "{at}");
    }
    assert_eq!(course.since(), Some(day("2022-01-01")), "re-joining keeps the first day");
    assert_eq!(course.run_since(), Some(day("2025-06-01")));
    assert_eq!(course.lasts_until(), Some(day("2026-07-30")));
    let renewed = Course { terms: &terms[..2], ..course };
    assert_eq!(renewed.run_since(), Some(day("2022-01-01")), "a renewal within the grace is the same run");
}

#[test]
fn what_rests_or_ends_is_no_member_until_it_goes_on() {
    let terms = [term("2024-01-01", "2024-12-31"), term("2025-03-01", "2026-02-28")];
    let breaks = [Break { from: day("2024-04-01"), to: Some(day("2024-06-01")) }];
    let course = Course { terms: &terms, grace: 90, breaks: &breaks, ends: &[day("2024-09-01")] };
    for (at, standing) in [
        ("2024-03-31", Standing::Active),
        ("2024-04-01", Standing::Suspended),
        ("2024-05-31", Standing::Suspended),
        ("2024-06-01", Standing::Active),
        ("2024-08-31", Standing::Active),
        ("2024-09-01", Standing::Ended),
        ("2025-02-28", Standing::Ended),
        ("2025-03-01", Standing::Active),
    ] {
        assert_eq!(course.standing(day(at)), standing, "{at}");
    }
    assert_eq!(course.run_since(), Some(day("2025-03-01")), "who left begins anew");
}

#[test]
fn terms_that_overlap_or_run_backwards_are_named() {
    let terms = [
        term("2024-01-01", "2024-12-31"),
        term("2024-12-31", "2025-06-30"),
        term("2025-09-01", "2025-08-31"),
    ];
    let course = Course { terms: &terms, grace: 0, breaks: &[], ends: &[] };
    assert_eq!(course.faults(), [Fault::Overlap(1), Fault::Order(2)]);
    assert_eq!(Course { terms: &[], ..course }.standing(day("2024-01-01")), Standing::NotYet);
}
