//! A newcomer's first day, as the guide of that name tells it: an own spreadsheet of partners comes in, is repaired, undone,
//! brought in again; last year's state; a dashboard; an export; a backup, restored elsewhere.

use crate::browse::{Person, tell};

const ROWS: &str = "单位名称\\tName\\tCountry/region\\t类型\\n新人测试公司\\tNewcomer Works Ltd\\tJapan\\tEnterprise\\n\
                    \\tNewcomer Institute\\tUtopia\\tResearch institute";

/// Brings the rows in as far as the trial, with what was not taken repaired.
async fn tried(officer: &Person) -> String {
    officer.go("/guide/first-day").await;
    officer.reads("Bring your partners in").await;
    officer.go("/organisations").await;
    officer.press("Import").await;
    officer.script(&format!("document.querySelector('#f-rows').value = '{ROWS}'")).await;
    officer.click("form:has(#f-rows) button").await;
    officer.arrives("/imports/").await;
    officer.choose("#a-status", "active").await;
    officer.press("Try all lines").await;
    officer.reads("Tried, nothing written yet").await;
    let label =
        "return [...document.querySelectorAll('label')].find(l => l.textContent === 'Utopia').htmlFor";
    let label = officer.script(label).await;
    officer.choose(&format!("#{}", label.as_str().unwrap()), "DE").await;
    officer.press("Try all lines again").await;
    officer.see("form[action$='/commit'] button").await;
    officer.path().await
}

async fn written(officer: &Person) {
    officer.click("form[action$='/commit'] button").await;
    officer.reads("Written").await;
}

#[test]
fn a_newcomer_gets_through_the_first_day_by_the_guide_alone() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        tried(&officer).await;
        written(&officer).await;
        officer.press("Undo the whole import").await;
        officer.reads("2 records are as they were before.").await;
        tried(&officer).await;
        written(&officer).await;
        officer.press("See the records").await;
        officer.reads("Newcomer Institute").await;

        // A year ago nobody had heard of it; the list of that day says so.
        let list = "/organisations?order=title";
        officer.go(&format!("{list}&as_of=2025-11-30&domicile=JP")).await;
        assert!(!officer.text().await.contains("Newcomer Works Ltd"));
        officer.go(&format!("{list}&domicile=JP")).await;
        officer.reads("Newcomer Works Ltd").await;

        officer.go("/dashboards").await;
        officer.fill("#title_en", "A newcomer's figures").await;
        officer.fill("#title_zh", "新人的数字").await;
        officer.press("Make it and choose its tiles").await;
        officer.arrives("/edit").await;
        officer.choose("#t-measure", "partners").await;
        officer.press("Choose").await;
        officer.see(".tile-form input[name=measure][value=partners]").await;
        officer.choose("#t-chart", "bars").await;
        officer.choose("#t-by", "domicile").await;
        officer.click(".tile-form button.primary").await;
        officer.hears("The tile was added").await;
        officer.press("Show it").await;
        officer.see("svg.c-bars a.c-mark").await;
        let dashboard = officer.path().await;

        officer.go(&format!("{list}&domicile=JP")).await;
        officer.click(".export > summary").await;
        let csv = "return fetch(document.querySelector('.export a').href).then(r => r.text())";
        let csv = officer.script(csv).await;
        assert!(csv.as_str().unwrap().contains("Newcomer Works Ltd"), "{csv}");

        let backup = house.mail().with_file_name("first-day.tar.zst");
        let backup = backup.to_str().unwrap();
        house.run(&["backup", backup]);
        house.run(&["backup", "--verify", backup]);
        let other = house.restored(backup);
        other.run(&["verify"]);
        other.run(&["check"]);
        let again = Person::named(other, "officer", "en").await;
        again.go(&dashboard).await;
        again.reads("A newcomer's figures").await;
        again.go(&format!("{list}&domicile=JP")).await;
        again.reads("Newcomer Works Ltd").await;
        for person in [officer, again] {
            person.leave().await;
        }
    });
}
