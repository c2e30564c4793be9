//! The text of a PDF.

use std::panic::{AssertUnwindSafe, catch_unwind};

use entente_kernel::{Class, Problem, Result};
use pdf_extract::{Document, PlainTextOutput, output_doc_page};

use crate::child::{Emit, Part};
use crate::limits::damaged;

/// Gives the text page by page; a page that cannot be read is left out. Errors: `file-damaged`, `file-password`.
pub(crate) fn read(bytes: &[u8], emit: Emit) -> Result<()> {
    let document = Document::load_mem(bytes).map_err(damaged)?;
    if document.is_encrypted() {
        return Err(Problem::new(Class::WrongType, "file-password"));
    }
    for page in document.get_pages().into_keys() {
        // The library gives up on odd fonts by a panic, and the next page may have others.
        let text = catch_unwind(AssertUnwindSafe(|| page_text(&document, page)));
        if let Ok(Some(text)) = text {
            emit(Part::Text(text))?;
        }
    }
    Ok(())
}

fn page_text(document: &Document, page: u32) -> Option<String> {
    let mut text = String::new();
    output_doc_page(document, &mut PlainTextOutput::new(&mut text), page).ok()?;
    Some(text)
}
