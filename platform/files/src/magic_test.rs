use super::FileType::{self, *};

/// An archive's directory entry of that name, behind a first entry.
fn archive(names: &[&str]) -> Vec<u8> {
    let mut bytes = b"PK\x03\x04".to_vec();
    bytes.resize(60, 0);
    for name in names {
        bytes.extend(b"PK\x01\x02");
        bytes.extend([0; 24]);
        bytes.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        bytes.extend([0; 16]);
        bytes.extend(name.as_bytes());
    }
    bytes
}

#[test]
fn bytes_decide() {
    let cases: &[(&[u8], FileType)] = &[
        (b"%PDF-1.7\n", Pdf),
        (b"\r\n\r\n%PDF-1.4", Pdf),
        (b"\x89PNG\r\n\x1a\n....", Png),
        (b"\xff\xd8\xff\xe0", Jpeg),
        (b"GIF89a..", Gif),
        (b"RIFF\0\0\0\0WEBPVP8 ", Webp),
        (b"RIFF\0\0\0\0WAVEfmt ", Unknown),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OldOffice),
        (b"MZ\x90\0\x03", Program),
        (b"MZ,name\n1,2\n", Text),
        (b"\x7fELF\x02", Program),
        (b"#!/bin/sh\n", Script),
        (b"name,year\nbearings,2019\n", Text),
        ("名称,年\n".as_bytes(), Text),
        (b"\xef\xbb\xbfname", Text),
        (b"\xff\xfen\0a\0m\0e\0", Text),
        (b"\xff\xfe<\0h\0t\0m\0l\0>\0", Html),
        (b"\xc3\xfb\xb3\xc6,\xc4\xea\n", Text),
        (b"  <!DOCTYPE HTML><p>", Html),
        (b"<p onclick=x><script>alert(1)</script>", Html),
        (b"<?xml version='1.0'?><svg xmlns='x'/>", Svg),
        (b"<svg onload=alert(1)>", Svg),
        (b"<?xml version='1.0'?><a/>", Xml),
        (b"<5 years, n=3\n", Text),
        (b"\0\x01\x02\x03", Unknown),
        (b"", Text),
    ];
    for (bytes, expected) in cases {
        assert_eq!(FileType::of(bytes), *expected, "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn an_archive_is_what_its_directory_names() {
    assert_eq!(FileType::of(&archive(&["[Content_Types].xml", "word/document.xml"])), Docx);
    assert_eq!(FileType::of(&archive(&["xl/workbook.xml"])), Xlsx);
    assert_eq!(FileType::of(&archive(&["ppt/presentation.xml"])), Pptx);
    assert_eq!(FileType::of(&archive(&["xl/workbook.xml", "xl/vbaProject.bin"])), Macros);
    assert_eq!(FileType::of(&archive(&["evil/word/document.xml", "a.txt"])), Zip);
    let mut text = b"PK\x03\x04".to_vec();
    text.resize(30, 0);
    text.extend(b"mimetypeapplication/vnd.oasis.opendocument.text");
    assert_eq!(FileType::of(&text), Odt);
}

#[test]
fn what_runs_is_refused() {
    for refused in [Macros, Html, Svg, Xml, Program, Script, Unknown] {
        assert!(refused.is_refused(), "{refused:?}");
    }
    for taken in [Pdf, Docx, Xlsx, Pptx, OldOffice, Png, Jpeg, Zip, Text] {
        assert!(!taken.is_refused(), "{taken:?}");
    }
}
