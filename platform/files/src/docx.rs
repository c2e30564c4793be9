//! The text of a Word document.

use std::io::{BufRead, BufReader, Cursor, Read};

use entente_kernel::Result;
use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use crate::child::{Emit, Part};
use crate::limits::{damaged, too_large};

/// Most bytes of one part, unpacked; also when the archive's directory lies about it.
const MOST: u64 = 64 << 20;

/// Gives the text of the body, its notes, headers and footers, one paragraph a line. No entity is ever resolved but
/// XML's own five. Errors: `file-damaged`, `file-too-large`.
pub(crate) fn read(bytes: Vec<u8>, emit: Emit) -> Result<()> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let names = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned()));
    let mut names: Vec<String> = names.filter(|name| is_text(name)).collect();
    names.sort_by_key(|name| (name != "word/document.xml", name.clone()));
    for name in names {
        let part = archive.by_name(&name).map_err(damaged)?;
        if part.size() > MOST {
            return Err(too_large(MOST));
        }
        paragraphs(BufReader::new(part.take(MOST + 1)), emit)?;
    }
    Ok(())
}

fn is_text(name: &str) -> bool {
    let part = name.strip_prefix("word/").and_then(|name| name.strip_suffix(".xml"));
    part.is_some_and(|part| {
        ["document", "footnotes", "endnotes", "comments"].contains(&part)
            || part.starts_with("header")
            || part.starts_with("footer")
    })
}

fn paragraphs(part: impl BufRead, emit: Emit) -> Result<()> {
    let mut reader = Reader::from_reader(part);
    let (mut buffer, mut text, mut inside) = (Vec::new(), String::new(), false);
    loop {
        match reader.read_event_into(&mut buffer).map_err(damaged)? {
            Event::Start(tag) if tag.local_name().as_ref() == "t" => inside = true,
            Event::End(tag) if tag.local_name().as_ref() == "t" => inside = false,
            Event::Empty(tag) if matches!(tag.local_name().as_ref(), "tab" | "br") => text.push(' '),
            Event::End(tag) if tag.local_name().as_ref() == "p" => {
                text.push('\n');
                emit(Part::Text(std::mem::take(&mut text)))?;
            }
            Event::Text(words) if inside => text.push_str(&words.xml10_content()),
            Event::GeneralRef(entity) if inside => text.push_str(&sign(&entity)),
            Event::DocType(_) => return Err(damaged("a document type")),
            Event::Eof => return emit(Part::Text(text)),
            _ => {}
        }
        buffer.clear();
    }
}

/// One of XML's own five entities or a numbered sign; nothing for any other.
fn sign(entity: &quick_xml::events::BytesRef) -> String {
    if let Ok(Some(sign)) = entity.resolve_char_ref() {
        return sign.to_string();
    }
    quick_xml::escape::resolve_xml_entity(&entity.xml10_content()).unwrap_or_default().to_owned()
}
