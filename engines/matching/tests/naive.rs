//! A scorer that is slow and plainly right: every document's terms counted anew, straight from the formula. The index
//! must give the same scores and the same order; so must the index after it was saved and read back.

#![expect(clippy::indexing_slicing, clippy::as_conversions, reason = "places in tables of this file")]

use entente_matching::analysis::{Script, Term, singles, terms};
use entente_matching::index::{SnapshotError, TITLE_WEIGHT};
use entente_matching::query::{Alternative, Asked, Group, Rendering};
use entente_matching::score::{MISSING_PIECE, idf, length_norm, saturation};
use entente_matching::{
    Audience, Document, Glossary, Index, Language, Origin, Query, Reasons, Scope, Target,
};
use proptest::collection::vec;
use proptest::prelude::*;

const WORDS: [&str; 16] = [
    "heat",
    "exchanger",
    "corrosion",
    "pump",
    "sensors",
    "CO2",
    "of",
    "换热器",
    "腐蚀",
    "水泵",
    "传感器",
    "高温",
    "的",
    "熱",
    "7075",
    "unknownword",
];

#[derive(Clone, Debug)]
struct Row {
    owner: u128,
    kind: u16,
    audience: Audience,
    title: String,
    text: String,
}

fn text(most: usize) -> impl Strategy<Value = String> {
    vec(0..WORDS.len(), 0..most)
        .prop_map(|places| places.iter().map(|at| WORDS[*at]).collect::<Vec<_>>().join(" "))
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0..4_u128, 0..2_u16, 0..3_usize, text(3), text(14));
    let row = row.prop_map(|(owner, kind, audience, title, text)| Row {
        owner: 900 + owner,
        kind,
        audience: Audience::ALL[audience],
        title,
        text,
    });
    vec(row, 0..24)
}

fn glossary() -> Glossary {
    let mut glossary = Glossary::new();
    for (english, chinese) in [
        ("heat exchanger", "换热器"),
        ("corrosion", "腐蚀"),
        ("erosion", "腐蚀"),
        ("pump", "水泵"),
        ("sensor", "传感器"),
        ("heat", "热"),
    ] {
        assert!(glossary.insert(english, chinese, Origin::Shipped));
    }
    glossary
}

fn build(rows: &[Row]) -> Index {
    let mut index = Index::new();
    for (id, row) in rows.iter().enumerate() {
        let Row { owner, kind, audience, title, text } = row;
        index.put(&Document {
            id: id as u128,
            owner: Some(*owner),
            kind: *kind,
            audience: *audience,
            title,
            text,
        });
    }
    index
}

struct Naive {
    documents: Vec<(u128, Row, Vec<Term>, Vec<Term>)>,
}

impl Naive {
    fn new(rows: &[Row], audience: Audience) -> Self {
        let seen = rows.iter().enumerate().filter(|(_, row)| row.audience <= audience);
        let field = |text: &str| [terms(text), singles(text)].concat();
        let cut = seen.map(|(id, row)| (id as u128, row.clone(), field(&row.title), field(&row.text)));
        Self { documents: cut.collect() }
    }

    fn length(title: &[Term], text: &[Term], language: Language) -> f64 {
        let script = if language == Language::English { Script::Words } else { Script::Characters };
        let count = |one: &dyn Fn(&Term) -> bool| {
            let of = |terms: &[Term]| terms.iter().filter(|term| one(term)).count() as f64;
            f64::from(TITLE_WEIGHT) * of(title) + of(text)
        };
        count(&|term| term.script == script).max(count(&|term| term.script != Script::Single) / 2.0)
    }

    fn frequency(title: &[Term], text: &[Term], token: &str) -> f64 {
        let of = |terms: &[Term]| terms.iter().filter(|term| term.text == token).count() as f64;
        f64::from(TITLE_WEIGHT) * of(title) + of(text)
    }

    fn adjacent(title: &[Term], text: &[Term], tokens: &[String]) -> f64 {
        let of = |terms: &[Term]| {
            terms.windows(2).filter(|two| two[0].text == tokens[0] && two[1].text == tokens[1]).count() as f64
        };
        f64::from(TITLE_WEIGHT) * of(title) + of(text)
    }

    fn document_frequency(&self, token: &str) -> f64 {
        let holds = |(_, _, title, text): &&(u128, Row, Vec<Term>, Vec<Term>)| {
            Self::frequency(title, text, token) > 0.0
        };
        self.documents.iter().filter(holds).count() as f64
    }

    fn idf(&self, group: &Group) -> f64 {
        let all = self.documents.len() as f64;
        let least = |one: &Alternative| {
            one.tokens.iter().map(|token| self.document_frequency(token)).fold(f64::INFINITY, f64::min)
        };
        match group.asked {
            Asked::Any => idf(all, group.alternatives.iter().map(|one| one.probability * least(one)).sum()),
            Asked::Adjacent => {
                let tokens = &group.alternatives[0].tokens;
                tokens.iter().map(|token| idf(all, self.document_frequency(token))).sum()
            }
        }
    }

    fn rendering_score(&self, rendering: &Rendering, title: &[Term], text: &[Term]) -> f64 {
        let mass: Vec<f64> = rendering.groups.iter().map(|group| group.weight * self.idf(group)).collect();
        let singles = rendering.groups.iter().zip(&mass).filter(|(group, _)| group.asked == Asked::Any);
        let singles: Vec<f64> = singles.map(|(_, weight)| *weight).collect();
        let mean = singles.iter().sum::<f64>() / singles.len() as f64;
        let best = mass.iter().sum::<f64>() + mean * rendering.untranslated_words as f64;
        let lengths =
            self.documents.iter().map(|(_, _, title, text)| Self::length(title, text, rendering.language));
        let average = (lengths.sum::<f64>() / self.documents.len() as f64).max(0.5);
        let norm = length_norm(Self::length(title, text, rendering.language), average);
        let held = |one: &Alternative| {
            let found = one.tokens.iter().map(|token| Self::frequency(title, text, token));
            one.probability * found.fold(f64::INFINITY, f64::min)
        };
        let part = |(group, weight): (&Group, &f64)| {
            let frequency = match group.asked {
                Asked::Any => group.alternatives.iter().map(held).sum(),
                Asked::Adjacent => Self::adjacent(title, text, &group.alternatives[0].tokens),
            };
            weight / best * saturation(frequency, norm)
        };
        rendering.groups.iter().zip(&mass).map(part).sum()
    }

    fn documents(&self, query: &Query, kinds: &[u16]) -> Vec<(f64, u128, u128)> {
        let counted =
            self.documents.iter().filter(|(_, row, ..)| kinds.is_empty() || kinds.contains(&row.kind));
        let score = |(id, row, title, text): &(u128, Row, Vec<Term>, Vec<Term>)| {
            let scores =
                query.renderings.iter().map(|rendering| self.rendering_score(rendering, title, text));
            (scores.fold(0.0, f64::max), *id, row.owner)
        };
        counted.map(score).filter(|found| found.0 > 0.0).collect()
    }

    fn ranking(&self, query: &Query, scope: Scope<'_>) -> Vec<(f64, u128)> {
        let documents = self.documents(query, scope.kinds);
        let mut found: Vec<(f64, u128)> = match scope.target {
            Target::Documents => documents.iter().map(|(score, id, _)| (*score, *id)).collect(),
            Target::Owners => (900..904).map(|owner| (owner_mean(&documents, owner), owner)).collect(),
        };
        found.retain(|(score, _)| scope.target == Target::Documents || *score > MISSING_PIECE + 1e-12);
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found
    }
}

fn owner_mean(documents: &[(f64, u128, u128)], owner: u128) -> f64 {
    let own = documents.iter().filter(|found| found.2 == owner).map(|found| found.0.max(MISSING_PIECE));
    let mut five: Vec<f64> = own.chain([MISSING_PIECE; 5]).collect();
    five.sort_by(|a, b| b.total_cmp(a));
    five[..5].iter().sum::<f64>() / 5.0
}

/// Equal scores in equal order; ids may only differ between scores that rounding alone tells apart.
fn same(found: &[(f64, u128)], wanted: &[(f64, u128)]) -> bool {
    let close = |a: &(f64, u128), b: &(f64, u128)| (a.0 - b.0).abs() < 1e-9;
    let near = |a: &(f64, u128)| wanted.iter().any(|b| a.1 == b.1 && close(a, b));
    found.len() == wanted.len() && found.iter().zip(wanted).all(|(a, b)| close(a, b) && near(a))
}

fn listed(
    index: &Index,
    query: &Query,
    audience: Audience,
    scope: Scope<'_>,
    top: usize,
) -> Vec<(f64, u128)> {
    let ranking = index.rank(&index.freeze(query, audience), scope, top, |_| None);
    ranking.candidates.iter().map(|ranked| (ranked.score, ranked.id)).collect()
}

const SCOPES: [Scope<'static>; 4] = [
    Scope { target: Target::Documents, kinds: &[] },
    Scope { target: Target::Owners, kinds: &[] },
    Scope { target: Target::Documents, kinds: &[1] },
    Scope { target: Target::Owners, kinds: &[0] },
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    /// Index and naive scorer agree, for every audience and scope, and after a round through bytes.
    #[test]
    fn the_index_scores_as_the_formula_says(rows in rows(), need in text(8), audience in 0..3_usize) {
        let (index, audience) = (build(&rows), Audience::ALL[audience]);
        let mut bytes = Vec::new();
        index.save(&mut bytes).unwrap();
        let reread = Index::load(bytes.as_slice()).unwrap();
        let query = Query::new(&need, &glossary());
        let naive = Naive::new(&rows, audience);
        for scope in SCOPES {
            let wanted = naive.ranking(&query, scope);
            let found = listed(&index, &query, audience, scope, 100);
            prop_assert!(same(&found, &wanted), "{need:?} {scope:?}: {found:?}, not {wanted:?}");
            prop_assert_eq!(&listed(&reread, &query, audience, scope, 100), &found);
            prop_assert_eq!(&listed(&index, &query, audience, scope, 3), &found[..found.len().min(3)]);
        }
    }

    /// The amount of a word is what the document loses when the group counts for nothing, all else kept.
    #[test]
    fn words_amount_to_what_they_add(rows in rows(), need in text(8)) {
        let index = build(&rows);
        let query = Query::new(&need, &glossary());
        let frozen = index.freeze(&query, Audience::Internal);
        let naive = Naive::new(&rows, Audience::Internal);
        for (id, _, title, text) in &naive.documents {
            let score = index.score(&frozen, SCOPES[0], *id);
            let Reasons::Words(matched) = index.reasons(&frozen, SCOPES[0], *id) else { panic!("words") };
            for found in &matched {
                let of = |rendering: &Rendering| {
                    let whole = naive.rendering_score(rendering, title, text);
                    let is = |group: &&Group| group.source == found.source && group.asked == found.asked;
                    let group = rendering.groups.iter().find(is).filter(|_| rendering.language == found.language);
                    let Some(group) = group else { return whole };
                    let explained = frozen.explain().find(|one| {
                        one.language == found.language && one.source == found.source && one.asked == found.asked
                    });
                    let norm = length_norm(
                        Naive::length(title, text, rendering.language),
                        naive.documents.iter().map(|d| Naive::length(&d.2, &d.3, rendering.language)).sum::<f64>()
                            / naive.documents.len() as f64,
                    );
                    let frequency = match group.asked {
                        Asked::Adjacent => Naive::adjacent(title, text, &group.alternatives[0].tokens),
                        Asked::Any => group.alternatives.iter().map(|one| one.probability * one.tokens.iter()
                            .map(|token| Naive::frequency(title, text, token)).fold(f64::INFINITY, f64::min)).sum(),
                    };
                    whole - explained.unwrap().share * saturation(frequency, norm)
                };
                let without = query.renderings.iter().map(of).fold(0.0, f64::max);
                prop_assert!((score - without - found.amount).abs() < 1e-9, "{found:?} {score} {without}");
            }
        }
    }

    /// Barred candidates keep their score and rank's reasons; the others move up, nothing else changes.
    #[test]
    fn bars_hold_back_and_why_not_answers(rows in rows(), need in text(8), barred in 0..24_u128) {
        let index = build(&rows);
        let frozen = index.freeze(&Query::new(&need, &glossary()), Audience::Internal);
        let bar = |id: u128| (id % 3 == barred % 3).then_some(7);
        let all = index.rank(&frozen, SCOPES[0], 100, |_| None).candidates;
        let free: Vec<_> = all.iter().copied().filter(|ranked| bar(ranked.id).is_none()).collect();
        let ranking = index.rank(&frozen, SCOPES[0], 2, bar);
        prop_assert_eq!(&ranking.candidates[..], &free[..free.len().min(2)]);
        prop_assert!(ranking.barred.iter().all(|(ranked, code)| *code == 7 && bar(ranked.id).is_some()));
        for ranked in &all {
            let standing = index.why_not(&frozen, SCOPES[0], ranked.id, bar);
            let ahead = free.iter().take_while(|other| other.score > ranked.score
                || (other.score >= ranked.score && other.id < ranked.id)).count();
            prop_assert_eq!(standing.rank, Some(ahead + 1));
            prop_assert_eq!((standing.of, standing.ranked, standing.barred), (all.len(), *ranked, bar(ranked.id)));
        }
        prop_assert_eq!(index.why_not(&frozen, SCOPES[0], 9999, bar).rank, None);
    }
}

#[test]
fn odd_needs_and_damaged_files_are_survived() {
    let row = |text: &str| Row {
        owner: 900,
        kind: 0,
        audience: Audience::Public,
        title: String::new(),
        text: text.into(),
    };
    let index = build(&[row("heat exchanger 换热器"), row(""), row("\u{0}\u{202e}<b>&amp;</b>")]);
    let long = "heat 换热器 x1y2 ".repeat(25_000);
    for need in ["", " ", "的", "12345", "\u{0}\u{1}", "<<<>&;", "مرحبا мир", long.as_str()] {
        let frozen = index.freeze(&Query::new(need, &glossary()), Audience::Public);
        for scope in SCOPES {
            let ranking = index.rank(&frozen, scope, 5, |_| None);
            assert!(ranking.candidates.iter().all(|ranked| ranked.score > 0.0 && ranked.score < 1.0));
            assert!(index.rank(&frozen, scope, 0, |_| None).candidates.is_empty());
        }
        assert!(frozen.explain().all(|group| group.share.is_finite() && group.idf > 0.0));
    }
    let mut bytes = Vec::new();
    index.save(&mut bytes).unwrap();
    assert!(matches!(Index::load(&b"something else"[..]), Err(SnapshotError::NotOurs)));
    for at in (20..bytes.len()).step_by(7) {
        assert!(Index::load(&bytes[..at]).is_err());
        let mut changed = bytes.clone();
        changed[at] ^= 0x10;
        assert!(matches!(Index::load(changed.as_slice()), Err(SnapshotError::Damaged)));
    }
}

#[test]
fn space_of_removed_documents_comes_back_without_changing_answers() {
    let texts: Vec<String> =
        (0..3000).map(|at| format!("{} {} t{at}", WORDS[at % 6], WORDS[(at / 6) % 6])).collect();
    let rows: Vec<Row> = texts
        .iter()
        .map(|text| Row {
            owner: 900,
            kind: 0,
            audience: Audience::Members,
            title: String::new(),
            text: text.clone(),
        })
        .collect();
    let mut index = build(&rows);
    for id in 0..2900 {
        assert!(index.remove(id) && !index.contains(id) && !index.remove(id));
    }
    let query = Query::new("heat pump CO2", &glossary());
    let before = listed(&index, &query, Audience::Members, SCOPES[0], 50);
    index.compact();
    assert_eq!(listed(&index, &query, Audience::Members, SCOPES[0], 50), before);
    assert_eq!((index.len(), index.ids().len(), before.len()), (100, 100, 50));
}
