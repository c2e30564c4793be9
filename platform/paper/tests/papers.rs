//! Papers are read back: their text, their tags, their bytes.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::HashMap;

use entente_kernel::{Date, Lang};
use entente_paper::{Block, Column, Fonts, Paper, PaperError, Signature, fonts, pdf, pdf_with};
use pdf_extract::{Dictionary, Document, Object};

/// Everything that means something to typst, Markdown's own signs aside.
const HOSTILE: &str = r##"#let x = 1 #x #panic("no") $x^2$ @ref <label> *a* _b_ `c` \ // not a comment /* nor this */ = no heading #image("/etc/passwd") #read("paper.json") ~ -- ' " [x] {y}"##;

fn paper(lang: Lang, blocks: Vec<Block>) -> Paper {
    Paper {
        title: if lang == Lang::En { "Value statement".into() } else { "会员价值说明".into() },
        lang,
        subtitle: "\u{200b}".into(),
        author: "Office of Cooperation".into(),
        reference: "DEM-2026-0007".into(),
        date: Date::constant(2026, 3, 2),
        cover: false,
        contents: false,
        blocks,
    }
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level, text: text.into() }
}

/// The text of a paper without its spaces: typst sets words apart by moving, not by spaces alone.
fn text(bytes: &[u8]) -> String {
    squeeze(&pdf_extract::extract_text_from_mem(bytes).unwrap())
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The tags of the file with how often each occurs, and all alternative texts and languages.
fn tags(bytes: &[u8]) -> (HashMap<String, usize>, Vec<String>, Vec<String>) {
    let document = Document::load_mem(bytes).unwrap();
    let (mut tags, mut alts, mut langs) = (HashMap::new(), Vec::new(), Vec::new());
    let words = |dictionary: &Dictionary, key: &[u8]| match dictionary.get(key) {
        Ok(Object::String(bytes, _)) => Some(word(bytes)),
        _ => None,
    };
    for dictionary in document.objects.values().filter_map(|object| object.as_dict().ok()) {
        if let (Ok(tag), true) = (dictionary.get(b"S").and_then(Object::as_name), dictionary.has(b"P")) {
            *tags.entry(String::from_utf8_lossy(tag).into_owned()).or_default() += 1;
            alts.extend(words(dictionary, b"Alt"));
        }
        langs.extend(words(dictionary, b"Lang"));
    }
    (tags, alts, langs)
}

/// A string of a PDF: UTF-16 behind a mark, or Latin.
fn word(bytes: &[u8]) -> String {
    match bytes.strip_prefix(&[0xfe, 0xff]) {
        Some(wide) => {
            let units: Vec<u16> = wide.chunks(2).map(|c| u16::from_be_bytes([c[0], c[1]])).collect();
            String::from_utf16(&units).unwrap()
        }
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[test]
fn both_languages_can_be_read_back() {
    let english = paper(
        Lang::En,
        vec![
            heading(1, "Services used"),
            Block::Text("Three of seven services.".into()),
            Block::In { lang: Lang::Zh, blocks: vec![heading(1, "使用的服务"), Block::Text("七项服务中的三项。".into())] },
            Block::Facts(vec![("Branch".into(), "Energy".into()), ("级别".into(), "理事".into())]),
            Block::Markdown("## Notes\n\n1. *first*\n2. **第二**\n\n| a | 数 |\n|---|--:|\n| x | 12 |\n\n[site](https://example.org/)".into()),
            Block::List { ordered: false, items: vec!["point".into()] },
            Block::Signatures(vec![
                Signature { party: "Demo Ltd".into(), ..signed() },
                Signature { party: "示范大学".into(), name: String::new(), when: String::new(), ..signed() },
            ]),
        ],
    );
    let bytes = pdf(&english).unwrap();
    let found = text(&bytes);
    for part in [
        "Valuestatement",
        "DEM-2026-0007",
        "2March2026",
        "Page1of",
        "Servicesused",
        "Threeofsevenservices.",
        "使用的服务",
        "七项服务中的三项。",
        "Energy",
        "级别",
        "理事",
        "first",
        "第二",
        "12",
        "site",
        "point",
        "DemoLtd",
        "示范大学",
        "Signature",
    ] {
        assert!(found.contains(part), "{part}: {found}");
    }
    let (tags, _, langs) = tags(&bytes);
    for tag in ["Document", "H1", "H2", "P", "L", "LI", "Table", "TR", "TH", "TD", "Link", "Strong", "Em"] {
        assert!(tags.contains_key(tag), "{tag}: {tags:?}");
    }
    assert!(langs.contains(&"en-GB".into()) && langs.contains(&"zh-CN".into()), "{langs:?}");
    let chinese =
        Paper {
            cover: true, contents: true, ..paper(Lang::Zh, vec![heading(1, "服务"), Block::PageBreak])
        };
    let found = text(&pdf(&chinese).unwrap());
    for part in ["会员价值说明", "2026年3月2日", "目录", "服务", "第2页，共"] {
        assert!(found.contains(part), "{part}: {found}");
    }
}

fn signed() -> Signature {
    Signature { party: "x".into(), name: "Li Hua".into(), capacity: "Dean".into(), when: "2026-03-02".into() }
}

#[test]
fn the_file_says_what_it_is() {
    let bytes = pdf(&paper(Lang::Zh, vec![heading(1, "服务"), chart("一张图")])).unwrap();
    let document = Document::load_mem(&bytes).unwrap();
    let catalog = document.catalog().unwrap();
    assert!(catalog.has(b"StructTreeRoot"), "{catalog:?}");
    assert!(
        matches!(catalog.get(b"Lang"), Ok(Object::String(lang, _)) if word(lang) == "zh-CN"),
        "{catalog:?}"
    );
    let marked = catalog.get(b"MarkInfo").unwrap().as_dict().unwrap().get(b"Marked").unwrap();
    assert!(matches!(marked, Object::Boolean(true)), "{marked:?}");
    let metadata = document.get_object(catalog.get(b"Metadata").unwrap().as_reference().unwrap()).unwrap();
    let stream = metadata.as_stream().unwrap();
    let xmp = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
    let xmp = String::from_utf8(xmp).unwrap();
    for part in [
        "pdfuaid:part",
        "pdfaid:part>2",
        "pdfaid:conformance>A",
        "会员价值说明",
        "Office of Cooperation",
        "2026-03-02",
    ] {
        assert!(xmp.contains(part), "{part}: {xmp}");
    }
    assert_eq!(tags(&bytes).1, ["一张图"], "a drawing says what it shows");
}

fn chart(alt: &str) -> Block {
    let svg = "<svg class=\"chart c-bars\" width=\"100%\" height=\"40\" font-size=\"13\">\
               <text x=\"0\" y=\"14\">Peace 和平</text><rect class=\"c-bar\" y=\"20\" width=\"50%\" height=\"12\"/></svg>";
    Block::Chart { svg: svg.into(), alt: alt.into(), caption: String::new() }
}

#[test]
fn what_people_typed_is_text_and_never_markup() {
    let cells = vec![vec![HOSTILE.to_owned(), "1".into()]];
    let columns =
        vec![Column { head: "#head".into(), right: false }, Column { head: "$".into(), right: true }];
    let all = Paper {
        title: HOSTILE.into(),
        subtitle: HOSTILE.into(),
        author: HOSTILE.into(),
        reference: HOSTILE.into(),
        cover: true,
        contents: true,
        ..paper(
            Lang::En,
            vec![
                heading(3, HOSTILE),
                Block::Text(HOSTILE.into()),
                Block::List { ordered: true, items: vec![HOSTILE.into()] },
                Block::Facts(vec![(HOSTILE.into(), HOSTILE.into())]),
                Block::Table { caption: HOSTILE.into(), columns, rows: cells },
                chart(HOSTILE),
                Block::Signatures(vec![Signature { party: HOSTILE.into(), ..signed() }]),
                Block::Markdown("#let y = 2\n\n<script>alert(1)</script>\n\n$z$ #panic() [no](javascript:x) ![pic](x.png)\n".into()),
            ],
        )
    };
    let found = text(&pdf(&all).unwrap());
    // Narrow columns break the line anywhere; the paragraph holds it whole.
    assert!(found.matches(&squeeze(HOSTILE)).count() >= 4, "{found}");
    for part in ["#lety=2", "<script>alert(1)</script>", "$z$#panic()nopic"] {
        assert!(found.contains(part), "{part}: {found}");
    }
}

#[test]
fn awkward_characters_do_not_keep_a_paper_from_being_made() {
    let odd = "a\u{0}b\u{202e}c\u{e000}d\u{feff}e\u{fffe}f😀g\u{10ffff}h\u{7f}i\u{2028}jไทย العربية ελ Жё tiếng Việt ✓ 𠮷 \u{301}k";
    let bytes = pdf(&paper(Lang::En, vec![Block::Text(odd.into()), heading(1, odd), chart(odd)])).unwrap();
    let found = text(&bytes);
    for part in ["abc□de□f", "g□hij", "ελ", "Жё", "tiếngViệt", "𠮷"] {
        assert!(found.contains(part), "{part}: {found}");
    }
    let empty = Paper {
        title: "\u{200b}".into(),
        reference: String::new(),
        author: String::new(),
        contents: true,
        ..paper(Lang::En, vec![])
    };
    pdf(&empty).unwrap();
    let nested = format!("{}deep {}x", "> ".repeat(300), "*a **b ".repeat(300));
    let nested = format!("{nested}\n\n{}\n\n[]()\n\n****\n\n# \n\n| |\n|-|\n\n1. \n", "- ".repeat(300));
    let columns = vec![Column { head: String::new(), right: true }];
    let odd = vec![
        Block::Markdown(nested),
        Block::Table {
            caption: String::new(),
            columns,
            rows: vec![vec![], vec!["1".into(), "left out".into()]],
        },
        Block::Table { caption: "none".into(), columns: vec![], rows: vec![vec!["x".into()]] },
        heading(1, "\u{200b}"),
        heading(2, " "),
        Block::Facts(vec![]),
        Block::Signatures(vec![]),
        Block::List { ordered: true, items: vec![] },
        Block::Text("word".repeat(200)),
        Block::Facts(vec![("n".repeat(90), "v".repeat(90))]),
        Block::In { lang: Lang::Zh, blocks: vec![] },
        Block::Chart {
            svg: String::from(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9000\" height=\"9000\"><rect width=\"9\" height=\"9\"/></svg>",
            ),
            alt: "x".repeat(50_000),
            caption: "big".into(),
        },
    ];
    let bytes = pdf(&paper(Lang::En, odd)).unwrap();
    let found = text(&bytes);
    assert!(found.contains(&"word".repeat(200)) && found.contains(&"n".repeat(30)), "{found}");
}

#[test]
fn a_word_without_end_stays_on_the_page() {
    let bytes = pdf(&paper(Lang::En, vec![Block::Text("x/".repeat(30) + &"x".repeat(9000))])).unwrap();
    // On one line it would be one page.
    assert!(Document::load_mem(&bytes).unwrap().get_pages().len() > 1);
}

#[test]
fn a_drawing_that_is_none_or_asks_for_files_is_refused() {
    for svg in [
        "",
        "no svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"0\"></svg>",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><image href=\"/etc/hostname.png\" width=\"9\" height=\"9\"/></svg>",
    ] {
        let block = Block::Chart { svg: svg.into(), alt: "x".into(), caption: String::new() };
        let answer = pdf(&paper(Lang::En, vec![block]));
        assert!(
            matches!(&answer, Err(PaperError::Typeset(lines)) if !lines.is_empty()),
            "{svg}: {:?}",
            answer.map(|b| b.len())
        );
    }
}

#[test]
fn the_same_paper_is_the_same_bytes() {
    let rows = (0..40).map(|row| vec![format!("行 {row}"), row.to_string()]).collect();
    let columns =
        vec![Column { head: "名称".into(), right: false }, Column { head: "数".into(), right: true }];
    let one = Paper {
        contents: true,
        ..paper(
            Lang::Zh,
            vec![heading(1, "表"), chart("图"), Block::Table { caption: "表".into(), columns, rows }],
        )
    };
    let first = pdf(&one).unwrap();
    assert!(first == pdf(&one).unwrap(), "twice in a process");
    let other = Fonts::in_folders(&["/usr/share/fonts".into()]);
    assert!(first == pdf_with(&one, &other).unwrap(), "with the fonts read anew");
    assert!(first != pdf(&Paper { date: Date::constant(2026, 3, 3), ..one }).unwrap());
}

#[test]
fn a_long_table_runs_over_pages_and_repeats_its_head() {
    let rows = (0..500).map(|row| vec![format!("Member {row:03}"), (row * 7).to_string()]).collect();
    let columns = vec![
        Column { head: "Organisation".into(), right: false },
        Column { head: "Count".into(), right: true },
    ];
    let table = Block::Table { caption: "All members".into(), columns, rows };
    let bytes = pdf(&paper(Lang::En, vec![table])).unwrap();
    let pages = Document::load_mem(&bytes).unwrap().get_pages().len();
    assert!((9..=16).contains(&pages), "{pages}");
    let found = text(&bytes);
    assert!(found.contains("Member000") && found.contains("Member499") && found.contains("3493"), "{found}");
    assert_eq!(found.matches("Organisation").count(), pages, "the head stands on every page");
    let (tags, ..) = tags(&bytes);
    assert_eq!((tags["Table"], tags["TR"], tags["TD"]), (1, 501, 1000), "and is one table: {tags:?}");
}

#[test]
fn chinese_without_a_font_is_refused_and_english_is_not() {
    let bare = Fonts::built_in();
    assert!(!bare.chinese() && fonts().chinese());
    let english = paper(Lang::En, vec![heading(1, "Services"), chart("x")]);
    let chinese_in_a_chart = pdf_with(&english, &bare);
    assert!(matches!(chinese_in_a_chart, Err(PaperError::NoChineseFont)));
    assert!(matches!(pdf_with(&paper(Lang::Zh, vec![]), &bare), Err(PaperError::NoChineseFont)));
    let plain = paper(Lang::En, vec![heading(1, "Services")]);
    assert!(text(&pdf_with(&plain, &bare).unwrap()).contains("Services"));
    assert!(PaperError::NoChineseFont.to_string().contains("fonts-noto-cjk"));
    assert!(!Fonts::in_folders(&["/nowhere".into()]).chinese());
}
