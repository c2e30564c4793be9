//! One follows a record, another works on it: the inbox tells, a letter comes, and its link ends letters without a
//! log-in.

use std::time::Duration;

use crate::browse::{Person, tell};

/// The address in the newest digest to somebody, as soon as there is one.
async fn end_of_letters(folder: &std::path::Path, to: &str) -> String {
    for _ in 0..900 {
        for file in std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
            let letter = std::fs::read_to_string(file.path()).unwrap_or_default();
            let plain = letter.replace("\r\n ", " ");
            if letter.contains(&format!("To: {to}@"))
                && let Some(at) = plain.find("/unsubscribe/")
            {
                return plain[at..].chars().take_while(|sign| *sign != '>').collect();
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no digest to {to} in {}", folder.display());
}

/// Waits until the inbox says something.
async fn hears(person: &Person, words: &str) {
    for _ in 0..80 {
        person.go("/inbox").await;
        if person.text().await.contains(words) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    panic!("the inbox does not say {words}: {}", person.text().await);
}

/// Waits until there is no such element.
async fn gone(person: &Person, css: &str) {
    for _ in 0..100 {
        let there = person.script(&format!("return !!document.querySelector('{css}')")).await;
        if there.as_bool() == Some(false) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{css} is still on {}:\n{}", person.path().await, person.text().await);
}

#[test]
fn a_followed_record_is_heard_of_and_letters_end_by_their_link_logged_out() {
    tell(|house| async move {
        let reader = Person::named(house, "admin", "en").await;
        reader.go("/inbox").await;
        reader.reads("Nothing has happened yet").await;
        reader.go("/account").await;
        reader.click("input[name=pace][value=instant]").await;
        reader.click("#letters button.primary").await;
        reader.hears("Saved").await;
        reader.go("/organisations?sort=enterprise&order=title").await;
        reader.click("[data-row]").await;
        reader.arrives("/organisations/").await;
        let record = reader.path().await.split('?').next().unwrap().to_owned();
        reader.press("Follow").await;
        reader.hears("You will find in your inbox").await;
        reader.reads("✓ Following").await;

        let manager = Person::named(house, "manager", "en").await;
        manager.go(&record).await;
        manager.fill("textarea[name=body]", "They called, and will come in May.").await;
        manager.press("Add the note").await;
        manager.arrives("/organisations/").await;
        hears(&reader, "Demo Office Manager wrote a note").await;
        assert!(!reader.text().await.contains("They called"), "the note itself stays on the record");
        reader.see(".inbox-link .count").await;
        let link = end_of_letters(&house.mail(), "admin").await;

        reader.go("/inbox").await;
        for key in ["j", "e"] {
            reader.see("main").await;
            reader.browser.active_element().await.unwrap().send_keys(key).await.unwrap();
        }
        gone(&reader, ".inbox .unread").await;
        gone(&reader, ".inbox-link .count").await;

        let nobody = Person::new(house, "en", false).await;
        nobody.go(&link).await;
        nobody.reads("Do you want no more of these letters?").await;
        nobody.click("main form button").await;
        nobody.reads("These letters no longer come.").await;
        reader.go("/account").await;
        reader.see("input[name=pace][value=off]:checked").await;
        manager.leave().await;
        nobody.leave().await;
        reader.leave().await;
    });
}
