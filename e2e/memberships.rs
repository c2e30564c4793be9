//! A company joins the committee: it applies, both offices approve, and it sees how far it is.

use crate::browse::{Person, tell};

#[test]
fn a_company_applies_and_both_offices_approve() {
    tell(|house| async move {
        let company = Person::named(house, "company", "en").await;
        company.go("/memberships/new").await;
        company.script("document.querySelector('#f-branch').value = 'overseas'").await;
        company.fill("#f-motivation", "We sell abroad").await;
        company.press("Send the application").await;
        company.reads("Applied").await;
        let application = company.path().await;

        let officer = Person::named(house, "officer", "en").await;
        officer.go(&application).await;
        officer.press("Vetted").await;
        officer.reads("has not approved yet").await;
        officer.click("#approvals button").await;
        officer.hears("Approved.").await;
        officer.leave().await;

        let admin = Person::named(house, "admin", "en").await;
        admin.go(&application).await;
        admin.click("#approvals button").await;
        admin.hears("Approved.").await;
        admin.leave().await;

        company.go(&application).await;
        company.reads("Approved").await;
        company.go("/").await;
        company.reads("Your membership").await;
        company.leave().await;
    });
}
