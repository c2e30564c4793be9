//! An agreement of three sides, from its draft to its renewal, seen by the officer, a company, the manager and the
//! leadership.

use crate::browse::{Person, tell};

/// A signed copy on this machine, as a person would choose it.
fn signed_copy() -> String {
    let folder = std::env::temp_dir().join(format!("entente-story-papers-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("signed.pdf");
    std::fs::write(&path, b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
        .unwrap();
    path.to_str().unwrap().to_owned()
}

/// A day from today, as forms have it.
async fn day(person: &Person, days: i32) -> String {
    let code = format!("return new Date(Date.now() + {days} * 864e5).toISOString().slice(0, 10)");
    person.script(&code).await.as_str().unwrap().to_owned()
}

async fn date(person: &Person, css: &str, value: &str) {
    person.see(css).await;
    person.script(&format!("document.querySelector('{css}').value = '{value}'")).await;
}

/// The id of an organisation, by the name under which a list finds it.
async fn organisation(person: &Person, name: &str) -> String {
    // The index of a new house is behind for a moment.
    for _ in 0..40 {
        person.go(&format!("/organisations?q={name}")).await;
        if person.script("return !!document.querySelector('[data-row]')").await.as_bool() == Some(true) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(250)).await;
    }
    person.click("[data-row]").await;
    person.arrives("/organisations/").await;
    person.path().await.rsplit('/').next().unwrap().to_owned()
}

async fn write(person: &Person, here: &str, body: &str) {
    person.go(&format!("{here}/text")).await;
    person.fill("#body", body).await;
    person.press("Save").await;
    person.see("#text table").await;
}

/// What another side did on paper, with the signed copy that is on file.
async fn on_paper(officer: &Person, here: &str, today: &str) {
    officer.go(here).await;
    officer.click("#text details > summary").await;
    officer.fill("#paper-name", "Anke Rohde").await;
    officer.fill("#paper-capacity", "Managing director").await;
    date(officer, "#paper-day", today).await;
    officer.press("Record it").await;
    officer.see("[data-ux=toast]").await;
}

#[test]
fn an_agreement_of_three_sides_comes_into_force_and_is_renewed() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        let (first, second) =
            (organisation(&officer, "Yanlu").await, organisation(&officer, "Veldmeer").await);
        let (since, until, today) =
            (day(&officer, -300).await, day(&officer, 65).await, day(&officer, 0).await);
        let form = format!(
            "title_en=Three sides of a story&sort=strategic&renewal=by_agreement&office=domestic&since={since}\
             &until={until}&notice_days=30&parties.sent=1&parties.0.organisation={first}\
             &parties.1.organisation={second}&duties.sent=1&duties.0.what_en=Send the story report\
             &duties.0.sort=report&duties.0.first={}&checks.sent=1&checks.0.sort=sanctions&checks.0.outcome=clear\
             &checks.0.by_whom=Legal&checks.0.day={today}",
            day(&officer, 20).await
        );
        officer.go(&format!("/agreements/new?{form}")).await;
        officer.press("Save").await;
        officer.reads("Three sides of a story").await;
        let here = officer.path().await;

        let company = Person::named(house, "company", "en").await;
        assert_eq!(company.status(&here).await, 404, "a draft is nobody else's");
        write(&officer, &here, "1. Scope\n2. Fee: none").await;
        officer.press("Hand in for review").await;
        officer.reads("Internal review").await;
        officer.press("Negotiation begins").await;
        officer.reads("In negotiation").await;
        officer.press("Send to all sides").await;
        officer.reads("With the parties").await;

        let manager = Person::named(house, "manager", "en").await;
        manager.go(&here).await;
        manager.press("Approve Version 1").await;
        manager.see("[data-ux=toast]").await;
        write(&company, &here, "1. Scope\n2. Fee: ten a year").await;
        officer.go(&here).await;
        officer.reads("Approvals and signatures of Version 2").await;
        let said = officer.script("return document.querySelector('#text').innerText").await;
        assert!(!said.as_str().unwrap().contains('✓'), "what was said of version 1 counts no more: {said}");
        officer.click("a[aria-label='Compare Version 2 with the one before']").await;
        officer.reads("ten a year").await;
        officer.see("table.diff mark").await;

        officer.go(&here).await;
        officer.press("Add a document…").await;
        officer.attach("#document-file", &signed_copy()).await;
        officer.press("Add a document").await;
        officer.hears("Document added.").await;
        let leader = Person::named(house, "leader", "en").await;
        for person in [&company, &manager, &leader] {
            person.go(&here).await;
            person.press("Approve Version 2").await;
            person.see("[data-ux=toast]").await;
        }
        on_paper(&officer, &here, &today).await;
        officer.press("Text is agreed").await;
        officer.reads("Agreed text").await;
        for (person, capacity) in [(&company, "Chief executive"), (&leader, "President")] {
            person.go(&here).await;
            person.fill("#sign-capacity", capacity).await;
            person.press("Sign Version 2").await;
            person.see("[data-ux=toast]").await;
        }
        officer.go(&here).await;
        officer.reads("Partly signed").await;
        on_paper(&officer, &here, &today).await;
        officer.reads("In force").await;
        officer.reads("Send the story report").await;
        officer.reads("Expires soon").await;

        officer.reads("Nothing renews itself").await;
        officer.press("What happened under it").await;
        officer.reads("1 open").await;
        officer.press("Write down the review").await;
        date(&officer, "#f-reviewed_on", &today).await;
        officer.choose("#f-review", "renew").await;
        officer.press("Save").await;
        officer.press("Draft the successor").await;
        officer.reads("Drafting").await;
        let next = officer.path().await;
        assert_ne!(next, here);
        officer.go(&format!("{next}/edit")).await;
        date(&officer, "#f-signed_on", &today).await;
        officer.press("Save").await;
        officer.go("/agreements/take-over").await;
        officer.fill("#reason", "Signed on paper at the anniversary").await;
        officer.press("Take over as signed").await;
        officer.hears("Taken over.").await;
        officer.go(&here).await;
        officer.reads("Renewed").await;
        officer.reads("Followed by").await;
        for person in [officer, company, manager, leader] {
            person.leave().await;
        }
    });
}

#[test]
fn parties_stay_once_somebody_has_signed_and_the_cover_sheet_is_for_those_who_see_the_page() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        // The one agreement of the demo that our side alone has signed.
        officer.go("/agreements?state=partly_signed").await;
        officer.click("table.rows a[data-row]").await;
        officer.reads("Partly signed").await;
        let here = officer.path().await;
        officer.go(&format!("{here}/edit")).await;
        officer.choose("[name='parties.0.role']", "partner").await;
        officer.press("Save").await;
        officer.reads("Somebody has signed with these parties").await;
        officer.see("[id='e-parties.0.organisation']").await;

        officer.go(&here).await;
        officer.see(&format!("a[href='{here}/cover.pdf']")).await;
        assert_eq!(officer.status(&format!("{here}/cover.pdf?lang=zh")).await, 200);
        let company = Person::named(house, "company", "en").await;
        assert_eq!(company.status(&format!("{here}/cover.pdf")).await, 404);
        company.leave().await;
        officer.leave().await;
    });
}
