//! Building a dashboard: tiles, another day, the rows behind a number, sharing, and another reader's own numbers.

use crate::browse::{Person, tell};

async fn add(person: &Person, measure: &str, chart: &str, by: &str) {
    person.choose("#t-measure", measure).await;
    person.press("Choose").await;
    person.see(&format!(".tile-form input[name=measure][value={measure}]")).await;
    person.choose("#t-chart", chart).await;
    person.choose("#t-by", by).await;
    person.click(".tile-form button.primary").await;
}

/// The number that the first mark of a chart says, and where it leads.
async fn first_mark(person: &Person, chart: &str) -> (String, String) {
    let code = format!(
        "const a = document.querySelector('svg.c-{chart} a.c-mark'); \
         return a.querySelector('title').textContent.split(': ').pop() + ' ' + a.getAttribute('href')"
    );
    let both = person.script(&code).await.as_str().unwrap().to_owned();
    let (said, href) = both.split_once(' ').unwrap();
    (said.to_owned(), href.to_owned())
}

#[test]
fn a_dashboard_is_built_shared_and_read_with_the_own_rights() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        officer.go("/dashboards").await;
        officer.fill("#title_en", "How needs fare").await;
        officer.fill("#title_zh", "需求进展").await;
        officer.click(".new-dashboard button.primary").await;
        officer.arrives("/edit").await;
        add(&officer, "needs-received", "number", "").await;
        officer.hears("The tile was added").await;
        // What does not fit is said beside its cause, and nothing typed is lost.
        add(&officer, "needs-received", "number", "state").await;
        officer.reads("One number is not told apart by anything").await;
        officer.choose("#t-chart", "bars").await;
        officer.click(".tile-form button.primary").await;
        add(&officer, "partners", "map", "place").await;
        officer.reads("Partners · Place · Map").await;
        officer.click(".tile-rows li:last-child button[value=up]").await;
        officer.see(".tile-rows li:nth-child(2) button[aria-label='Move up: Partners · Place · Map']").await;
        officer.click(".tile-rows li:nth-child(2) button[value=remove]").await;
        officer.hears("The tile was removed").await;
        officer.click("[data-ux=undo]").await;
        officer.see(".tile-rows li:nth-child(3)").await;

        officer.click("#outline input[value=roles]").await;
        officer.click("#outline input[value=partner_contact]").await;
        officer.click("#outline button.primary").await;
        officer.see("svg.c-map a.c-mark").await;
        let here = officer.path().await;

        let (said, href) = first_mark(&officer, "tile").await;
        officer.go(&href).await;
        officer.reads("The rows behind: Needs received").await;
        officer.reads(&format!("{said} · Needs")).await;
        officer.go(&format!("{here}?as_of=2020-01-01")).await;
        officer.reads("As it was on 1 Jan 2020").await;
        let (then, href) = first_mark(&officer, "tile").await;
        assert_eq!(then, "0");
        assert!(href.contains("as_of=2020-01-01"), "{href}");

        let company = Person::named(house, "company", "en").await;
        company.go(&here).await;
        company.reads("How needs fare").await;
        let (own, _) = first_mark(&company, "tile").await.clone();
        assert_ne!(own, said, "the company sees its own needs alone");
        assert_eq!(company.status(&format!("{here}/edit")).await, 403);
        let expert = Person::named(house, "expert", "zh-Hans").await;
        assert_eq!(expert.status(&here).await, 404);

        officer.go(&here).await;
        officer.click("form[action='/home'] button").await;
        officer.hears("Your home page was changed").await;
        officer.reads("How needs fare").await;
        officer.go(&here).await;
        officer.press("Delete").await;
        officer.click("[data-ux=undo]").await;
        officer.arrives(&here).await;
        officer.see("svg.c-tile").await;
        for person in [officer, company, expert] {
            person.leave().await;
        }
    });
}
