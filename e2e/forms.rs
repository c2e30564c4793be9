//! Forms: rubbish is named beside its cause, nothing typed is lost, nothing is made twice, nobody's change is lost.

use crate::browse::{Person, tell};

#[test]
fn rubbish_is_named_beside_its_cause_and_a_double_click_makes_one_record() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        officer.go("/organisations/new").await;
        officer.fill("#f-name_en", "Story Works").await;
        officer.fill("#f-credit_code", "not a code").await;
        officer.fill("#f-established", "long ago").await;
        officer.script("document.querySelector('#f-website').type = 'text'").await;
        officer.fill("#f-website", "javascript:alert(1)").await;
        officer.press("Save").await;
        officer.see(".problems").await;
        officer.see("#e-established").await;
        assert_eq!(officer.path().await, "/organisations/new");
        let kept = officer.script("return document.querySelector('#f-established').value").await;
        assert_eq!(kept.as_str(), Some("long ago"));
        let focused = officer.script("return document.activeElement.className").await;
        assert_eq!(focused.as_str(), Some("problems"));
        officer.fill("#f-established", "1998").await;
        officer.press("Save").await;
        officer.see("#e-credit_code").await;
        officer.see("#e-website").await;
        officer.fill("#f-credit_code", "").await;
        officer.fill("#f-website", "https://story.example").await;
        for (name, value) in [("sort", "enterprise"), ("status", "active")] {
            officer.script(&format!("document.querySelector('#f-{name}').value = '{value}'")).await;
        }
        // Two submissions of one form, as by a nervous double click without scripts.
        let twice = "const f = document.querySelector('form.form'), d = new URLSearchParams(new FormData(f)); \
                     return Promise.all([1, 2].map(() => fetch(f.action, {method: 'POST', body: d}))) \
                       .then(all => all.map(r => r.url))";
        let urls = officer.script(twice).await;
        assert_eq!(urls[0], urls[1], "{urls}");
        officer.finds("/organisations?q=Story+Works", ".rows tbody tr").await;
        let rows = officer.script("return document.querySelectorAll('.rows tbody tr').length").await;
        assert_eq!(rows.as_i64(), Some(1));
        officer.leave().await;
    });
}

#[test]
fn of_two_who_edit_the_second_sees_both_versions() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        let manager = Person::named(house, "manager", "en").await;
        officer.go("/needs?state=received").await;
        officer.click("[data-row]").await;
        officer.arrives("/needs/").await;
        let need = officer.path().await;
        for person in [&officer, &manager] {
            person.go(&format!("{need}/edit")).await;
        }
        officer.fill("#f-next_owner", "First Writer").await;
        officer.press("Save").await;
        officer.reads("First Writer").await;
        manager.fill("#f-next_owner", "Second Writer").await;
        manager.press("Save").await;
        manager.reads("Saved by someone else meanwhile: First Writer").await;
        let kept = manager.script("return document.querySelector('#f-next_owner').value").await;
        assert_eq!(kept.as_str(), Some("Second Writer"));
        manager.press("Save").await;
        manager.arrives(&need).await;
        manager.reads("Second Writer").await;
        for person in [officer, manager] {
            person.leave().await;
        }
    });
}

#[test]
fn of_two_who_edit_one_field_where_it_stands_the_second_sees_both_versions() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        let manager = Person::named(house, "manager", "en").await;
        officer.go("/needs?state=triaged").await;
        officer.click("[data-row]").await;
        officer.arrives("/needs/").await;
        let need = officer.path().await;
        for person in [&officer, &manager] {
            person.go(&need).await;
            person.click("a.edit-here[href$='only=next_owner']").await;
            person.see("#v-next_owner #f-next_owner").await;
        }
        for (person, words) in [(&officer, "Third Writer"), (&manager, "Fourth Writer")] {
            person.fill("#f-next_owner", words).await;
            person.press("Save").await;
            person.reads("Third Writer").await;
        }
        manager.reads("Saved by someone else meanwhile: Third Writer").await;
        let kept = manager.script("return document.querySelector('#f-next_owner').value").await;
        assert_eq!(kept.as_str(), Some("Fourth Writer"));
        manager.press("Save").await;
        manager.reads("Fourth Writer").await;
        for person in [officer, manager] {
            person.leave().await;
        }
    });
}

#[test]
fn everything_works_without_scripts() {
    tell(|house| async move {
        let company = Person::new(house, "en", false).await;
        company.log_in("company").await;
        company.go("/organisations?sort=enterprise&order=-title").await;
        company.click("[data-row]").await;
        company.arrives("/organisations/").await;
        company.go("/needs/new").await;
        company.fill("#f-title_en", "A need without scripts").await;
        company.fill("#f-statement_en", "Typed in a browser that runs none.").await;
        company.click("#f-wanted option[value=training]").await;
        company.press("保存").await;
        company.reads("已收到").await;
        company.leave().await;
    });
}
