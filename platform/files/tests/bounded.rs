//! Files that nobody vouches for, read by children that are bound in memory, time and words.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write;
use std::time::Duration;

use entente_files::{Bounded, Cell, Limits, Part, Wanted, XlsxFile};
use entente_kernel::Problem;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn bounded() -> Bounded {
    Bounded::new(env!("CARGO_BIN_EXE_entente-reader"))
}

/// Time enough for an unoptimised child beside other tests.
fn limits() -> Limits {
    Limits { time: Duration::from_secs(60), ..Limits::default() }
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn workbook(lines: i64) -> Vec<u8> {
    let header: Vec<String> = ["name", "名称", "since", "amount"].map(str::to_owned).into();
    let mut file = XlsxFile::new("Partners", &header, &std::env::temp_dir()).unwrap();
    for number in 0..lines {
        let day = Cell::Date("2024-05-01".parse().unwrap());
        file.line(&[format!("Partner {number}").as_str().into(), "某某大学".into(), day, Cell::Int(number)])
            .unwrap();
    }
    let mut bytes = Vec::new();
    file.finish(&mut bytes).unwrap();
    bytes
}

/// A PDF of one page that says so.
fn pdf(words: &str) -> Vec<u8> {
    let page = format!("BT /F1 12 Tf 72 720 Td ({words}) Tj ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{page}\nendstream", page.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut table = String::from("xref\n0 6\n0000000000 65535 f \n");
    for (at, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", file.len());
        file += &format!("{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let start = file.len();
    file += &format!("{table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    file.into_bytes()
}

fn refused(bytes: &[u8], limits: &Limits) -> Problem {
    bounded().table(bytes, limits).map(|_| "read").unwrap_err()
}

#[test]
fn a_workbook_of_ten_thousand_lines_is_read_within_the_memory_of_the_wizard() {
    let bytes = workbook(10_000);
    let mut lines = 0;
    let mut last = Vec::new();
    let cost = bounded()
        .read(Wanted::Table, bytes.as_slice(), &limits(), &mut |part| {
            if let Part::Line(number, cells) = part {
                (lines, last) = (number, cells);
            }
            Ok(())
        })
        .unwrap();
    assert_eq!((lines, last.join("|")), (10_001, "Partner 9999|某某大学|2024-05-01|9999".into()));
    assert!(cost.memory > 0 && cost.memory <= 200 << 20, "{cost:?}");
}

#[test]
fn texts_come_out_of_pdf_and_word() {
    let read = |bytes: &[u8]| bounded().text(bytes, &limits());
    assert!(read(&pdf("Bearings for wind turbines")).unwrap().contains("Bearings for wind turbines"));
    let body = "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>轴承 &amp; gears &#x4E2D;</w:t>\
        </w:r></w:p><w:p><w:r><w:t>second</w:t><w:tab/><w:t>line</w:t></w:r></w:p></w:body></w:document>";
    let word = archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", body.as_bytes())]);
    assert_eq!(read(&word).unwrap(), "轴承 & gears 中\nsecond line\n");
    assert_eq!(read(b"\x89PNG\r\n\x1a\n").unwrap_err().code, "file-no-text");
}

#[test]
fn a_document_with_a_type_of_its_own_is_not_read() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><w:t>&b;</w:t>";
    let word = archive(&[("word/document.xml", bomb.as_bytes())]);
    assert_eq!(bounded().text(word.as_slice(), &limits()).unwrap_err().code, "file-damaged");
}

#[test]
fn whatever_a_child_does_ends_in_a_clear_problem() {
    let good = workbook(2_000);
    assert_eq!(refused(&good[..good.len() / 2], &limits()).code, "file-damaged");
    assert_eq!(refused(b"%PDF-1.7 a table it is not", &limits()).code, "file-not-table");
    assert_eq!(refused(&b"\0\xff"[..], &limits()).code, "file-not-table");
    let small = Limits { input: 1000, ..limits() };
    assert_eq!(refused(&good, &small).code, "file-too-large");
    let talkative = Limits { output: 1000, ..limits() };
    assert_eq!(refused(&good, &talkative).code, "file-too-large");
    let poor = Limits { memory: 2 << 20, ..limits() };
    let problem = refused(&good.repeat(200), &poor);
    assert_eq!((problem.code, problem.args), ("file-too-heavy", vec![("max", "2".to_owned())]));
    let program = Bounded::new("/bin/false");
    assert_eq!(program.table(&b"a,b"[..], &limits()).unwrap_err().code, "file-damaged");
}

#[test]
fn a_child_that_never_ends_is_ended() {
    // `yes read table …` says things that are no answer; `sleep` would refuse the words.
    let endless = Bounded::new("/usr/bin/yes");
    assert_eq!(endless.table(&b"a,b"[..], &limits()).unwrap_err().code, "file-damaged");
    let idle = tempfile_script("#!/bin/sh\nexec sleep 1000\n");
    let hasty = Limits { time: Duration::from_millis(200), ..limits() };
    let problem = Bounded::new(idle.clone()).table(&b"a,b"[..], &hasty).unwrap_err();
    assert_eq!(problem.code, "file-too-slow");
    std::fs::remove_file(idle).unwrap();
}

#[test]
fn a_sheet_that_unpacks_without_end_is_ended() {
    let sheet = [
        b"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>"
            .as_slice(),
        &b"<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>x</t></is></c></row>".repeat(1_000_000),
    ]
    .concat();
    let bomb = archive(&[
        ("_rels/.rels", b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        ("xl/workbook.xml", b"<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
        ("xl/worksheets/sheet1.xml", &sheet),
    ]);
    assert!(bomb.len() < 2 << 20, "{}", bomb.len());
    let hasty = Limits { time: Duration::from_secs(1), ..limits() };
    let problem = refused(&bomb, &hasty);
    assert_eq!(problem.code, "file-too-slow", "{problem}");
}

fn tempfile_script(text: &str) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let path = std::env::temp_dir().join(format!("entente-idle-{}", std::process::id()));
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
    path
}
