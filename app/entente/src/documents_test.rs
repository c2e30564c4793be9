//! Documents over HTTP, on both engines: forms with files, what is refused and how, downloads, search.

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, header};
use entente_files::Bounded;
use entente_kernel::Id;
use entente_store::scalar;
use entente_testkit::{Bench, on_each_engine};

use crate::rooms;
use crate::routes_test::{Site, between, session};
use crate::settings::{Documents, Settings};

/// A house whose files may have 1 MiB.
fn site(bench: &Bench) -> Site {
    let data = std::env::temp_dir().join(format!("entente-documents-{}", std::process::id()));
    let documents = Documents { file: 1, account: 2, all: 2 };
    Site::with(bench, &Settings { data, documents, ..Settings::default() }).0
}

/// A form with a title and a file.
pub(crate) fn form(path: &str, cookie: &str, token: &str, title: &str, file: (&str, &[u8])) -> Request<Body> {
    let mut body = Vec::new();
    for (name, value) in [("csrf", token), ("title", title)] {
        let part = format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.into_bytes());
    }
    let part =
        format!("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\r\n", file.0);
    body.extend(part.into_bytes());
    body.extend(file.1);
    body.extend(b"\r\n--edge--\r\n");
    Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::HOST, "localhost")
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .header(header::CONTENT_LENGTH, body.len())
        .body(Body::from(body))
        .unwrap()
}

fn get(path: &str, cookie: &str) -> Request<Body> {
    let request = Request::builder().uri(path).header(header::HOST, "localhost");
    request.header(header::COOKIE, cookie).body(Body::empty()).unwrap()
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).unwrap().to_str().unwrap()
}

/// The address of a record of the demo: a need that the company did not file.
fn need(bench: &Bench) -> String {
    let sql = "SELECT id FROM need WHERE organisation <> (SELECT o.organisation FROM account_organisation o
               JOIN account a ON a.id = o.account WHERE a.login = 'company') ORDER BY reference";
    let id: Option<Id> = bench.db.read_now(move |r| scalar(r, sql, &[])).unwrap();
    format!("/needs/{}", id.unwrap())
}

#[test]
fn a_file_is_uploaded_found_by_its_text_and_downloaded_as_an_attachment() {
    on_each_engine(&rooms::migrations(), |bench| {
        let site = site(bench);
        let (officer, here) = (session(&site, bench, "officer"), need(bench));
        let page = site.ask(Method::GET, &here, &officer, "").2;
        let token = between(&page, "name=\"csrf\" value=\"", "\"").to_owned();
        let documents = format!("{here}/documents");
        let words = "Zwölfzylinder 轴承".as_bytes();
        let (status, headers, _) = site.send(form(&documents, &officer, &token, "", ("协议.txt", words)));
        assert_eq!((status, text(&headers, header::LOCATION)), (303, format!("{here}#documents").as_str()));
        let page = site.ask(Method::GET, &here, &officer, "").2;
        let place = between(&page, &format!("<a href=\"{documents}/"), "\" download").to_owned();
        assert!(page.contains("协议.txt") && place.ends_with("/1"), "{place}");
        let (status, headers, bytes) = site.send(get(&format!("{documents}/{place}"), &officer));
        assert_eq!((status, bytes.as_slice()), (200, words));
        let packed = Request::builder().uri(format!("{documents}/{place}")).header(header::HOST, "localhost");
        let packed = packed.header(header::COOKIE, &officer).header(header::ACCEPT_ENCODING, "gzip");
        let (status, headers_packed, _) = site.send(packed.body(Body::empty()).unwrap());
        assert_eq!((status, text(&headers_packed, header::CONTENT_ENCODING)), (200, "gzip"));
        assert_eq!(text(&headers, header::CONTENT_SECURITY_POLICY), "sandbox; default-src 'none'");
        let name = "attachment; filename=\"__.txt\"; filename*=UTF-8''%E5%8D%8F%E8%AE%AE.txt";
        assert_eq!(text(&headers, header::CONTENT_DISPOSITION), name);
        assert_eq!(entente_documents::read_waiting(&bench.db, &Bounded::in_this_process()).unwrap(), 1);
        let search = site.search.clone();
        bench.db.read_now(move |reads| search.follow(reads)).unwrap();
        let found = site.ask(Method::GET, "/search?q=zw%C3%B6lfzylinder", &officer, "").2;
        assert!(found.contains(&here), "the record is found by the words of its document");

        let company = session(&site, bench, "company");
        for path in [documents.clone(), format!("{documents}/{place}")] {
            assert_eq!(site.send(get(&path, &company)).0, 404, "{path}");
        }
        let page = site.ask(Method::GET, "/", &company, "").2;
        let theirs = between(&page, "name=\"csrf\" value=\"", "\"");
        let (status, _, _) = site.send(form(&documents, &company, theirs, "", ("a.txt", b"a")));
        assert!([403, 404].contains(&status), "{status}");
        let found = site.ask(Method::GET, "/search?q=zw%C3%B6lfzylinder", &company, "").2;
        assert!(!found.contains(&here));
    });
}

#[test]
fn what_is_refused_stands_beside_its_field_and_nothing_is_lost() {
    on_each_engine(&rooms::migrations(), |bench| {
        let site = site(bench);
        let (officer, here) = (session(&site, bench, "officer"), need(bench));
        let documents = format!("{here}/documents");
        let page = site.ask(Method::GET, &documents, &officer, "").2;
        let token = between(&page, "name=\"csrf\" value=\"", "\"").to_owned();
        let send = |file: (&str, &[u8])| {
            let (status, _, body) = site.send(form(&documents, &officer, &token, "Our offer", file));
            (status, String::from_utf8(body).unwrap())
        };
        let large = vec![b'x'; (1 << 20) + 1];
        let half = vec![b'x'; 900 << 10];
        assert_eq!(send(("a.txt", &half)).0, 303);
        assert_eq!(send(("b.txt", &half)).0, 303);
        let refusals: [(&str, &[u8], u16, &str); 4] = [
            ("a.pdf", b"<html><script>alert(1)</script>", 415, "Files of this type are not taken"),
            ("a.txt", &large, 413, "The file is larger than 1 MiB"),
            ("a.txt", &half, 507, "Your documents would be larger than 2 MiB"),
            ("", b"", 422, "This is required"),
        ];
        for (name, bytes, status, said) in refusals {
            let (answered, page) = send((name, bytes));
            let field = between(&page, "id=\"e-document-file\"", "</p>");
            assert_eq!((answered, field.contains(said)), (status, true), "{name} {field}");
            assert!(page.contains("value=\"Our offer\""), "the title is kept: {name}");
        }
        let count = bench.db.read_now(|r| r.count("SELECT count(*) FROM document", &[])).unwrap();
        assert_eq!(count, 2);
        let (status, _, _) = site.send(form(&documents, &officer, "wrong", "", ("a.txt", b"a")));
        assert_eq!(status, 403);
        let (status, _, _) = site.send(form(&documents, "", "", "", ("a.txt", b"a")));
        assert_eq!(status, 401);
    });
}
