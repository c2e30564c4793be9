//! Matching of a need with what can answer it: experts and teams by their evidence, technologies, patents and calls
//! directly, across English and Chinese, with reasons that are exact.
//!
//! An algorithm, no more: no web, no database, no clock. What a kind of supply is called, who may see whom and which
//! hard filters hold are the caller's business; they come in as opaque numbers and a closure.
//!
//! | file | what it holds |
//! |---|---|
//! | [`analysis`], [`fold`] | text to terms: markup, width and traditional forms folded, stems, bigrams |
//! | [`glossary`], [`cedict`] | term pairs from our files, records, officers, an operator's dictionary |
//! | [`query`] | a need in both languages, as groups of synonyms |
//! | [`index`] | inverted index per audience class, incremental, with snapshot |
//! | [`frozen`] | a need bound to an audience's statistics |
//! | [`score`], [`confidence`] | the formula, and what its numbers are called |
//! | [`candidates`] | the ranking |
//! | `search`, `floor` | exact top of documents or owners |
//! | `plan`, `board`, `norm` | first pass over the postings: bounds of every score |
//! | [`reasons`] | exact reasons, and "why not this one" |

pub mod analysis;
mod board;
pub mod candidates;
pub mod cedict;
pub mod confidence;
mod floor;
pub mod fold;
pub mod frozen;
pub mod glossary;
pub mod index;
mod norm;
mod plan;
pub mod query;
pub mod reasons;
pub mod score;
mod search;

pub use candidates::{Ranked, Ranking, Scope, Target};
pub use confidence::Band;
pub use frozen::{Explained, Frozen};
pub use glossary::{Glossary, Origin};
pub use index::{Audience, Document, Index};
pub use query::{Language, Query};
pub use reasons::{Matched, Piece, Reasons, Standing};
