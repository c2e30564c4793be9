//! Things due as an iCalendar (RFC 5545): one event for the whole day each.

use entente_kernel::{Instant, TimeZone};
use entente_web::{DueRow, T};

/// Most octets of a line, without its end.
const LINE: usize = 75;

/// The calendar of these rows, with links under `site`.
pub(crate) fn calendar(t: &T, site: &str, rows: &[DueRow]) -> String {
    let mut out = String::new();
    let mut line = |name: &str, value: &str| fold(&mut out, &format!("{name}:{value}"));
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//Entente//Calendar//EN");
    line("CALSCALE", "GREGORIAN");
    line("METHOD", "PUBLISH");
    line("X-WR-CALNAME", &escaped(&t.m("agenda-feed-name")));
    let host = site.split("://").nth(1).unwrap_or(site).trim_end_matches('/');
    for row in rows {
        let behind = row.day.tomorrow().unwrap_or(row.day);
        let about = row.about.show(t.lang);
        line("BEGIN", "VEVENT");
        line("UID", &format!("{}@{host}", row.uid));
        line("DTSTAMP", &stamp(row.changed_at));
        line("LAST-MODIFIED", &stamp(row.changed_at));
        line("SEQUENCE", &(row.version - 1).max(0).to_string());
        line("DTSTART;VALUE=DATE", &row.day.strftime("%Y%m%d").to_string());
        line("DTEND;VALUE=DATE", &behind.strftime("%Y%m%d").to_string());
        line("SUMMARY", &escaped(row.title.show(t.lang)));
        let kind = t.m(row.what);
        line("DESCRIPTION", &escaped(&if about.is_empty() { kind } else { format!("{kind}\n{about}") }));
        line("URL", &format!("{}{}", site.trim_end_matches('/'), row.href));
        line("TRANSP", "TRANSPARENT");
        line("END", "VEVENT");
    }
    line("END", "VCALENDAR");
    out
}

/// An instant as UTC.
fn stamp(at: Instant) -> String {
    at.zoned(&TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Text as values carry it.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for sign in text.chars().filter(|sign| *sign == '\n' || !sign.is_control()) {
        match sign {
            '\n' => out.push_str("\\n"),
            '\\' | ';' | ',' => out.extend(['\\', sign]),
            _ => out.push(sign),
        }
    }
    out
}

/// Appends a line, cut between characters wherever it would be longer than [`LINE`] octets.
fn fold(out: &mut String, line: &str) {
    let mut room = LINE;
    for sign in line.chars() {
        if sign.len_utf8() > room {
            out.push_str("\r\n ");
            room = LINE - 1;
        }
        room -= sign.len_utf8();
        out.push(sign);
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cut_between_characters_and_come_back_whole() {
        let long = format!("SUMMARY:{}", "企业需求对接会，abc ".repeat(30));
        let mut out = String::new();
        fold(&mut out, &long);
        assert!(out.split("\r\n").all(|line| line.len() <= LINE), "{out}");
        assert_eq!(out.replace("\r\n ", "").trim_end_matches("\r\n"), long);
    }

    #[test]
    fn signs_with_a_meaning_are_escaped_and_nobody_writes_lines_of_their_own() {
        assert_eq!(escaped("a,b;c\\d\ne\rf"), "a\\,b\\;c\\\\d\\nef");
        assert!(!escaped("x\r\nBEGIN:VALARM").contains('\n'));
    }
}
