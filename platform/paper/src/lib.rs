//! Papers: agreements, cover sheets, statements and reports as tagged bilingual PDF, by typst as a library.
//!
//! Same paper, same bytes: no clock, no randomness, no network, no file but the fonts of this machine. What people
//! typed reaches typst as values and never as markup: `look.typ` is the only source, and reads them from a JSON file
//! that exists in memory only.
//!
//! ```no_run
//! use entente_kernel::{Date, Lang};
//! use entente_paper::{Block, Paper, pdf};
//!
//! let paper = Paper {
//!     title: "Value statement".into(),
//!     lang: Lang::En,
//!     subtitle: String::new(),
//!     author: "Office of Cooperation".into(),
//!     reference: "MEM-0001".into(),
//!     date: Date::constant(2026, 3, 2),
//!     cover: false,
//!     contents: false,
//!     blocks: vec![Block::Heading { level: 1, text: "Services".into() }, Block::Text("None yet.".into())],
//! };
//! std::fs::write("statement.pdf", pdf(&paper)?)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod chart;
mod clean;
mod data;
mod fonts;
mod levels;
mod markdown;
mod paper;
mod set;

pub use fonts::{Fonts, fonts};
pub use paper::{Block, Column, Paper, Signature};

/// Why there is no paper.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The paper holds Chinese, and this machine has no font for it.
    #[error("there is no Chinese font on this machine; install fonts-noto-cjk")]
    NoChineseFont,
    /// What typst says, one line each: a chart that is no SVG, or a mistake of this crate.
    #[error("the paper could not be set: {}", .0.join("; "))]
    Typeset(Vec<String>),
}

/// The paper as PDF/UA-1 and PDF/A-2a at once, in the fonts of this machine.
///
/// Characters that no font has become `□`; direction marks and other invisible characters are left out. Headings
/// that skip a level move up, since PDF/UA-1 refuses them.
///
/// # Errors
/// [`PaperError::NoChineseFont`], and [`PaperError::Typeset`] for a chart that is no SVG.
pub fn pdf(paper: &Paper) -> Result<Vec<u8>, PaperError> {
    pdf_with(paper, fonts())
}

/// [`pdf`] with fonts of the caller's choice.
///
/// # Errors
/// As [`pdf`].
pub fn pdf_with(paper: &Paper, fonts: &Fonts) -> Result<Vec<u8>, PaperError> {
    let mut data = data::of(paper, fonts);
    if !fonts.chinese() && clean::has_chinese(&data) {
        return Err(PaperError::NoChineseFont);
    }
    clean::clean(&mut data, fonts);
    set::pdf(&data, &data::ident(paper), fonts).map_err(PaperError::Typeset)
}
