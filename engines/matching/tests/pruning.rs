//! The search leaves documents out by bounds; whatever it leaves out, it must find what a look at every document finds.
//! Needed here are more documents than `tests/naive.rs` has: a corpus of several windows, where bounds come to bear.

#![expect(clippy::indexing_slicing, clippy::as_conversions, reason = "places in tables of this file")]

use std::collections::BTreeMap;

use entente_matching::score::{MISSING_PIECE, owner_score};
use entente_matching::{Audience, Document, Frozen, Glossary, Index, Origin, Query, Scope, Target};
use proptest::collection::vec;
use proptest::prelude::*;

/// From frequent to rare; every third one has a translation.
const WORDS: [&str; 24] = [
    "plant", "result", "method", "water", "model", "growth", "surface", "energy", "sensor", "alloy",
    "enzyme", "turbine", "furnace", "membrane", "neutron", "lichen", "isotope", "gearbox", "ballast",
    "quasar", "tundra", "cobalt", "walrus", "zeolite",
];
const CHINESE: [&str; 8] = ["植物", "水", "表面", "合金", "炉膛", "地衣", "压载", "钴"];
/// More than two windows of documents in the widest class.
const DOCUMENTS: u64 = 36_000;
const OWNERS: u64 = 900;

#[derive(Clone)]
struct Row {
    id: u128,
    owner: Option<u128>,
    kind: u16,
    audience: Audience,
    title: String,
    text: String,
}

struct Draw(u64);

impl Draw {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    /// The word of rank r twice as often as that of rank 2 r.
    fn word(&mut self) -> &'static str {
        let at = (0..6).map(|_| self.below(24)).min().unwrap_or_default();
        let (at, whole) = (usize::try_from(at).unwrap_or_default(), self.below(9) > 0);
        if whole || !at.is_multiple_of(3) { WORDS[at] } else { CHINESE[at / 3] }
    }

    fn words(&mut self, count: u64) -> String {
        (0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }
}

/// Short documents of few words: many score the same, which only ids tell apart.
fn row(id: u64, draw: &mut Draw) -> Row {
    let owner = draw.below(OWNERS + 90);
    let length = 3 + draw.below(6);
    Row {
        id: u128::from(id),
        owner: (owner < OWNERS).then(|| 1_000_000 + u128::from(owner)),
        kind: draw.below(3) as u16,
        audience: Audience::ALL[[0, 0, 0, 0, 0, 0, 0, 1, 1, 2][draw.below(10) as usize]],
        title: if draw.below(4) == 0 { draw.words(1) } else { String::new() },
        text: draw.words(length),
    }
}

fn document(row: &Row) -> Document<'_> {
    let Row { id, owner, kind, audience, title, text } = row;
    Document { id: *id, owner: *owner, kind: *kind, audience: *audience, title, text }
}

/// A lived-in index and what is in it: put in bulk, then partly removed, put again and moved to other classes.
struct World {
    index: Index,
    rows: BTreeMap<u128, Row>,
    glossary: Glossary,
}

fn world() -> World {
    let mut draw = Draw(7);
    let mut rows: BTreeMap<u128, Row> = BTreeMap::new();
    let first: Vec<Row> = (0..DOCUMENTS).map(|id| row(id, &mut draw)).collect();
    let mut index = Index::new();
    index.put_all(first.iter().map(document));
    rows.extend(first.into_iter().map(|row| (row.id, row)));
    for _ in 0..4000 {
        let id = draw.below(DOCUMENTS);
        if draw.below(2) == 0 {
            assert_eq!(index.remove(u128::from(id)), rows.remove(&u128::from(id)).is_some());
        } else {
            let row = row(id, &mut draw);
            index.put(&document(&row));
            rows.insert(row.id, row);
        }
    }
    // A few long documents of one word: frequencies that do not fit into a posting.
    for (id, times) in [(DOCUMENTS, 62), (DOCUMENTS + 1, 63), (DOCUMENTS + 2, 5000), (DOCUMENTS + 3, 40_000)]
    {
        let text = "gearbox ".repeat(times);
        let row = Row { id: u128::from(id), text, ..row(id, &mut draw) };
        index.put(&document(&row));
        rows.insert(row.id, row);
    }
    let mut glossary = Glossary::new();
    for (at, chinese) in CHINESE.iter().enumerate() {
        glossary.insert(WORDS[at * 3], chinese, Origin::Shipped);
        glossary.insert(WORDS[at * 3 + 1], chinese, Origin::Shipped);
        glossary.insert(&format!("{} {}", WORDS[at * 3], WORDS[at]), chinese, Origin::Shipped);
    }
    World { index, rows, glossary }
}

impl World {
    /// Every candidate by its own exact score, best first; the scores are those that `tests/naive.rs` checks.
    fn all(&self, frozen: &Frozen, scope: Scope<'_>) -> Vec<(f64, u128)> {
        let documents = Scope { target: Target::Documents, ..scope };
        let score = |row: &Row| self.index.score(frozen, documents, row.id);
        let mut found: Vec<(f64, u128)> = match scope.target {
            Target::Documents => self.rows.values().map(|row| (score(row), row.id)).collect(),
            Target::Owners => {
                let mut pieces: BTreeMap<u128, Vec<f64>> = BTreeMap::new();
                for row in self.rows.values() {
                    if let Some(owner) = row.owner {
                        pieces.entry(owner).or_default().push(score(row));
                    }
                }
                let mean = |(owner, mut scores): (u128, Vec<f64>)| {
                    scores.sort_by(|a, b| b.total_cmp(a));
                    (owner_score(&scores), owner)
                };
                pieces.into_iter().map(mean).collect()
            }
        };
        let nothing = if scope.target == Target::Owners { MISSING_PIECE } else { 0.0 };
        found.retain(|(score, _)| *score > nothing);
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found
    }

    fn check(&self, need: &str) {
        let query = Query::new(need, &self.glossary);
        for (at, audience) in Audience::ALL.into_iter().enumerate() {
            let frozen = self.index.freeze(&query, audience);
            for (target, kinds) in [
                (Target::Documents, &[][..]),
                (Target::Documents, &[2]),
                (Target::Owners, &[]),
                (Target::Owners, &[0, 1]),
            ] {
                let scope = Scope { target, kinds };
                let all = self.all(&frozen, scope);
                for top in [1, 20, if at == 0 { 3000 } else { 150 }] {
                    let ranking = self.index.rank(&frozen, scope, top, |_| None);
                    let found: Vec<_> = ranking.candidates.iter().map(|one| (one.score, one.id)).collect();
                    assert_eq!(found, all[..all.len().min(top)], "{need:?} {audience:?} {scope:?}");
                }
                let bar = |id: u128| (!id.is_multiple_of(3)).then_some(4);
                let free: Vec<_> =
                    all.iter().filter(|(_, id)| bar(*id).is_none()).take(25).copied().collect();
                let ranking = self.index.rank(&frozen, scope, 25, bar);
                let found: Vec<_> = ranking.candidates.iter().map(|one| (one.score, one.id)).collect();
                assert_eq!(found, free, "{need:?} {audience:?} {scope:?}, barred");
                for place in [0, 40, all.len() / 2] {
                    if let Some((_, id)) = all.get(place) {
                        let standing = self.index.why_not(&frozen, scope, *id, |_| None);
                        assert_eq!((standing.rank, standing.of), (Some(place + 1), all.len()), "{need:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn what_is_left_out_could_not_have_been_found() {
    let world = world();
    for need in [
        "plant",
        "plant result method water model",
        "zeolite",
        "zeolite walrus plant plant result method water",
        "gearbox plant",
        "gearbox walrus alloy enzyme turbine surface growth",
        "植物合金地衣",
        "表面 surface 水 water",
        "furnace membrane neutron lichen isotope gearbox ballast quasar tundra cobalt walrus zeolite plant method",
    ] {
        world.check(need);
    }
    let mut draw = Draw(99);
    for _ in 0..6 {
        let count = 2 + draw.below(9);
        world.check(&draw.words(count));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// A bulk of documents, some of them with the same id, leaves what putting one after the other leaves.
    #[test]
    fn bulk_equals_one_by_one(ids in vec(0..30_u64, 0..60)) {
        let mut draw = Draw(3);
        let rows: Vec<Row> = ids.iter().map(|id| row(*id, &mut draw)).collect();
        let (mut bulk, mut single) = (Index::new(), Index::new());
        bulk.put_all(rows.iter().map(document));
        rows.iter().for_each(|row| single.put(&document(row)));
        let bytes = |index: &Index| {
            let mut bytes = Vec::new();
            index.save(&mut bytes).unwrap();
            bytes
        };
        prop_assert_eq!(bytes(&bulk), bytes(&single));
    }
}
