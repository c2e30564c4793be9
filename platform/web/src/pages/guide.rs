//! The guides: texts of `docs/guide`, read in the program by those whom they are for.

use entente_kernel::{Lang, Result};

use crate::cx::Cx;
use crate::reply::Reply;
use crate::room::{Gate, Guide, Route};
use crate::shell::Page;
use crate::show::{prose, safe};

/// The guides of the house itself; operators' is for those who keep the accounts.
pub(crate) fn own(keepers: &'static [&'static str]) -> [Guide; 2] {
    [
        Guide {
            name: "first-day",
            title: "guide-first-day",
            texts: [
                include_str!("../../../../docs/guide/first-day.en.md"),
                include_str!("../../../../docs/guide/first-day.zh.md"),
            ],
            gate: Gate::Account,
        },
        Guide {
            name: "operators",
            title: "guide-operators",
            texts: [
                include_str!("../../../../docs/guide/operators.en.md"),
                include_str!("../../../../docs/guide/operators.zh.md"),
            ],
            gate: Gate::Roles(keepers),
        },
    ]
}

/// The page of a guide.
pub(crate) fn route(guide: Guide) -> Route {
    Route::get(format!("/guide/{}", guide.name), guide.gate, move |cx| page(cx, &guide))
}

/// All guides that the reader may open.
pub(crate) fn all(cx: &mut Cx<'_>) -> Result<Reply> {
    let open = cx.web.guides().iter().filter(|guide| guide.gate.pass(&cx.actor).is_ok());
    let line = |guide: &Guide| {
        format!("<li><a href=\"/guide/{}\">{}</a></li>", guide.name, safe(&cx.t.m(guide.title)))
    };
    let lines: String = open.map(line).collect();
    let title = cx.t.m("guides");
    let body = format!(
        "<header class=\"head\"><h1>{}</h1></header><section class=\"card\"><ul class=\"plain-list\">{lines}</ul></section>",
        safe(&title)
    );
    cx.page(&Page::new(title, "/guide"), &body)
}

fn page(cx: &mut Cx<'_>, guide: &Guide) -> Result<Reply> {
    let [english, chinese] = guide.texts;
    let text = if cx.t.lang == Lang::En { english } else { chinese };
    let title = cx.t.m(guide.title);
    let body = format!(
        "<header class=\"head\"><p class=\"crumbs\"><a href=\"/guide\">{}</a></p><h1>{}</h1></header>\
         <section class=\"card prose guide\">{}</section>",
        safe(&cx.t.m("guides")),
        safe(&title),
        prose(&linked(&joined(text), cx.web.guides()))
    );
    cx.page(&Page::new(title, "/guide"), &body)
}

/// The files are broken at their right margin; the page breaks where it likes, between Chinese characters without a
/// space. Code stays as it is.
fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut code = false;
    for line in text.lines() {
        let fence = line.trim_start().starts_with("```");
        if code || fence {
            code ^= fence;
            out.push('\n');
            out.push_str(line);
            if fence && !code {
                out.push('\n');
            }
            continue;
        }
        let own = line.is_empty()
            || line.starts_with(['#', '|', '-'])
            || line.split_once(". ").is_some_and(|(number, _)| number.parse::<u8>().is_ok());
        let (before, rest) = (out.chars().next_back(), line.trim_start());
        let wide = |letter: Option<char>| letter.is_some_and(|c| c > '\u{2e80}');
        if own || before.is_none_or(|c| c == '\n') || out.ends_with('|') {
            out.push('\n');
        } else if !wide(before) && !wide(rest.chars().next()) {
            out.push(' ');
        }
        out.push_str(rest);
        if line.is_empty() || line.starts_with('#') {
            out.push('\n');
        }
    }
    out
}

/// Links from file to file lead from guide to guide; what lies in the repository alone keeps its words.
fn linked(text: &str, guides: &[Guide]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        let Some((target, after)) = after.split_once(')') else { break };
        let (before, words) = before.rsplit_once('[').unwrap_or((before, ""));
        out.push_str(before);
        let file = target.rsplit('/').next().unwrap_or(target);
        let name = file.strip_suffix(".en.md").or_else(|| file.strip_suffix(".zh.md"));
        let guide = guides.iter().find(|guide| name == Some(guide.name));
        match guide {
            Some(guide) => out.push_str(&format!("[{words}](/guide/{})", guide.name)),
            None if target.starts_with(['/', '#']) || target.contains("://") => {
                out.push_str(&format!("[{words}]({target})"));
            }
            None => out.push_str(words),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_guides_or_stay_words() {
        let guides = own(&[]);
        let text =
            "See [the first day](first-day.en.md), [README](../../README.md), [a site](https://a.example).";
        let said = "See [the first day](/guide/first-day), README, [a site](https://a.example).";
        assert_eq!(linked(text, &guides), said);
        assert_eq!(linked("a [word] and ](", &guides), "a [word] and ](");
    }

    #[test]
    fn lines_that_go_on_are_one_paragraph_and_code_stays() {
        assert_eq!(joined("One\ntwo.\n\n- 三\n  四\n- five\n").trim(), "One two.\n\n\n- 三四\n- five");
        assert_eq!(
            joined("   ```\n   a\n   b\n   ```\nOne\ntwo").trim(),
            "```\n   a\n   b\n   ```\n\nOne two"
        );
    }
}
