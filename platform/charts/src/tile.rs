//! One number, large, with what changed.

use crate::parts::{linked, safe, svg, wide};
use crate::{Frame, Mark};

/// What changed since another day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The number of then, with its rows.
    pub then: Mark,
    /// The words, e.g. `+12 since 1 January 2026`.
    pub words: String,
}

/// The number; below it the change, which leads to the rows of then.
#[must_use]
pub fn tile(frame: &Frame<'_>, mark: &Mark, change: Option<&Change>) -> String {
    let big = format!("<text class=\"c-big\" x=\"0\" y=\"36\" font-size=\"34\">{}</text>", safe(&mark.shown));
    let mut inside = linked(mark, true, &big);
    if let Some(change) = change {
        let words = format!(
            "<text class=\"c-change\" x=\"0\" y=\"60\" font-size=\"12\">{}</text>",
            safe(&change.words)
        );
        inside.push_str(&linked(&change.then, true, &words));
    }
    svg(frame, "tile", &wide(if change.is_some() { 70 } else { 46 }), &inside)
}
