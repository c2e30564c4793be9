//! Personal data: a person's own page, and an erasure by two people.

use crate::browse::{Person, tell};

#[test]
fn an_expert_agrees_asks_and_takes_the_own_data_out() {
    tell(|house| async move {
        let expert = Person::named(house, "expert", "en").await;
        expert.go("/my-data").await;
        expert.reads("What is held").await;
        expert.reads("Being portrayed in the yearly report").await;
        expert.reads("Given on").await;
        expert.press("Withdraw").await;
        expert.reads("Withdrawn on").await;
        expert.press("I agree").await;
        expert.reads("Given on").await;
        expert.fill("#wish", "My second telephone is missing").await;
        expert.press("Send").await;
        expert.reads("My second telephone is missing").await;
        expert.press("Take my data out").await;
        expert.reads("Taking personal data out").await;

        let officer = Person::named(house, "officer", "zh-Hans").await;
        officer.go("/petitions").await;
        officer.reads("My second telephone is missing").await;
    });
}

#[test]
fn an_erasure_is_asked_by_one_and_carried_out_by_another_after_a_look() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        officer.go("/people/new").await;
        officer.fill("#f-name_en", "Bettong Visitor").await;
        officer.script("document.querySelector('#f-contact_rule').value = 'free'").await;
        officer.press("Save").await;
        officer.see("[data-ux=toast]").await;
        let person = officer.path().await;
        officer.reads("Ask for erasure").await;
        officer.click("#personal-data a[href*='sort=erasure']").await;
        officer.fill("#f-wish", "Came to one event only").await;
        officer.press("Save").await;
        officer.see("[data-ux=toast]").await;
        officer.reads("An administrator who did not ask for it").await;
        let petition = officer.path().await;

        let admin = Person::named(house, "admin", "en").await;
        admin.go(&petition).await;
        admin.click("a[href$='/erasure']").await;
        admin.reads("What stays").await;
        admin.reads("Bettong Visitor").await;
        admin.press("Erase for good").await;
        admin.reads("Erased").await;
        admin.go(&person).await;
        admin.reads("Personal data erased on").await;
        assert!(!admin.text().await.contains("Bettong"), "the name is gone");
    });
}
