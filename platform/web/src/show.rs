//! Values of fields as HTML, for people.

use std::collections::BTreeMap;

use askama::filters::{Html, escape};
use entente_access::Actor;
use entente_kernel::{Id, Result, Text};
use entente_record::{ANY, Datum, Field, Record, Registry, Shape, link_titles};
use entente_store::Reads;

use crate::country;
use crate::locale::T;
use crate::offered;

/// The names of linked records that the reader may see, by id.
pub(crate) type Titles = BTreeMap<Id, Text>;

/// Fetches the names of every record that these values link to.
pub(crate) fn titles<'d>(
    reads: &mut dyn Reads,
    registry: &Registry,
    actor: &Actor,
    values: impl Iterator<Item = (&'static Field, &'d Datum)>,
) -> Result<Titles> {
    let mut wanted: BTreeMap<&'static str, Vec<Id>> = BTreeMap::new();
    for (field, datum) in values {
        if let (Shape::Link(kind), Datum::Link(id)) = (field.shape, datum) {
            wanted.entry(kind).or_default().push(*id);
        }
    }
    let mut titles = Titles::new();
    for (name, mut ids) in wanted {
        ids.sort_unstable();
        ids.dedup();
        if name == ANY {
            for kind in registry.kinds() {
                titles.extend(link_titles(reads, actor, kind, &ids)?);
            }
        } else if let Some(kind) = registry.kind(name) {
            titles.extend(link_titles(reads, actor, kind, &ids)?);
        }
    }
    Ok(titles)
}

/// A record's fields with their values.
pub(crate) fn values<'r>(
    fields: &'static [Field],
    record: &'r Record,
) -> impl Iterator<Item = (&'static Field, &'r Datum)> {
    fields.iter().zip(&record.values)
}

/// Escapes text for HTML.
#[must_use]
pub fn safe(text: &str) -> String {
    escape(text, Html).map_or_else(|_| String::new(), |escaped| escaped.to_string())
}

/// Text with the language's mark where it is not the reader's.
#[must_use]
pub fn text(t: &T, text: &Text) -> String {
    match t.text(text) {
        (words, None) => safe(words),
        (words, Some(tag)) => format!("<span lang=\"{tag}\">{}</span>", safe(words)),
    }
}

/// Markdown as HTML: no raw HTML, no scripts, links without referrer.
#[must_use]
pub fn prose(markdown: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    options.render.hardbreaks = true;
    ammonia::Builder::default()
        .link_rel(Some("noopener noreferrer nofollow"))
        .rm_tags(["h1", "img"])
        .clean(&comrak::markdown_to_html(markdown, &options))
        .to_string()
}

/// The value of a field; links lead to their records. Several lines are Markdown.
#[must_use]
pub(crate) fn html(t: &T, registry: &Registry, field: &Field, datum: &Datum, titles: &Titles) -> String {
    match (field.shape, datum) {
        (_, Datum::Empty) => String::new(),
        (Shape::BilingualProse, Datum::Text(both)) => match t.text(both) {
            (words, None) => prose(words),
            (words, Some(tag)) => format!("<div lang=\"{tag}\">{}</div>", prose(words)),
        },
        (Shape::Prose, Datum::Line(line)) => prose(line),
        (Shape::Link(kind), Datum::Link(id)) => link(t, registry, kind, *id, titles),
        (Shape::Url, Datum::Line(url)) if url.starts_with("https://") || url.starts_with("http://") => {
            let shown =
                url.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
            format!("<a href=\"{}\" rel=\"noopener noreferrer\">{}</a>", safe(url), safe(shown))
        }
        (Shape::Email, Datum::Line(mail)) => format!("<a href=\"mailto:{0}\">{0}</a>", safe(mail)),
        (Shape::Choices(name, _), Datum::Words(words)) => {
            let pill = |word: &String| {
                format!("<span class=\"tag\">{}</span>", safe(&t.m(&format!("{name}-{word}"))))
            };
            words.iter().map(pill).collect::<Vec<_>>().join(" ")
        }
        (_, datum) => match datum {
            Datum::Text(both) => text(t, both),
            datum => safe(&plain(t, field, datum)),
        },
    }
}

fn link(t: &T, registry: &Registry, kind: &str, id: Id, titles: &Titles) -> String {
    match (titles.get(&id), registry.kind(kind)) {
        // The page of records finds out of which kind this one is.
        (Some(title), None) if kind == ANY => {
            let title = if title.is_empty() { safe(&t.m("record")) } else { text(t, title) };
            format!("<a href=\"/records/{id}\">{title}</a>")
        }
        (Some(title), Some(kind)) => {
            let title = if title.is_empty() { safe(&t.m(kind.name)) } else { text(t, title) };
            format!("<a href=\"/{}/{id}\">{title}</a>", kind.path)
        }
        _ => format!("<span class=\"muted\">{}</span>", safe(&t.m("not-for-you"))),
    }
}

/// The value as plain text, in both wordings where there are two, for comparisons.
#[must_use]
pub(crate) fn both(t: &T, field: &Field, datum: &Datum) -> String {
    match datum {
        Datum::Text(Text { en: Some(en), zh: Some(zh) }) => format!("{en} / {zh}"),
        datum => plain(t, field, datum),
    }
}

/// The value in one line of plain text, in the reader's language.
#[must_use]
pub(crate) fn plain(t: &T, field: &Field, datum: &Datum) -> String {
    match (field.shape, datum) {
        (_, Datum::Empty) => String::new(),
        (Shape::Choice(name, _), Datum::Line(word)) => t.m(&format!("{name}-{word}")),
        (Shape::Choices(name, _), Datum::Words(words)) => {
            words.iter().map(|w| t.m(&format!("{name}-{w}"))).collect::<Vec<_>>().join(", ")
        }
        (Shape::Country, Datum::Line(code)) => country::name(code, t.lang),
        (Shape::Office, Datum::Line(id)) => t.office(id),
        (Shape::Offered(list), Datum::Line(word)) => offered::said(t, list, word, ""),
        (_, Datum::Text(both)) => t.text(both).0.to_owned(),
        (_, Datum::Int(number)) => number.to_string(),
        (_, Datum::Flag(yes)) => t.m(if *yes { "yes" } else { "no" }),
        (_, Datum::Date(day)) => t.day(*day),
        (_, Datum::Money(money)) => t.money(*money),
        (_, datum) => datum.plain().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_never_carries_markup_of_its_own() {
        let html = prose("a <script>alert(1)</script> [x](javascript:alert(1)) **b** <img src=x onerror=y>");
        assert!(html.contains("<strong>b</strong>"), "{html}");
        assert!(!html.contains("script") && !html.contains("onerror"), "{html}");
    }
}
