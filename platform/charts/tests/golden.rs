//! Each chart as it is drawn, compared with a committed drawing; `ENTENTE_TEST_WRITE` writes them anew.

use entente_charts::{
    Cell, Change, Frame, Mark, Point, Series, bars, compact, lines, map, matrix, provinces, stacked, table,
    tile,
};
use entente_kernel::Lang;

fn mark(label: &str, amount: i64) -> Mark {
    Mark {
        label: label.into(),
        amount,
        shown: compact(amount, Lang::Zh),
        said: amount.to_string(),
        href: Some(format!("/pacts?a={amount}&b=\"'<")),
    }
}

const FRAME: Frame<'static> = Frame { id: "t1", title: "Pacts <by> \"matter\"", desc: "Peace leads & wins." };

fn drawings() -> Vec<(&'static str, String)> {
    let marks = [
        mark("Peace", 123_456),
        mark("和平 & trade, a label that is far too long to fit in here", 7),
        mark("None", 0),
    ];
    let words = |all: &[&str]| all.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
    let rows = [
        ("Peace".to_owned(), marks.to_vec()),
        ("Trade".to_owned(), vec![mark("x", 1), mark("y", 2), mark("z", 3)]),
    ];
    let stacks: Vec<_> = rows.iter().map(|(l, m)| (l.clone(), "sum".to_owned(), m.clone())).collect();
    let series = [Series { label: "Peace".into(), marks: marks.to_vec() }];
    let points = [
        Point { latitude: 39_900_000, longitude: 116_400_000, mark: mark("Beijing", 9) },
        Point { latitude: -33_400_000, longitude: -70_600_000, mark: mark("Santiago", 1) },
    ];
    let then = Change { then: mark("Pacts", 4), words: "+3 since 2025".into() };
    let cells = [vec![
        Cell { text: "a<b".into(), ..Cell::default() },
        Cell { text: "3".into(), href: Some("/x".into()), number: true },
    ]];
    vec![
        ("tile", tile(&FRAME, &mark("Pacts", 7), Some(&then))),
        ("bars", bars(&FRAME, &marks)),
        ("stacked", stacked(&FRAME, &words(&["one", "two", "three"]), &stacks)),
        ("lines", lines(&FRAME, &words(&["Jan", "Feb", "Mar"]), &series)),
        ("matrix", matrix(&FRAME, &words(&["one", "two", "three"]), &rows)),
        ("map", map(&FRAME, &points)),
        (
            "provinces",
            provinces(&FRAME, Lang::En, &[("GD", mark("Guangdong", 5)), ("BJ", mark("Beijing", 1))]),
        ),
        ("table", table("Table", &words(&["Matter", "Pacts"]), &cells)),
    ]
}

#[test]
fn each_chart_is_drawn_as_committed() {
    for (name, drawn) in drawings() {
        let path = format!("{}/tests/golden/{name}.svg", env!("CARGO_MANIFEST_DIR"));
        let drawn = drawn.replace("><", ">\n<") + "\n";
        if std::env::var_os("ENTENTE_TEST_WRITE").is_some() {
            std::fs::write(&path, &drawn).unwrap();
        }
        assert_eq!(
            std::fs::read_to_string(&path).unwrap_or_default(),
            drawn,
            "{name}: run with ENTENTE_TEST_WRITE=1"
        );
    }
}

#[test]
fn nothing_in_a_drawing_needs_a_script_or_a_style() {
    for (name, drawn) in drawings() {
        for forbidden in ["style=", "<style", "<script", "<image", " on", "javascript:", "<by>"] {
            assert!(!drawn.contains(forbidden), "{name} holds {forbidden}");
        }
        if name != "table" {
            assert!(drawn.contains("<title id=\"t1-t\">") && drawn.contains("<desc id=\"t1-d\">"), "{name}");
        }
    }
}

#[test]
fn each_mark_leads_to_its_rows() {
    for (name, drawn) in drawings().into_iter().filter(|(name, _)| *name != "table") {
        let (links, marks) =
            (drawn.matches("<a class=\"c-mark\" href=").count(), drawn.matches("class=\"c-mark\"").count());
        let empty = match name {
            "provinces" => 32,
            "matrix" => 1,
            _ => 0,
        };
        assert_eq!(links + empty, marks, "{name}");
        assert!(links > 0, "{name}");
    }
}
