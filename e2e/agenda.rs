//! What is due: a task begun on a record, seen on its page, in the calendar and at home, and done.

use crate::browse::{Person, tell};

#[test]
fn a_task_begins_on_a_record_stands_in_the_calendar_and_is_done() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        officer.go("/organisations?sort=enterprise&order=-title").await;
        officer.click("[data-row]").await;
        officer.arrives("/organisations/").await;
        let partner = officer.path().await;
        officer.press("New task").await;
        officer.arrives("/tasks/new").await;
        officer.fill("#f-title_en", "Call the story partner").await;
        officer.fill("#f-owner", "officer").await;
        let today = officer.script("return new Date().toISOString().slice(0, 10)").await;
        officer.script(&format!("document.querySelector('#f-due').value = {today}")).await;
        officer.press("Save").await;
        officer.reads("Call the story partner").await;
        officer.go("/calendar").await;
        officer.reads("Call the story partner").await;
        officer.go("/").await;
        officer.reads("Call the story partner").await;
        officer.go(&partner).await;
        officer.reads("Call the story partner").await;
        let done = "const li = [...document.querySelectorAll('main li, main tr')].find(e => e.textContent.includes('Call the story partner') && \
                    e.querySelector('form button')); li.querySelector('form button').click()";
        officer.script(done).await;
        officer.hears("Done").await;
        officer.go("/").await;
        assert!(!officer.text().await.contains("Call the story partner"));
        officer.leave().await;
    });
}
