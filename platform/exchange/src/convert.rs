//! From what stands in a line to what a form would have sent.

use entente_access::Actor;
use entente_kernel::{Date, Result};
use entente_record::{Field, Fields, Kind, Registry, Shape};
use entente_store::Reads;

use crate::act::Means;
use crate::known::named;
use crate::mapping::{Mapping, Target};
use crate::run::Wrong;
use crate::vocabulary::Vocabulary;

/// What is at hand while a line is read.
pub(crate) struct Reader<'a> {
    pub(crate) registry: &'a Registry,
    pub(crate) actor: &'a Actor,
    /// The groups of fields that the actor writes.
    pub(crate) open: &'a [&'static str],
    pub(crate) mapping: &'a Mapping,
    pub(crate) targets: &'a [Target],
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) currency: &'a str,
    pub(crate) means: &'a Means,
}

impl Reader<'_> {
    /// Whether a line may say anything of this field.
    pub(crate) fn may(&self, field: &Field) -> bool {
        self.open.contains(&field.group) && !field.fixed
    }
}

/// A line as a form would have sent it.
pub(crate) struct Entered {
    pub(crate) fields: Fields,
    /// The record's number, where a column gives it.
    pub(crate) reference: String,
    pub(crate) wrong: Vec<Wrong>,
}

/// Reads a line; empty cells say nothing.
pub(crate) fn entered(reads: &mut dyn Reads, reader: &Reader<'_>, cells: &[String]) -> Result<Entered> {
    let mut entered = Entered { fields: Fields::default(), reference: String::new(), wrong: Vec::new() };
    for (cell, to) in cells.iter().zip(&reader.mapping.columns) {
        let Some(to) = to else { continue };
        let value = reader.mapping.read(to, cell.trim()).trim();
        if value.is_empty() {
            continue;
        }
        if to == crate::mapping::BY_REFERENCE {
            value.clone_into(&mut entered.reference);
            continue;
        }
        let Some(target) = reader.targets.iter().find(|t| t.name == *to) else { continue };
        match understood(reads, reader, target, value)? {
            Ok(values) => {
                for value in values {
                    entered.fields.push(target.name.clone(), value);
                }
                if let Some(part) = target.part {
                    entered.fields.set(&format!("{part}.sent"), "1");
                }
            }
            Err(code) => entered.wrong.push(Wrong {
                target: target.name.clone(),
                code: code.into(),
                value: value.to_owned(),
                args: Vec::new(),
            }),
        }
    }
    amounts_have_currencies(reader, &mut entered.fields);
    Ok(entered)
}

/// An amount without a column for its currency is one of the house's currency.
fn amounts_have_currencies(reader: &Reader<'_>, fields: &mut Fields) {
    for target in reader.targets.iter().filter(|t| t.aspect == "currency") {
        let amount = target.name.trim_end_matches("_currency");
        if fields.has(amount) && !fields.has(&target.name) {
            fields.set(&target.name, reader.currency);
        }
    }
}

type Understood = std::result::Result<Vec<String>, &'static str>;

fn understood(
    reads: &mut dyn Reads,
    reader: &Reader<'_>,
    target: &Target,
    value: &str,
) -> Result<Understood> {
    let word = |label: &str| reader.vocabulary.word(&target.name, label).map(str::to_owned);
    let one = |value: String| Ok(vec![value]);
    Ok(match target.field.shape {
        Shape::Choice(_, _) | Shape::Country | Shape::Office | Shape::Language => {
            word(value).map_or(Err("choice"), one)
        }
        // Others may do as well: the kind's own check knows.
        Shape::Offered(_) => one(word(value).unwrap_or_else(|| value.to_owned())),
        Shape::Choices(_, _) => {
            let parts =
                value.split(['|', ';', '；', '、', ',', '，', '/']).map(str::trim).filter(|p| !p.is_empty());
            parts.map(|part| word(part).ok_or("choice")).collect()
        }
        Shape::Flag => flag(value).map_or(Err("json-flag"), |yes| one(yes.to_string())),
        Shape::Date => date(value).map_or(Err("date"), |day| one(day.to_string())),
        Shape::Int => number(value).map_or(Err("number"), one),
        Shape::Money if target.aspect.is_empty() => number(value).map_or(Err("money-format"), one),
        Shape::Link(kind) => match linked(reads, reader, kind, value)? {
            Some(id) => one(id),
            None => Err("link-unknown"),
        },
        _ => one(value.to_owned()),
    })
}

fn linked(reads: &mut dyn Reads, reader: &Reader<'_>, kind: &str, text: &str) -> Result<Option<String>> {
    let Some(kind): Option<&'static Kind> = reader.registry.kind(kind) else { return Ok(None) };
    let found = match named(reads, reader.actor, kind, text)? {
        Some(id) => Some(id),
        None => (reader.means)(reads, reader.actor, kind, text)?,
    };
    Ok(found.map(|id| id.to_string()))
}

fn flag(value: &str) -> Option<bool> {
    match value.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" | "是" | "有" | "√" | "✓" => Some(true),
        "no" | "n" | "false" | "0" | "-" | "否" | "无" => Some(false),
        _ => None,
    }
}

/// Digits as people write them: full-width, grouped, in ten thousands (万) and hundred millions (亿).
fn number(value: &str) -> Option<String> {
    let plain: String = value
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '．' => '.',
            '－' | '−' => '-',
            other => other,
        })
        .filter(|c| !matches!(c, ',' | '，' | ' ' | '\u{a0}' | '\'' | '¥' | '￥' | '$' | '€' | '元'))
        .collect();
    let (digits, zeros) = match plain.chars().last() {
        Some('万') => (plain.trim_end_matches('万'), 4),
        Some('亿') => (plain.trim_end_matches('亿'), 8),
        _ => (plain.as_str(), 0),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let unsigned = whole.strip_prefix('-').unwrap_or(whole);
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if unsigned.is_empty() || !all_digits(unsigned) || !all_digits(decimals) {
        return None;
    }
    let moved: String = decimals.chars().chain(std::iter::repeat('0')).take(zeros).collect();
    let rest: String = decimals.chars().skip(zeros).collect();
    let rest = rest.trim_end_matches('0');
    Some(if rest.is_empty() { format!("{whole}{moved}") } else { format!("{whole}{moved}.{rest}") })
}

/// Days as people write them: `2024-03-01`, `2024/3/1`, `2024.3.1`, `2024年3月1日`, `1.3.2024`, with a time of midnight
/// after it. Forms in which day and month cannot be told apart are not read.
fn date(value: &str) -> Option<Date> {
    let day = value.split(['T', ' ']).next().unwrap_or(value);
    let parts: Vec<&str> =
        day.split(['-', '/', '.', '年', '月', '日']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let dotted = day.contains('.');
    let (year, month, day) = match (first.len(), third.len()) {
        (4, _) => (first, second, third),
        (1 | 2, 4) if dotted => (third, second, first),
        _ => return None,
    };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_days_are_read_as_people_write_them() {
        let read = |text| number(text).unwrap_or_default();
        assert_eq!(
            ["1,234", "１２", "3.5万", "-2", "1.2亿", "¥ 1 000.50", "0.00"].map(read),
            ["1234", "12", "35000", "-2", "120000000", "1000.5", "0"]
        );
        assert_eq!(["", "-", "1e5", "12a", "..", "一"].map(number), [None, None, None, None, None, None]);
        let day = |text| date(text).map(|d| d.to_string()).unwrap_or_default();
        for text in ["2024-03-01", "2024/3/1", "2024.3.1", "2024年3月1日", "1.3.2024", "2024-03-01 00:00:00"]
        {
            assert_eq!(day(text), "2024-03-01", "{text}");
        }
        assert_eq!(["3/1/2024", "2024-13-01", "2024", "soon", "2023-02-29"].map(date), [None; 5]);
    }
}
