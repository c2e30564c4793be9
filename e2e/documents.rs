//! Documents: a file goes onto a record, gets a new version, is searched and removed; a wrong one says why.

use crate::browse::{Person, tell};

/// A file on this machine, as a person would choose it.
fn file(name: &str, text: &str) -> String {
    let folder = std::env::temp_dir().join(format!("entente-story-files-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Whether a page says these words, now or within a while.
async fn comes(person: &Person, path: &str, words: &str) -> bool {
    for _ in 0..80 {
        person.go(path).await;
        if person.text().await.contains(words) {
            return true;
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    false
}

#[test]
fn a_document_is_added_versioned_searched_and_removed() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        officer.go("/organisations?sort=enterprise&order=title").await;
        officer.click("[data-row]").await;
        officer.arrives("/organisations/").await;
        let record = officer.path().await;
        officer.press("Add a document…").await;
        officer.fill("#document-title", "Letter of intent").await;
        officer.attach("#document-file", &file("page.html", "<html><script>alert(1)</script>")).await;
        officer.press("Add a document").await;
        officer.see(".problems").await;
        officer.reads("Files of this type are not taken").await;
        let kept = officer.script("return document.querySelector('#document-title').value").await;
        assert_eq!(kept.as_str(), Some("Letter of intent"));
        officer.attach("#document-file", &file("意向书.txt", "First quixotism")).await;
        officer.press("Add a document").await;
        officer.hears("Document added.").await;
        officer.reads("Letter of intent").await;

        officer.click(".docs summary").await;
        officer.attach(".docs input[type=file]", &file("second.txt", "Second quixotism")).await;
        officer.press("Add this version").await;
        officer.hears("Version added").await;
        officer.reads("version 2").await;
        let got = "return fetch(document.querySelector('.doc-line a').href).then(async r => \
                   [await r.text(), r.headers.get('content-disposition'), r.headers.get('content-security-policy')])";
        let got = officer.script(got).await;
        assert_eq!(got[0].as_str(), Some("Second quixotism"));
        assert!(got[1].as_str().unwrap().starts_with("attachment; filename=\"second.txt\""), "{got}");
        assert_eq!(got[2].as_str(), Some("sandbox; default-src 'none'"));

        assert!(comes(&officer, &record, "text is searched").await, "the child reads the text");
        // The index of a fresh demo is built beside the requests.
        let name = officer.script("return document.querySelector('h1').innerText").await;
        assert!(
            comes(&officer, "/search?q=quixotism", name.as_str().unwrap()).await,
            "search finds the text"
        );
        officer.click(&format!("main a[href='{record}']")).await;

        officer.click(".docs summary").await;
        officer.press("Remove this document").await;
        officer.hears("Removed: Letter of intent").await;
        officer.reads("No documents yet.").await;
        officer.leave().await;
    });
}

#[test]
fn a_dropped_file_is_taken_and_one_that_is_too_large_is_named_before_it_is_sent() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        officer.go("/organisations?sort=enterprise&order=title").await;
        officer.click("[data-row]").await;
        officer.arrives("/organisations/").await;
        officer.press("Add a document…").await;
        for (size, valid) in [("51 << 20", false), ("7", true)] {
            let drop = format!(
                "const carried = new DataTransfer(); \
                 carried.items.add(new File([new Uint8Array({size}).fill(97)], 'plan.txt')); \
                 const form = document.querySelector('.doc-add form'); \
                 form.dispatchEvent(new DragEvent('drop', {{dataTransfer: carried, bubbles: true, cancelable: true}})); \
                 const input = document.querySelector('#document-file'); \
                 return [input.files.length, input.checkValidity(), document.querySelector('#e-document-file').innerText]"
            );
            let seen = officer.script(&drop).await;
            assert_eq!((seen[0].as_i64(), seen[1].as_bool()), (Some(1), Some(valid)), "{seen}");
            assert_eq!(seen[2].as_str().unwrap().contains("larger than 50 MiB"), !valid, "{seen}");
        }
        officer.leave().await;
    });
}
