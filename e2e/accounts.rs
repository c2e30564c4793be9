//! A forgotten password: by mail, once, and every session ends.

use std::time::Duration;

use crate::browse::{Person, tell};

/// The address in the newest letter to somebody, as soon as there is one.
async fn link_mailed(folder: &std::path::Path, to: &str) -> String {
    for _ in 0..300 {
        let files = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        for file in files {
            let letter = std::fs::read_to_string(file.path()).unwrap_or_default().replace("=\r\n", "");
            let found = letter.split_whitespace().find(|word| word.contains("/link/"));
            if letter.contains(to)
                && let Some(at) = found.and_then(|word| word.find("/link/").map(|at| &word[at..]))
            {
                return at.trim_end_matches(['>', '.']).to_owned();
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no letter to {to} in {}", folder.display());
}

#[test]
fn a_forgotten_password_is_replaced_by_mail_once() {
    tell(|house| async move {
        let logged_in = Person::named(house, "auditor", "en").await;
        let person = Person::new(house, "en", true).await;
        person.go("/forgot").await;
        person.fill("#login", "nobody-of-this-name").await;
        person.click("main form button").await;
        let said = person.see("main [role=status]").await.text().await.unwrap();
        person.go("/forgot").await;
        person.fill("#login", "auditor").await;
        person.click("main form button").await;
        let same = person.see("main [role=status]").await.text().await.unwrap();
        assert_eq!(said, same, "the answer does not tell whether there is such an account");

        let link = link_mailed(&house.mail(), "auditor").await;
        person.go(&link).await;
        person.fill("#password", "short").await;
        person.fill("#again", "short").await;
        person.click("main form button").await;
        person.see("main .problems").await;
        person.fill("#password", "a sentence that nobody else would write").await;
        person.fill("#again", "a sentence that nobody else would write").await;
        person.click("main form button").await;
        person.arrives("/login").await;

        person.go(&link).await;
        person.reads("This link can no longer be used").await;
        logged_in.go("/needs").await;
        logged_in.arrives("/login").await;
        logged_in.fill("#login", "auditor").await;
        logged_in.fill("#password", "auditor-of-the-demo").await;
        logged_in.click("main form button[type=submit]").await;
        logged_in.see("main .problems").await;
        logged_in.fill("#password", "a sentence that nobody else would write").await;
        logged_in.click("main form button[type=submit]").await;
        logged_in.see("nav.side").await;
        logged_in.leave().await;
        person.leave().await;
    });
}
