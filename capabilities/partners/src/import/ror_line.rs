//! One organisation as ROR writes it: schema 2.1, or the simpler JSON lines.

use entente_kernel::{Text, fold};
use entente_record::{Datum, Draft};
use serde_json::Value as Json;

use crate::Organisation;

/// Longest name kept; the registry has none longer, a broken file might.
const LONGEST: usize = 500;

/// A name as its source gives it.
struct Named {
    value: String,
    language: Option<String>,
    sorts: Vec<String>,
}

/// What one line says. Errors: which part is missing or wrong, for the row report.
pub(super) fn read(json: &Json) -> Result<(String, Draft), &'static str> {
    let id = text(json, "id").ok_or("no id")?;
    let ror = id.rsplit('/').next().unwrap_or(id).to_owned();
    if !entente_kernel::check::is_ror(&ror) {
        return Err("the id is not a ROR id");
    }
    let names = names(json).ok_or("no names")?;
    let kind = Organisation::KIND;
    let name = shown_name(json, &names);
    if name.is_empty() {
        return Err("no name");
    }
    let place = Place::of(json);
    let line = |s: Option<String>| s.filter(|s| !s.is_empty()).map_or(Datum::Empty, Datum::Line);
    let number = |n: Option<i64>| n.map_or(Datum::Empty, Datum::Int);
    let city = place.city.map_or(Datum::Empty, |city| Datum::Text(Text::en(city)));
    let region = place.region.map_or(Datum::Empty, |region| Datum::Text(Text::en(region)));
    let year = json.get("established").and_then(Json::as_i64).filter(|y| (500..=2200).contains(y));
    let mut draft = Draft::new(kind)
        .with(kind, "name", Datum::Text(name))
        .with(kind, "sort", Datum::Line(sort(json).into()))
        .with(kind, "status", Datum::Line(text(json, "status").unwrap_or("active").to_owned()))
        .with(kind, "domicile", line(place.country))
        .with(kind, "city", city)
        .with(kind, "region", region)
        .with(kind, "website", line(website(json)))
        .with(kind, "established", number(year))
        .with(kind, "latitude", number(place.latitude))
        .with(kind, "longitude", number(place.longitude))
        .with(kind, "ror", Datum::Line(ror.clone()))
        .with(kind, "source", Datum::Line("ROR".into()));
    draft.class = "public".into();
    draft.children = vec![name_rows(&names), relation_rows(json)];
    Ok((ror, draft))
}

fn text<'a>(json: &'a Json, key: &str) -> Option<&'a str> {
    json.get(key).and_then(Json::as_str)
}

/// Schema 2.1 has objects, the JSON lines have `[value, language, [sorts]]`.
fn names(json: &Json) -> Option<Vec<Named>> {
    let words = |list: Option<&Json>| -> Vec<String> {
        let list = list.and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
        list.iter().filter_map(|w| w.as_str().map(str::to_owned)).collect()
    };
    let names = json.get("names")?.as_array()?;
    let read = |name: &Json| {
        let part = |key: &str, at: usize| name.get(key).or_else(|| name.get(at));
        let value: String = part("value", 0)?.as_str()?.trim().chars().take(LONGEST).collect();
        let language = part("lang", 1).and_then(Json::as_str).map(str::to_owned);
        Some(Named { value, language, sorts: words(part("types", 2)) })
    };
    Some(names.iter().filter_map(read).filter(|n| !n.value.is_empty()).collect())
}

/// The registry's display name and its Chinese one, where there is one.
fn shown_name(json: &Json, names: &[Named]) -> Text {
    let is = |n: &&Named, sort: &str| n.sorts.iter().any(|s| s == sort);
    let display = names.iter().find(|n| is(n, "ror_display")).map(|n| n.value.clone());
    let display = display.or_else(|| text(json, "name").map(str::to_owned)).unwrap_or_default();
    let in_language = |tag: &str| {
        let mut ranked = names.iter().filter(|n| n.language.as_deref() == Some(tag) && !is(n, "acronym"));
        ranked.clone().find(|n| is(n, "label")).or_else(|| ranked.next()).map(|n| n.value.clone())
    };
    let chinese = in_language("zh").filter(|name| has_han(name));
    if has_han(&display) {
        Text::new(in_language("en").unwrap_or_default(), chinese.unwrap_or(display))
    } else {
        Text::new(display, chinese.unwrap_or_default())
    }
}

fn has_han(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

fn sort(json: &Json) -> &'static str {
    let types = json.get("types").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let has = |word: &str| types.iter().any(|t| t.as_str() == Some(word));
    let ranked = [
        ("education", "university"),
        ("healthcare", "hospital"),
        ("company", "enterprise"),
        ("government", "government"),
        ("facility", "institute"),
        ("nonprofit", "association"),
        ("funder", "foundation"),
    ];
    ranked.into_iter().find(|(word, _)| has(word)).map_or("other", |(_, sort)| sort)
}

/// Names that say more than the shown one, each once.
fn name_rows(names: &[Named]) -> Vec<Vec<Datum>> {
    let mut seen: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    for name in names {
        let key = fold(&name.value);
        if seen.contains(&key) {
            continue;
        }
        seen.push(key);
        let is = |sort: &str| name.sorts.iter().any(|s| s == sort);
        let sort = if is("acronym") {
            "acronym"
        } else if is("label") || is("ror_display") {
            "official"
        } else {
            "alias"
        };
        let language = name.language.clone().filter(|l| (2..=12).contains(&l.len()));
        rows.push(vec![
            Datum::Line(name.value.clone()),
            language.map_or(Datum::Empty, Datum::Line),
            Datum::Line(sort.into()),
            Datum::Empty,
            Datum::Empty,
        ]);
    }
    rows
}

/// Schema 2.1 has `relationships`, the JSON lines have `rel` with `[sort, id, label]`.
fn relation_rows(json: &Json) -> Vec<Vec<Datum>> {
    let list = json.get("relationships").or_else(|| json.get("rel")).and_then(Json::as_array);
    let mut rows = Vec::new();
    for relation in list.map_or(&[][..], Vec::as_slice) {
        let part =
            |key: &str, at: usize| relation.get(key).or_else(|| relation.get(at)).and_then(Json::as_str);
        let (Some(sort), Some(id)) = (part("type", 0), part("id", 1)) else { continue };
        let ror = id.rsplit('/').next().unwrap_or(id);
        let sorts = ["parent", "child", "related", "predecessor", "successor"];
        let (true, true) = (sorts.contains(&sort), entente_kernel::check::is_ror(ror)) else { continue };
        let label: String = part("label", 2).unwrap_or(ror).chars().take(LONGEST).collect();
        rows.push(vec![
            Datum::Line(sort.to_owned()),
            Datum::Line(label),
            Datum::Line(ror.to_owned()),
            Datum::Empty,
            Datum::Empty,
        ]);
    }
    rows
}

fn website(json: &Json) -> Option<String> {
    let links = json.get("links").and_then(Json::as_array);
    let listed = links.and_then(|all| all.iter().find(|l| text(l, "type") == Some("website")));
    let address = listed.and_then(|l| text(l, "value")).or_else(|| text(json, "website"))?.trim();
    let is_web = address.starts_with("http://") || address.starts_with("https://");
    (is_web && address.len() <= 500 && !address.contains(char::is_whitespace)).then(|| address.to_owned())
}

/// Where it sits.
#[derive(Default)]
struct Place {
    country: Option<String>,
    region: Option<String>,
    city: Option<String>,
    latitude: Option<i64>,
    longitude: Option<i64>,
}

impl Place {
    fn of(json: &Json) -> Self {
        let details = json.pointer("/locations/0/geonames_details");
        let string = |new: &str, old: &str| {
            let found = details.and_then(|d| text(d, new)).or_else(|| text(json, old));
            found.map(|s| s.chars().take(100).collect::<String>()).filter(|s| !s.is_empty())
        };
        let degrees = |key: &str| {
            let number = details.and_then(|d| d.get(key)).or_else(|| json.get(key))?;
            millionths(&number.to_string())
        };
        Self {
            country: string("country_code", "country").filter(|c| c.len() == 2),
            region: string("country_subdivision_name", "admin1"),
            city: string("name", "city"),
            latitude: degrees("lat"),
            longitude: degrees("lng"),
        }
    }
}

/// `-12.345` -> -12345000, read as digits so that nothing rounds.
fn millionths(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let part: String = part.chars().take(6).collect();
    format!("{whole}{part:0<6}").parse::<i64>().ok().map(|n| sign * n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_become_millionths_exactly() {
        assert_eq!(millionths("-12.345"), Some(-12_345_000));
        assert_eq!(millionths("7"), Some(7_000_000));
        assert_eq!(millionths("0.1234567"), Some(123_456));
        assert_eq!(millionths("null"), None);
    }

    #[test]
    fn a_chinese_display_name_is_not_shown_as_english() {
        let json = serde_json::json!({"id": "https://ror.org/03cve4549", "name": "江川大学", "types": ["education"],
            "names": [["江川大学", "zh", ["ror_display", "label"]], ["Jiangchuan University", "en", ["label"]]]});
        let (_, draft) = read(&json).unwrap();
        assert_eq!(draft.values[0], Datum::Text(Text::new("Jiangchuan University", "江川大学")));
        assert_eq!(draft.children[0].len(), 2);
    }
}
