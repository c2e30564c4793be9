//! Two dimensions at once: a cell per pair, shaded, with its number.

use crate::parts::{fit, largest, linked, safe, shade, svg, wide};
use crate::{Frame, Mark};

/// Pixels of a row.
const ROW: usize = 30;

/// Percent of the width that the labels of rows take, in hundredths.
const LABELS: usize = 3_400;

/// Rows of cells, each with one mark per column.
#[must_use]
pub fn matrix(frame: &Frame<'_>, columns: &[String], rows: &[(String, Vec<Mark>)]) -> String {
    // Headings stand upright, as high as the longest of them.
    let letters = |text: &String| text.chars().map(|c| if c >= '\u{2e80}' { 2 } else { 1 }).sum::<usize>();
    let head = 16 + 7 * columns.iter().map(letters).max().unwrap_or(0).min(17);
    let most = largest(rows.iter().flat_map(|(_, marks)| marks));
    let step = (10_000 - LABELS) / columns.len().max(1);
    let left = |at: usize| hundredths(LABELS + at * step);
    let mut inside = String::new();
    for (at, column) in columns.iter().enumerate() {
        inside += &format!(
            "<svg x=\"{}\" y=\"0\" overflow=\"visible\"><text transform=\"translate(4 {}) rotate(-90)\" font-size=\"12\">{}</text></svg>",
            hundredths(LABELS + at * step + step / 2),
            head - 6,
            safe(&fit(column, 17))
        );
    }
    for (row, (label, marks)) in rows.iter().enumerate() {
        let top = head + row * ROW;
        inside +=
            &format!("<text x=\"0\" y=\"{}\" font-size=\"12\">{}</text>", top + 19, safe(&fit(label, 15)));
        for (at, mark) in marks.iter().enumerate() {
            let dark = shade(mark.amount, most);
            let shapes = format!(
                "<rect class=\"c-heat{dark}\" x=\"{}\" y=\"{top}\" width=\"{}\" height=\"{}\" rx=\"2\"/>\
                 <text class=\"c-on{dark}\" x=\"{}\" y=\"{}\" text-anchor=\"middle\" font-size=\"12\">{}</text>",
                left(at),
                hundredths(step - 30),
                ROW - 3,
                hundredths(LABELS + at * step + step / 2),
                top + 18,
                safe(&mark.shown)
            );
            // An empty cell is no link: there are no rows to open.
            let mark = Mark { href: mark.href.clone().filter(|_| mark.amount > 0), ..mark.clone() };
            inside.push_str(&linked(&mark, true, &shapes));
        }
    }
    svg(frame, "matrix", &wide(head + rows.len() * ROW), &inside)
}

fn hundredths(of: usize) -> String {
    format!("{}.{:02}%", of / 100, of % 100)
}
