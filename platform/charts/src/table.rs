//! The same in words: every chart has a table beside it.

use crate::parts::safe;

/// A cell of the table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// The rows behind it.
    pub href: Option<String>,
    /// True for a number.
    pub number: bool,
}

/// A table that opens on demand under `summary`; the first cell of a row is its heading.
#[must_use]
pub fn table(summary: &str, columns: &[String], rows: &[Vec<Cell>]) -> String {
    let heads: String = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let number = rows.first().and_then(|row| row.get(at)).is_some_and(|cell| cell.number);
            format!("<th scope=\"col\"{}>{}</th>", if number { " class=\"n\"" } else { "" }, safe(column))
        })
        .collect();
    let rows: String = rows.iter().map(|row| format!("<tr>{}</tr>\n", cells(columns, row))).collect();
    format!(
        "<details class=\"twin\"><summary>{}</summary><div class=\"table-wrap\"><table class=\"rows plain\"><thead><tr>{heads}</tr></thead><tbody>\n{rows}</tbody></table></div></details>",
        safe(summary)
    )
}

fn cells(columns: &[String], row: &[Cell]) -> String {
    let labels = columns.iter().map(String::as_str).chain(std::iter::repeat(""));
    row.iter()
        .zip(labels)
        .map(|(cell, label)| {
            let text = match &cell.href {
                Some(href) => format!("<a href=\"{}\">{}</a>", safe(href), safe(&cell.text)),
                None => safe(&cell.text),
            };
            let class = if cell.number { " class=\"n\"" } else { "" };
            format!("<td{class} data-label=\"{}\">{text}</td>", safe(label))
        })
        .collect()
}
