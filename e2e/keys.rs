//! The keyboard: every shortcut of the sheet works, none fires while somebody types, all can be turned off.

use crate::browse::{Person, tell};

/// Waits until the row of that number has the focus.
async fn rests_on(person: &Person, row: i64) {
    let number = "return [...document.querySelectorAll('[data-row]')].indexOf(document.activeElement)";
    for _ in 0..50 {
        if person.script(number).await.as_i64() == Some(row) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("row {row} never has the focus");
}

#[test]
fn each_shortcut_works_none_while_typing_and_all_can_be_turned_off() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        let go = "return [...document.querySelectorAll('[data-go]')].map(a => [a.dataset.go, a.getAttribute('href')])";
        let places = officer.script(go).await;
        assert!(places.as_array().unwrap().len() > 5, "{places}");
        for place in places.as_array().unwrap() {
            let (key, href) = (place[0].as_str().unwrap(), place[1].as_str().unwrap());
            // Both letters are to come within 1.2 s: a busy machine may need another try.
            for _ in 0..5 {
                officer.go("/account").await;
                officer.keys(&format!("g{key}")).await;
                tokio::time::sleep(std::time::Duration::from_millis(300)).await;
                if officer.path().await == href {
                    break;
                }
            }
            officer.arrives(href).await;
        }
        officer.go("/organisations").await;
        officer.keys("?").await;
        officer.see("dialog[data-ux=help][open]").await;
        officer.keys("\u{e00c}").await;
        officer.keys("jj").await;
        rests_on(&officer, 1).await;
        officer.keys("k").await;
        rests_on(&officer, 0).await;
        officer.script("document.activeElement.click()").await;
        officer.arrives("/organisations/").await;
        officer.keys("e").await;
        officer.arrives("/edit").await;
        // While somebody types, letters are letters.
        officer.fill("#f-city_en", "cgo?/ejk").await;
        let typed = officer.script("return document.querySelector('#f-city_en').value").await;
        assert_eq!(typed.as_str(), Some("cgo?/ejk"));
        officer.go("/organisations").await;
        officer.keys("/").await;
        officer.see(".find input:focus").await;
        officer.go("/organisations").await;
        officer.keys("c").await;
        officer.arrives("/organisations/new").await;

        officer.go("/organisations").await;
        officer.keys("?").await;
        officer.click("dialog[data-ux=help] button[name=shortcuts]").await;
        officer.see("body[data-shortcuts=off]").await;
        officer.keys("c").await;
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        assert_eq!(officer.path().await, "/organisations");
        officer.leave().await;
    });
}

#[test]
fn three_writings_of_a_name_find_the_same_partner() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        officer.go("/organisations/new").await;
        officer.fill("#f-name_en", "Toyota Story Motor").await;
        officer.fill("#f-name_zh", "丰田故事汽车").await;
        officer.choose("#f-sort", "enterprise").await;
        officer.choose("#f-status", "active").await;
        officer.press("Save").await;
        officer.see(".detail").await;
        let id = officer.path().await.rsplit('/').next().unwrap().to_owned();
        for words in ["fengtian gushi", "丰田故事", "toyota story"] {
            let mut found = false;
            for _ in 0..40 {
                officer.go("/").await;
                officer
                    .script(&format!(
                        "document.dispatchEvent(new KeyboardEvent('keydown', {{key: 'k', ctrlKey: true, bubbles: true}})); \
                         const input = document.querySelector('.palette input'); input.value = '{words}'; \
                         input.dispatchEvent(new Event('input'))"
                    ))
                    .await;
                officer.see("dialog[data-ux=palette][open]").await;
                tokio::time::sleep(std::time::Duration::from_millis(500)).await;
                let first = officer
                    .script("return document.querySelector('.palette [role=option]')?.dataset.id || ''")
                    .await;
                found = first.as_str() == Some(id.as_str());
                if found {
                    break;
                }
            }
            assert!(found, "{words} does not find it first");
        }
        officer.leave().await;
    });
}
