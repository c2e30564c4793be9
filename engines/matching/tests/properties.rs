//! What the engine promises, on random corpora and needs.

#![expect(clippy::indexing_slicing, clippy::as_conversions, reason = "places in tables of this file")]

use std::sync::LazyLock;

use entente_matching::candidates::Scope;
use entente_matching::{Audience, Document, Frozen, Glossary, Index, Origin, Query, Reasons, Target};
use proptest::collection::vec;
use proptest::prelude::*;

const WORDS: [&str; 14] = [
    "coating", "furnace", "crack", "pump", "signal", "battery", "soil", "涂层", "炉衬", "裂纹", "水泵",
    "信号", "电池", "土壤",
];
const OWNERS: Scope<'static> = Scope { target: Target::Owners, kinds: &[] };
const DOCUMENTS: Scope<'static> = Scope { target: Target::Documents, kinds: &[] };

/// One document: owner, audience, and its words as places in [`WORDS`].
type Row = (u8, u8, Vec<usize>);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    vec((0..5_u8, 0..3_u8, vec(0..WORDS.len(), 1..12)), 1..40)
}

fn need() -> impl Strategy<Value = String> {
    vec(0..WORDS.len(), 1..6).prop_map(|places| text(&places))
}

fn text(places: &[usize]) -> String {
    places.iter().map(|at| WORDS[*at]).collect::<Vec<_>>().join(" ")
}

fn glossary() -> Glossary {
    let mut glossary = Glossary::new();
    for at in 0..7 {
        glossary.insert(WORDS[at], WORDS[at + 7], Origin::Officer);
    }
    glossary
}

fn audience(number: u8) -> Audience {
    Audience::ALL[usize::from(number)]
}

fn put(index: &mut Index, number: usize, row: &Row) {
    index.put(&Document {
        id: number as u128,
        owner: Some(1000 + u128::from(row.0)),
        kind: 1,
        audience: audience(row.1),
        title: WORDS[row.2[0]],
        text: &text(&row.2),
    });
}

fn index(rows: &[Row]) -> Index {
    let mut index = Index::new();
    for (number, row) in rows.iter().enumerate() {
        put(&mut index, number, row);
    }
    index
}

fn scores(index: &Index, frozen: &Frozen, scope: Scope<'_>) -> Vec<(u128, f64)> {
    let mut all: Vec<(u128, f64)> =
        index.rank(frozen, scope, 1000, |_| None).candidates.iter().map(|c| (c.id, c.score)).collect();
    all.sort_by_key(|(id, _)| *id);
    all
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// Removing a cited piece lowers the score by its amount; nobody else moves; uncited pieces change nothing.
    #[test]
    fn reasons_are_exact(rows in vec((0..3_u8, 0..3_u8, vec(0..WORDS.len(), 1..6)), 1..11), need in need()) {
        let whole = index(&rows);
        let frozen = whole.freeze(&Query::new(&need, &GLOSSARY), Audience::Internal);
        let before = scores(&whole, &frozen, OWNERS);
        let pieces: Vec<_> = before
            .iter()
            .map(|(owner, _)| match whole.reasons(&frozen, OWNERS, *owner) {
                Reasons::Pieces(pieces) => pieces,
                Reasons::Words(_) => panic!("owners have pieces"),
            })
            .collect();
        for number in 0..rows.len() as u128 {
            let mut without = whole.clone();
            without.remove(number);
            for ((owner, score), pieces) in before.iter().zip(&pieces) {
                let after = without.score(&frozen, OWNERS, *owner);
                let amount = pieces.iter().find(|p| p.document == number).map_or(0.0, |p| p.amount);
                prop_assert!(near(score - after, amount), "{owner}: {score} - {after} is not {amount}");
            }
        }
    }
}

static GLOSSARY: LazyLock<Glossary> = LazyLock::new(glossary);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    /// Records outside an audience are neither found nor felt.
    #[test]
    fn an_audience_is_scored_with_what_it_may_see(rows in rows(), need in need(), seen in 0..3_u8) {
        let asked = Query::new(&need, &glossary());
        let own: Vec<(usize, &Row)> = rows.iter().enumerate().filter(|(_, row)| row.1 <= seen).collect();
        let mut small = Index::new();
        for (number, row) in own {
            put(&mut small, number, row);
        }
        let whole = index(&rows);
        for scope in [OWNERS, DOCUMENTS] {
            let a = scores(&whole, &whole.freeze(&asked, audience(seen)), scope);
            let b = scores(&small, &small.freeze(&asked, audience(seen)), scope);
            prop_assert_eq!(a.len(), b.len());
            prop_assert!(a.iter().zip(&b).all(|(x, y)| x.0 == y.0 && near(x.1, y.1)), "{:?} {:?}", a, b);
        }
    }

    /// An index that saw additions, replacements and removals equals one built afresh.
    #[test]
    fn incremental_equals_fresh(rows in rows(), gone in vec(0..40_usize, 0..10), need in need()) {
        let asked = Query::new(&need, &glossary());
        let mut lived = Index::new();
        for (number, row) in rows.iter().enumerate().rev() {
            put(&mut lived, number, &(row.0, 0, vec![0, 3]));
            put(&mut lived, number, row);
        }
        let mut fresh = Index::new();
        for (number, row) in rows.iter().enumerate() {
            if gone.contains(&number) {
                lived.remove(number as u128);
            } else {
                put(&mut fresh, number, row);
            }
        }
        for scope in [OWNERS, DOCUMENTS] {
            let a = scores(&lived, &lived.freeze(&asked, Audience::Internal), scope);
            let b = scores(&fresh, &fresh.freeze(&asked, Audience::Internal), scope);
            prop_assert!(a.len() == b.len() && a.iter().zip(&b).all(|(x, y)| x.0 == y.0 && near(x.1, y.1)));
        }
    }

    /// Whatever is typed: no panic, scores between 0 and 1, best first.
    #[test]
    fn any_text_gets_an_honest_answer(rows in rows(), need in "\\PC{0,80}") {
        let whole = index(&rows);
        let frozen = whole.freeze(&Query::new(&need, &glossary()), Audience::Internal);
        let ranking = whole.rank(&frozen, DOCUMENTS, 1000, |_| None);
        prop_assert!(ranking.candidates.iter().all(|c| (0.0..=1.0).contains(&c.score)));
        prop_assert!(ranking.candidates.windows(2).all(|pair| pair[0].score >= pair[1].score));
    }
}

#[test]
fn a_need_in_one_language_finds_evidence_in_the_other() {
    let rows: Vec<Row> = vec![(0, 0, vec![7, 8, 9]), (1, 0, vec![10, 11]), (2, 0, vec![12, 13])];
    let whole = index(&rows);
    let frozen = whole.freeze(&Query::new("cracks in a furnace coating", &glossary()), Audience::Public);
    assert_eq!(whole.rank(&frozen, OWNERS, 1, |_| None).candidates[0].id, 1000);
}
