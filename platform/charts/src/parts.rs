//! What all charts are made of.

/// What a chart says of itself to those who do not see it.
#[derive(Debug, Clone)]
pub struct Frame<'a> {
    /// Unique on the page; begins the ids of title and description.
    pub id: &'a str,
    /// What is shown.
    pub title: &'a str,
    /// What it shows at a glance, in a sentence.
    pub desc: &'a str,
}

/// One number of a chart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mark {
    /// What it is a number of.
    pub label: String,
    /// Its size; below zero is drawn as zero.
    pub amount: i64,
    /// The number as the chart writes it.
    pub shown: String,
    /// The number in full, with its unit.
    pub said: String,
    /// The rows behind it.
    pub href: Option<String>,
}

/// Escapes text for HTML and SVG, inside and outside of attributes.
pub(crate) fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// The whole drawing: a group and no image, because the marks in it can be reached.
pub(crate) fn svg(frame: &Frame<'_>, kind: &str, size: &str, inside: &str) -> String {
    let (id, title, desc) = (safe(frame.id), safe(frame.title), safe(frame.desc));
    format!(
        "<svg class=\"chart c-{kind}\" {size} role=\"group\" aria-labelledby=\"{id}-t {id}-d\" font-size=\"13\">\
         <title id=\"{id}-t\">{title}</title><desc id=\"{id}-d\">{desc}</desc>{inside}</svg>"
    )
}

/// The attributes of a drawing that is as wide as its place and so many pixels high.
pub(crate) fn wide(height: usize) -> String {
    format!("width=\"100%\" height=\"{height}\"")
}

/// The mark's shapes as a link to its rows, with its words for those who hear it and those who point at it.
pub(crate) fn linked(mark: &Mark, tabbed: bool, shapes: &str) -> String {
    let words = safe(&format!("{}: {}", mark.label, mark.said));
    let inside = format!("<title>{words}</title>{shapes}");
    match &mark.href {
        Some(href) => {
            let tab = if tabbed { "" } else { " tabindex=\"-1\"" };
            format!("<a class=\"c-mark\" href=\"{}\"{tab}>{inside}</a>", safe(href))
        }
        None => format!("<g class=\"c-mark\">{inside}</g>"),
    }
}

/// `part` of `whole` in percent with two decimals.
pub(crate) fn percent(part: i64, whole: i64) -> String {
    let hundredths = i128::from(part.max(0)) * 10_000 / i128::from(whole.max(1));
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// The largest amount, at least 1.
pub(crate) fn largest<'m>(marks: impl IntoIterator<Item = &'m Mark>) -> i64 {
    marks.into_iter().map(|mark| mark.amount).max().unwrap_or(0).max(1)
}

/// The text cut to a width, in units of a Latin letter; a Chinese character takes two.
pub(crate) fn fit(text: &str, width: usize) -> String {
    let size = |char: char| if char >= '\u{2e80}' { 2 } else { 1 };
    if text.chars().map(size).sum::<usize>() <= width {
        return text.to_owned();
    }
    let mut left = width.saturating_sub(1);
    let kept: String = text
        .chars()
        .take_while(|char| {
            let fits = size(*char) <= left;
            left = left.saturating_sub(size(*char));
            fits
        })
        .collect();
    format!("{}…", kept.trim_end())
}

/// How dark a cell is: 0 for nothing, then 1 to 5.
pub(crate) fn shade(amount: i64, most: i64) -> i64 {
    if amount <= 0 {
        return 0;
    }
    let fifths = i128::from(amount) * 5 / i128::from(most.max(1));
    1 + i64::try_from(fifths.min(4)).unwrap_or(4)
}
