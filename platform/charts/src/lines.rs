//! Lines over time: one small chart per series, one below the other, all on one scale.

use crate::parts::{fit, largest, linked, safe, svg, wide};
use crate::{Frame, Mark};

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// What it is a line of.
    pub label: String,
    /// One mark per tick.
    pub marks: Vec<Mark>,
}

/// Pixels of the plot, and of a series with its label.
const PLOT: i64 = 84;
const STEP: i64 = 116;

/// Lines over the ticks; the words of the first, the middle and the last tick stand below.
#[must_use]
pub fn lines(frame: &Frame<'_>, ticks: &[String], series: &[Series]) -> String {
    let most = largest(series.iter().flat_map(|s| &s.marks));
    let mut inside = String::new();
    let mut top = 0;
    for one in series {
        inside.push_str(&line(one, top, most, ticks.len()));
        top += STEP;
    }
    let last = ticks.len().saturating_sub(1);
    let places = [(0, "0", "start"), (last / 2, "50%", "middle"), (last, "100%", "end")];
    for (at, left, anchor) in places.into_iter().filter(|(at, _, a)| last > 1 || *at == 0 && *a == "start") {
        let word = ticks.get(at).map_or("", String::as_str);
        inside += &format!(
            "<text class=\"c-tick\" x=\"{left}\" y=\"{}\" text-anchor=\"{anchor}\" font-size=\"12\">{}</text>",
            top + 8,
            safe(word)
        );
    }
    svg(frame, "lines", &wide(usize::try_from(top + 16).unwrap_or(0)), &inside)
}

fn line(series: &Series, top: i64, most: i64, ticks: usize) -> String {
    let last = series.marks.last().map_or("", |mark| mark.shown.as_str());
    let foot = top + 22 + PLOT;
    let mut out = format!(
        "<text x=\"0\" y=\"{0}\">{1}</text><text class=\"c-n\" x=\"100%\" y=\"{0}\" text-anchor=\"end\">{2}</text>\
         <line class=\"c-axis\" x1=\"0\" y1=\"{foot}\" x2=\"100%\" y2=\"{foot}\"/>",
        top + 14,
        safe(&fit(&series.label, 38)),
        safe(last)
    );
    let height = |mark: &Mark| {
        let up = i128::from(mark.amount.max(0)) * i128::from(PLOT - 6) / i128::from(most);
        foot - i64::try_from(up).unwrap_or(0)
    };
    for (at, pair) in series.marks.windows(2).enumerate() {
        let [from, to] = pair else { continue };
        out += &format!(
            "<line class=\"c-line\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
            middle(at, ticks),
            height(from),
            middle(at + 1, ticks),
            height(to)
        );
    }
    for (at, mark) in series.marks.iter().enumerate() {
        let column = format!(
            "<rect class=\"c-hit\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{PLOT}\"/>\
             <circle class=\"c-dot\" cx=\"{}\" cy=\"{}\" r=\"3.5\"/>",
            parts(2 * at, ticks),
            top + 22,
            parts(2, ticks),
            middle(at, ticks),
            height(mark)
        );
        out.push_str(&linked(mark, true, &column));
    }
    out
}

fn middle(at: usize, ticks: usize) -> String {
    parts(2 * at + 1, ticks)
}

/// So many half columns from the left, in percent.
fn parts(halves: usize, ticks: usize) -> String {
    let hundredths = halves * 5_000 / ticks.max(1);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}
