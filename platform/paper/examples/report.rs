//! A report of about sixty pages with forty charts, in both languages, and how long it takes:
//! `cargo run --release -p entente-paper --example report -- report.pdf`.

use std::fmt::Write;
use std::time::Instant;

use entente_kernel::{Date, Lang};
use entente_paper::{Block, Column, Paper, Signature, fonts, pdf};

const CHARTS: usize = 40;
const ROWS: usize = 26;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let started = Instant::now();
    println!("fonts: Chinese {}, {:.2} s", fonts().chinese(), started.elapsed().as_secs_f64());
    for lang in Lang::ALL {
        let paper = report(lang);
        let started = Instant::now();
        let bytes = pdf(&paper)?;
        let seconds = started.elapsed().as_secs_f64();
        let text = String::from_utf8_lossy(&bytes);
        let pages = text.matches("/Type/Page/").count() + text.matches("/Type /Page\n").count();
        println!(
            "{}: {pages} pages, {CHARTS} charts, {} KiB, {seconds:.2} s",
            lang.code(),
            bytes.len() >> 10
        );
        let sheet = pdf(&sheet(lang))?;
        if let Some(path) = std::env::args().nth(1) {
            std::fs::write(path.replace(".pdf", &format!("-{}.pdf", lang.code())), bytes)?;
            std::fs::write(path.replace(".pdf", &format!("-sheet-{}.pdf", lang.code())), sheet)?;
        }
    }
    Ok(())
}

/// A cover sheet with everything that the report lacks.
fn sheet(lang: Lang) -> Paper {
    let facts = [
        ("Partner 合作方", "Demo Institute 示范研究院"),
        ("Value 金额", "CNY 1,200,000.00"),
        ("Term 期限", "2026-01-01 – 2028-12-31"),
    ];
    let sign = |name: &str, when: &str| Signature {
        party: "Demo University 示范大学".into(),
        name: name.into(),
        capacity: "Dean 院长".into(),
        when: when.into(),
    };
    let text = "An *early* **draft** with `code`, a [link](https://example.org/).\n\n> What was said.\n\n- 甲方\n  1. *强调*文字\n  2. 第二\n- 乙方\n\n---\n\n```\n#let x = 1 代码\n```\n\n| Item | 数量 |\n|---|--:|\n| 传感器 sensor | 12 |\n";
    let own = vec![
        Block::Facts(facts.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()),
        Block::Heading { level: 1, text: "Text 正文".into() },
        Block::Markdown(text.into()),
        Block::In {
            lang: lang.other(),
            blocks: vec![
                Block::Heading { level: 2, text: "双方 Both".into() },
                Block::Text(prose(lang.other())),
            ],
        },
        Block::List { ordered: true, items: vec!["one 一".into(), prose(lang)] },
        Block::Signatures(vec![sign("Li Hua 李华", "2026-03-02"), sign("", "")]),
    ];
    Paper { cover: false, contents: false, subtitle: String::new(), blocks: own, ..report(lang) }
}

fn report(lang: Lang) -> Paper {
    let say = |en: &str, zh: &str| if lang == Lang::En { en.to_owned() } else { zh.to_owned() };
    let mut blocks = Vec::new();
    for part in 1..=CHARTS {
        let level = if part % 4 == 1 { 1 } else { 2 };
        blocks.push(Block::Heading {
            level,
            text: format!("{} {part}", say("Members by branch", "各专业分会会员")),
        });
        blocks.push(Block::Text(prose(lang)));
        blocks.push(Block::Chart {
            svg: bars(part, lang),
            alt: say("Seven branches; the first one leads.", "七个专业分会，第一个居首。"),
            caption: say("Members at the end of the year", "年末会员数"),
        });
        blocks.push(Block::Markdown(say(
            "Counted by **periods**, as of 31 December:\n\n1. whoever was a member that day,\n2. grace included.\n",
            "按**会籍期间**计数，截至12月31日：\n\n1. 当日仍为会员者；\n2. 含宽限期。\n",
        )));
        blocks.push(Block::Table {
            caption: say("Members and services", "会员与服务"),
            columns: vec![
                Column { head: say("Member", "会员单位"), right: false },
                Column { head: say("Branch", "专业分会"), right: false },
                Column { head: say("Services", "服务次数"), right: true },
            ],
            rows: (0..ROWS)
                .map(|row| {
                    let name = say("Demo company", "示范公司");
                    vec![format!("{name} {part}-{row}"), say("Energy", "能源"), (row * 37 % 101).to_string()]
                })
                .collect(),
        });
    }
    Paper {
        title: say("Yearly report of cooperation", "年度合作报告"),
        lang,
        subtitle: say("The year as of its last day", "以年末为准"),
        author: say("Office of Cooperation", "合作办公室"),
        reference: "RPT-2026-0001".into(),
        date: Date::constant(2026, 3, 2),
        cover: true,
        contents: true,
        blocks,
    }
}

fn prose(lang: Lang) -> String {
    let sentence = match lang {
        Lang::En => {
            "Each figure is a question to the records, and whoever may see them opens the rows behind it. "
        }
        Lang::Zh => "每个数字都是对台账的一次提问，有权查看者可打开其后的逐条记录。",
    };
    sentence.repeat(9)
}

fn bars(part: usize, lang: Lang) -> String {
    let mut svg = String::from("<svg class=\"chart c-bars\" width=\"100%\" height=\"280\" font-size=\"13\">");
    for bar in 0..7 {
        let name = if lang == Lang::En { "Branch" } else { "分会" };
        let (top, wide) = (bar * 40, (bar * 29 + part * 13) % 90 + 10);
        write!(
            svg,
            "<g class=\"c-mark\"><rect class=\"c-track\" x=\"0\" y=\"{0}\" width=\"100%\" height=\"12\" rx=\"3\"/>\
             <text x=\"0\" y=\"{1}\">{name} {bar}</text><text class=\"c-n\" x=\"100%\" y=\"{1}\" text-anchor=\"end\">{wide}</text>\
             <rect class=\"c-bar\" x=\"0\" y=\"{0}\" width=\"{wide}%\" height=\"12\" rx=\"3\"/></g>",
            top + 20,
            top + 14,
        )
        .unwrap_or_default();
    }
    svg + "</svg>"
}
