//! What a file is, by its bytes and never by its name.

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileType {
    /// PDF.
    Pdf,
    /// A text document of Word 2007 or later.
    Docx,
    /// A workbook of Excel 2007 or later.
    Xlsx,
    /// A presentation of PowerPoint 2007 or later.
    Pptx,
    /// Any of the three with macros inside.
    Macros,
    /// A text of OpenDocument.
    Odt,
    /// A workbook of OpenDocument.
    Ods,
    /// A presentation of OpenDocument.
    Odp,
    /// A file of Office 97 to 2003, or one of a later Office that a password protects.
    OldOffice,
    /// Rich text.
    Rtf,
    /// A picture.
    Png,
    /// A picture.
    Jpeg,
    /// A picture.
    Gif,
    /// A picture.
    Webp,
    /// A picture, as scanners make them.
    Tiff,
    /// Any other archive of this form.
    Zip,
    /// Plain text, tables divided by commas among it.
    Text,
    /// A page that a browser would run.
    Html,
    /// A drawing that a browser would run.
    Svg,
    /// Any other XML.
    Xml,
    /// A program.
    Program,
    /// A text that a shell would run.
    Script,
    /// None of these.
    Unknown,
}

const ZIP: &[u8] = b"PK\x03\x04";
const ENTRY: &[u8] = b"PK\x01\x02";

/// First bytes that decide alone.
const HEADS: &[(&[u8], FileType)] = &[
    (b"\x89PNG\r\n\x1a\n", FileType::Png),
    (b"\xff\xd8\xff", FileType::Jpeg),
    (b"GIF87a", FileType::Gif),
    (b"GIF89a", FileType::Gif),
    (b"II*\0", FileType::Tiff),
    (b"MM\0*", FileType::Tiff),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileType::OldOffice),
    (b"{\\rtf", FileType::Rtf),
    (b"\x7fELF", FileType::Program),
    (b"\xfe\xed\xfa", FileType::Program),
    (b"\xce\xfa\xed\xfe", FileType::Program),
    (b"\xcf\xfa\xed\xfe", FileType::Program),
    (b"\xca\xfe\xba\xbe", FileType::Program),
    (b"\0asm", FileType::Program),
    (b"#!", FileType::Script),
];

/// Tags with which a page begins, whatever comes before them in an honest text.
const PAGE: &[&str] = &[
    "<!doctype html",
    "<html",
    "<head",
    "<body",
    "<script",
    "<iframe",
    "<title",
    "<style",
    "<meta",
    "<div",
    "<!--",
];

impl FileType {
    /// What these bytes are: the whole file.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::of_ends(bytes, bytes)
    }

    /// What a file is of which only the beginning and the end are at hand: 4 KiB and 1 MiB decide all but odd ones.
    /// The beginning is also the end of a file that is shorter.
    #[must_use]
    pub fn of_ends(head: &[u8], tail: &[u8]) -> Self {
        if let Some((_, known)) = HEADS.iter().find(|(start, _)| head.starts_with(start)) {
            return *known;
        }
        // Readers of PDF look for its mark in the first kilobyte.
        if head.get(..1024.min(head.len())).is_some_and(|start| holds(start, b"%PDF-")) {
            return Self::Pdf;
        }
        if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
            return Self::Webp;
        }
        if head.starts_with(b"MZ") && !head.iter().take(512).all(|byte| is_plain(*byte)) {
            return Self::Program;
        }
        if head.starts_with(ZIP) || head.starts_with(b"PK\x05\x06") {
            return packed(head, tail);
        }
        written(head)
    }

    /// The media type under which it is handed out.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Odp => "application/vnd.oasis.opendocument.presentation",
            Self::OldOffice => "application/x-ole-storage",
            Self::Rtf => "application/rtf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Tiff => "image/tiff",
            Self::Zip => "application/zip",
            Self::Text => "text/plain",
            Self::Html => "text/html",
            Self::Svg => "image/svg+xml",
            Self::Xml => "application/xml",
            Self::Macros | Self::Program | Self::Script | Self::Unknown => "application/octet-stream",
        }
    }

    /// True for what nobody should hand on: what runs when it is opened, and what cannot be told.
    #[must_use]
    pub const fn is_refused(self) -> bool {
        matches!(
            self,
            Self::Macros | Self::Html | Self::Svg | Self::Xml | Self::Program | Self::Script | Self::Unknown
        )
    }

    /// True for what [`crate::Bounded::text`] can read.
    #[must_use]
    pub const fn has_text(self) -> bool {
        matches!(self, Self::Pdf | Self::Docx | Self::Text)
    }
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

/// By the names in the archive's directory, which stands at its end.
fn packed(head: &[u8], tail: &[u8]) -> FileType {
    // OpenDocument keeps its media type unpacked as the first entry.
    let first = head.get(30..).unwrap_or_default();
    if let Some(kind) = first.strip_prefix(b"mimetypeapplication/vnd.oasis.opendocument.") {
        let known: [(&[u8], FileType); 3] =
            [(b"text", FileType::Odt), (b"spreadsheet", FileType::Ods), (b"presentation", FileType::Odp)];
        return known.iter().find(|(word, _)| kind.starts_with(word)).map_or(FileType::Zip, |(_, is)| *is);
    }
    let mut found = FileType::Zip;
    for name in names(tail) {
        match name {
            name if name.ends_with(b"vbaProject.bin") => return FileType::Macros,
            b"word/document.xml" => found = FileType::Docx,
            b"xl/workbook.xml" => found = FileType::Xlsx,
            b"ppt/presentation.xml" => found = FileType::Pptx,
            _ => {}
        }
    }
    found
}

/// The names of the archive's entries.
fn names(tail: &[u8]) -> impl Iterator<Item = &[u8]> {
    let starts = tail.windows(ENTRY.len()).enumerate().filter(|(_, window)| *window == ENTRY);
    starts.filter_map(|(at, _)| {
        let length = tail.get(at + 28..at + 30)?;
        let length = usize::from(u16::from_le_bytes(length.try_into().ok()?));
        tail.get(at + 46..at + 46 + length)
    })
}

/// A byte that a text may hold: no control sign but those of lines.
const fn is_plain(byte: u8) -> bool {
    byte >= 0x20 && byte != 0x7f || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c)
}

fn written(head: &[u8]) -> FileType {
    let wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    // Of a wide text the half that holds Latin letters is enough to find a tag.
    let narrow: Vec<u8> = head.iter().copied().filter(|byte| !(wide && *byte == 0)).collect();
    let start = narrow.get(..4096.min(narrow.len())).unwrap_or_default();
    if !wide && !start.iter().all(|byte| is_plain(*byte)) {
        return FileType::Unknown;
    }
    let text = String::from_utf8_lossy(start).to_lowercase();
    let text = text
        .trim_start_matches(|sign: char| sign.is_whitespace() || sign == '\u{feff}' || sign == '\u{fffd}');
    if !text.starts_with('<') {
        return FileType::Text;
    }
    match () {
        () if text.contains("<svg") => FileType::Svg,
        () if PAGE.iter().any(|tag| text.starts_with(tag))
            || text.contains("<script")
            || text.contains("<html") =>
        {
            FileType::Html
        }
        () if text.starts_with("<?xml") => FileType::Xml,
        () => FileType::Text,
    }
}

#[cfg(test)]
#[path = "magic_test.rs"]
mod tests;
