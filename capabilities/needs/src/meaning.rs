//! Closeness in meaning beside words, when the operator supplies a model. A score then is that of words plus a share of
//! the closeness, for an expert the mean over the five closest pieces; both parts are exact, so reasons are too. Bands
//! stay those of words: a vector makes nobody certain.

use std::collections::HashMap;
use std::sync::Arc;

use entente_matching::query::Asked;
use entente_matching::score::PIECES;
use entente_matching::{Language, Matched, Piece, Reasons};
use entente_meaning::{Model, Vector};

/// What full closeness adds to a score. Not tuned: no model was at hand whose gain could be measured.
pub const SHARE: f64 = 0.1;

/// Candidates that closeness alone brings in.
pub(crate) const POOL: usize = 200;

/// Vectors of what is on offer.
pub(crate) struct Meaning {
    model: Arc<Model>,
    documents: HashMap<u128, Held>,
    owned: HashMap<u128, Vec<u128>>,
}

struct Held {
    owner: Option<u128>,
    kind: u16,
    vector: Vector,
}

/// A need's closeness to what is on offer.
pub(crate) struct Near<'m> {
    of: &'m Meaning,
    vector: Vector,
}

impl Meaning {
    pub(crate) fn new(model: Arc<Model>) -> Self {
        Self { model, documents: HashMap::new(), owned: HashMap::new() }
    }

    pub(crate) fn put(&mut self, id: u128, owner: Option<u128>, kind: u16, text: &str) {
        self.remove(id);
        if let Some(owner) = owner {
            self.owned.entry(owner).or_default().push(id);
        }
        self.documents.insert(id, Held { owner, kind, vector: self.model.vector(text) });
    }

    pub(crate) fn remove(&mut self, id: u128) {
        let Some(owner) = self.documents.remove(&id).and_then(|held| held.owner) else { return };
        if let Some(pieces) = self.owned.get_mut(&owner) {
            pieces.retain(|piece| *piece != id);
        }
    }

    pub(crate) fn near(&self, words: &str) -> Near<'_> {
        Near { of: self, vector: self.model.vector(words) }
    }
}

impl Near<'_> {
    fn closeness(&self, id: u128) -> f64 {
        self.of.documents.get(&id).map_or(0.0, |held| self.vector.cosine(&held.vector).max(0.0))
    }

    /// An owner's pieces with their closeness, closest first.
    fn pieces(&self, owner: u128) -> Vec<(f64, u128)> {
        let ids = self.of.owned.get(&owner).map_or(&[][..], Vec::as_slice);
        let mut pieces: Vec<(f64, u128)> = ids.iter().map(|id| (self.closeness(*id), *id)).collect();
        pieces.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        pieces
    }

    /// What closeness adds to a document's score.
    pub(crate) fn of_document(&self, id: u128) -> f64 {
        SHARE * self.closeness(id)
    }

    /// What closeness adds to an owner's score.
    pub(crate) fn of_owner(&self, owner: u128) -> f64 {
        SHARE * mean(self.pieces(owner).iter().map(|piece| piece.0))
    }

    /// The documents of a kind, or the owners of such documents, that are closest.
    pub(crate) fn closest(&self, kind: u16, owners: bool) -> Vec<u128> {
        let of_kind = self.of.documents.iter().filter(|(_, held)| held.kind == kind);
        let mut all: Vec<(f64, u128)> = if owners {
            self.of.owned.keys().map(|owner| (self.of_owner(*owner), *owner)).collect()
        } else {
            of_kind.map(|(id, _)| (self.closeness(*id), *id)).collect()
        };
        all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        all.truncate(POOL);
        all.into_iter().filter(|(near, _)| *near > 0.0).map(|(_, id)| id).collect()
    }

    /// The reasons with what closeness adds to each.
    pub(crate) fn explain(&self, id: u128, reasons: Reasons) -> Reasons {
        match reasons {
            Reasons::Words(mut words) => {
                let amount = self.of_document(id);
                if amount > 0.0 {
                    let (language, source) = (Language::English, String::from("≈"));
                    words.push(Matched { language, source, asked: Asked::Any, found: Vec::new(), amount });
                    words.sort_by(|a, b| b.amount.total_cmp(&a.amount));
                }
                Reasons::Words(words)
            }
            Reasons::Pieces(mut pieces) => {
                let all = self.pieces(id);
                let whole = mean(all.iter().map(|piece| piece.0));
                for (at, (near, document)) in all.iter().take(PIECES).enumerate() {
                    let others = all.iter().enumerate().filter(|(other, _)| *other != at);
                    let amount = SHARE * (whole - mean(others.map(|(_, piece)| piece.0)));
                    match pieces.iter_mut().find(|piece| piece.document == *document) {
                        Some(piece) => piece.amount += amount,
                        None if *near > 0.0 => {
                            pieces.push(Piece {
                                document: *document,
                                score: 0.0,
                                amount,
                                matched: Vec::new(),
                            });
                        }
                        None => {}
                    }
                }
                pieces.sort_by(|a, b| b.amount.total_cmp(&a.amount).then(a.document.cmp(&b.document)));
                Reasons::Pieces(pieces)
            }
        }
    }
}

/// Over five pieces, the missing ones counting nothing; the closest come first.
fn mean(closest_first: impl Iterator<Item = f64>) -> f64 {
    closest_first.take(PIECES).sum::<f64>() / 5.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ranker::{Ranker, Wanted, id_of};
    use entente_access::Audience;
    use entente_contracts::{Offer, OfferSort};
    use entente_kernel::{Id, OsChance, Text};
    use entente_matching::Glossary;

    /// A model of four words in eight dimensions: "pump" and "impeller" point the same way, "loan" and "valve" do not.
    fn model() -> Arc<Model> {
        let folder = std::env::temp_dir().join(format!("entente-model-{}", Id::new(&OsChance)));
        std::fs::create_dir_all(&folder).unwrap();
        let tokenizer = r#"{"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":null,
            "pre_tokenizer":{"type":"Whitespace"},"post_processor":null,"decoder":null,
            "model":{"type":"WordLevel","unk_token":"[UNK]","vocab":{"[UNK]":0,"pump":1,"impeller":2,"loan":3,"valve":4}}}"#;
        std::fs::write(folder.join("tokenizer.json"), tokenizer).unwrap();
        let rows: [[f32; 8]; 5] = [0, 1, 1, 2, 3]
            .map(|axis| std::array::from_fn(|at| if at == axis && axis > 0 { 1.0 } else { 0.0 }));
        let header = r#"{"embeddings":{"dtype":"F32","shape":[5,8],"data_offsets":[0,160]}}"#;
        let mut bytes = u64::try_from(header.len()).unwrap().to_le_bytes().to_vec();
        bytes.extend(header.as_bytes());
        rows.iter().flatten().for_each(|number| bytes.extend(number.to_le_bytes()));
        std::fs::write(folder.join("model.safetensors"), bytes).unwrap();
        let model = Model::open(&folder).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        Arc::new(model)
    }

    fn piece(number: u128, owner: u128, text: &str) -> Offer {
        Offer {
            id: id_of(number),
            owner: Some(id_of(owner)),
            sort: OfferSort::Evidence,
            audience: Audience::Public,
            title: Text::en(text),
            text: Text::default(),
        }
    }

    #[test]
    fn closeness_finds_what_no_word_does_and_its_reasons_are_exact() {
        let glossary = Glossary::new();
        let pieces: Vec<Offer> =
            ["impeller", "impeller loan", "valve", "loan", "pump", "impeller valve", "impeller"]
                .iter()
                .zip(0_u128..)
                .map(|(text, at)| piece(at, if (2..=3).contains(&at) { 200 } else { 100 }, text))
                .collect();
        let model = model();
        let build = |leave: Option<u128>| {
            let mut ranker = Ranker::with(Some(&model));
            pieces.iter().for_each(|piece| ranker.put(piece));
            leave.into_iter().for_each(|gone| ranker.remove(id_of(gone)));
            ranker
        };
        let whole = build(None);
        let bound = whole.bind("pump", &glossary);
        let (first, expert) = (bound.rank(Wanted::Experts, 5).candidates[0], id_of(100));
        assert_eq!(first.id, 100);
        let near = whole.bind("impeller", &glossary);
        let words = Ranker::new().bind("impeller", &glossary).rank(Wanted::Experts, 5).candidates.len();
        assert!(words == 0 && !near.rank(Wanted::Experts, 5).candidates.is_empty());
        let Reasons::Pieces(reasons) = bound.reasons(Wanted::Experts, expert) else {
            panic!("an expert has pieces")
        };
        assert!(reasons.len() >= 4, "{reasons:?}");
        // Without words to weigh, what is left when a piece goes is the closeness alone, which is exact.
        let closeness = |ranker: &Ranker| {
            let bound = ranker.bind("impeller", &glossary);
            bound.why_not(Wanted::Experts, expert).ranked.score - bound.words_alone(Wanted::Experts, expert)
        };
        let Reasons::Pieces(all) = near.reasons(Wanted::Experts, expert) else {
            panic!("an expert has pieces")
        };
        for reason in all.iter().filter(|reason| reason.matched.is_empty()) {
            let less = closeness(&whole) - closeness(&build(Some(reason.document)));
            assert!((less - reason.amount).abs() < 1e-9, "{} is not {less}", reason.amount);
        }
        assert!(all.iter().any(|reason| reason.matched.is_empty()), "{all:?}");
        let standing = near.why_not(Wanted::Experts, id_of(200));
        assert_eq!(standing.ranked.band, entente_matching::Band::Weak, "closeness makes nobody certain");
    }
}
