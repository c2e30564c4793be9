//! What a paper is made of.

use entente_kernel::{Date, Lang};

/// A paper in one language, with parts in the other where a block says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// The title, on the cover or above the text, and in the properties of the file.
    pub title: String,
    /// The language of everything outside [`Block::In`].
    pub lang: Lang,
    /// Below the title; empty for none.
    pub subtitle: String,
    /// Who issues the paper; empty for nobody.
    pub author: String,
    /// The number of the paper, at the foot of each page; empty for none.
    pub reference: String,
    /// The day that the paper bears, also in the properties of the file.
    pub date: Date,
    /// Whether a page with the title goes first.
    pub cover: bool,
    /// Whether a list of the headings of levels 1 and 2 follows.
    pub contents: bool,
    /// The text.
    pub blocks: Vec<Block>,
}

/// A piece of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading; levels outside 1 to 4 count as the nearest one.
    Heading {
        /// 1 to 4.
        level: u8,
        /// In plain text.
        text: String,
    },
    /// One paragraph of plain text; line breaks stay.
    Text(String),
    /// Headings, paragraphs, lists, emphasis, code, tables and links; everything else is set as plain text.
    Markdown(String),
    /// Points, each one paragraph of plain text.
    List {
        /// Whether they are numbered.
        ordered: bool,
        /// The points.
        items: Vec<String>,
    },
    /// Names and values: a table of two columns.
    Facts(Vec<(String, String)>),
    /// A table; its head stands on each page that it runs over.
    Table {
        /// Above the table; empty for none.
        caption: String,
        /// Heads and alignment.
        columns: Vec<Column>,
        /// Cells by row; missing ones are empty, further ones are left out.
        rows: Vec<Vec<String>>,
    },
    /// A drawing, never wider than the text.
    Chart {
        /// A whole SVG document.
        svg: String,
        /// What the drawing says, for those who do not see it; must not be empty.
        alt: String,
        /// Below the drawing; empty for none.
        caption: String,
    },
    /// Who signs or has signed.
    Signatures(Vec<Signature>),
    /// A part in another language, marked as such.
    In {
        /// Its language.
        lang: Lang,
        /// Its blocks.
        blocks: Vec<Block>,
    },
    /// What follows begins on a new page.
    PageBreak,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// Whether it holds numbers, which stand at the right, digits below digits.
    pub right: bool,
}

/// A line for one who signs; what is empty becomes a line to write on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The party for which it is signed.
    pub party: String,
    /// Who signs.
    pub name: String,
    /// In what capacity.
    pub capacity: String,
    /// When, as text.
    pub when: String,
}
