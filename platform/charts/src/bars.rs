//! Bars across: a label above its bar, the number at the end.

use crate::parts::{fit, largest, linked, percent, safe, svg, wide};
use crate::{Frame, Mark};

/// Pixels from one bar to the next.
const STEP: usize = 40;

/// One bar per mark, in the order given.
#[must_use]
pub fn bars(frame: &Frame<'_>, marks: &[Mark]) -> String {
    let most = largest(marks);
    let mut inside = String::new();
    for (at, mark) in marks.iter().enumerate() {
        let top = at * STEP;
        let shapes = format!(
            "{}<rect class=\"c-bar\" x=\"0\" y=\"{}\" width=\"{}\" height=\"12\" rx=\"3\"/>",
            head(&mark.label, &mark.shown, top),
            top + 20,
            percent(mark.amount, most)
        );
        inside.push_str(&linked(mark, true, &shapes));
    }
    svg(frame, "bars", &wide(marks.len() * STEP), &inside)
}

/// One bar per row, made of a piece per series; every row has a mark for every series, in their order. The number at
/// the end, already written, is the row's own.
#[must_use]
pub fn stacked(frame: &Frame<'_>, series: &[String], rows: &[(String, String, Vec<Mark>)]) -> String {
    let whole = |marks: &[Mark]| marks.iter().map(|m| m.amount.max(0)).sum::<i64>();
    let most = rows.iter().map(|(_, _, marks)| whole(marks)).max().unwrap_or(0).max(1);
    let mut inside = legend(series);
    let begin = series.len().div_ceil(2) * 20 + 8;
    for (at, (label, shown, marks)) in rows.iter().enumerate() {
        let top = begin + at * STEP;
        inside.push_str(&head(label, shown, top));
        let mut before = 0;
        for (colour, mark) in marks.iter().enumerate().filter(|(_, mark)| mark.amount > 0) {
            let piece = format!(
                "<rect class=\"c-s{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"12\"/>",
                colour % 10,
                percent(before, most),
                top + 20,
                percent(mark.amount, most)
            );
            inside.push_str(&linked(mark, true, &piece));
            before += mark.amount;
        }
    }
    svg(frame, "stacked", &wide(begin + rows.len() * STEP), &inside)
}

fn head(label: &str, shown: &str, top: usize) -> String {
    format!(
        "<rect class=\"c-track\" x=\"0\" y=\"{}\" width=\"100%\" height=\"12\" rx=\"3\"/>\
         <text x=\"0\" y=\"{1}\">{2}</text><text class=\"c-n\" x=\"100%\" y=\"{1}\" text-anchor=\"end\">{3}</text>",
        top + 20,
        top + 14,
        safe(&fit(label, 38)),
        safe(shown)
    )
}

fn legend(series: &[String]) -> String {
    let mut out = String::new();
    for (at, name) in series.iter().enumerate() {
        let (left, top) = (if at.is_multiple_of(2) { "0" } else { "50%" }, at / 2 * 20);
        out += &format!(
            "<svg x=\"{left}\" y=\"{top}\" overflow=\"visible\"><rect class=\"c-s{}\" width=\"11\" height=\"11\" y=\"3\" rx=\"2\"/>\
             <text x=\"17\" y=\"13\">{}</text></svg>",
            at % 10,
            safe(&fit(name, 20))
        );
    }
    out
}
