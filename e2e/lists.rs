//! Lists: many records changed at once and back, views kept and shared, walking from record to record, the trash.

use crate::browse::{Person, tell};

/// What stands in the rows of a list, by their links.
async fn rows(person: &Person) -> Vec<String> {
    let code = "return [...document.querySelectorAll('[data-row]')].map(a => a.getAttribute('href'))";
    let all = person.script(code).await;
    all.as_array().unwrap().iter().map(|href| href.as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_page_of_records_is_changed_after_a_look_and_changed_back() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        officer.go("/organisations?domicile=CN&order=reference").await;
        officer.click("[data-ux=bulkbar] [data-pick-all]").await;
        let picked = officer.script("return document.querySelector('[data-picked]').innerText").await;
        assert!(picked.as_str().unwrap().contains(&rows(&officer).await.len().to_string()), "{picked}");
        officer.click("[data-ux=bulkbar] button").await;
        officer.arrives("/bulk").await;
        officer.choose("#f-set", "city").await;
        officer.press("Next").await;
        officer.fill("#f-city_en", "Storyville").await;
        officer.press("Show what would change").await;
        officer.reads("Storyville").await;
        officer.click("form[method=post] button.primary").await;
        officer.see("[data-ux=toast] [data-ux=undo]").await;
        officer.reads("Storyville").await;
        officer.click("[data-ux=undo]").await;
        officer.hears("records are as they were").await;
        officer.go("/organisations?domicile=CN&order=reference").await;
        assert!(!officer.text().await.contains("Storyville"));
        officer.leave().await;
    });
}

#[test]
fn a_shared_view_shows_a_colleague_the_same_rows_and_an_outsider_fewer() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        let view = "/needs?state=matching&cols=wanted&group=wanted";
        officer.go(view).await;
        let own = rows(&officer).await;
        assert!(!own.is_empty());
        officer.press("Views ▾").await;
        officer.fill("input[name=name]", "Now matching").await;
        officer.click("input[name=shared]").await;
        officer.press("Keep").await;
        officer.hears("Kept as").await;
        let manager = Person::named(house, "manager", "en").await;
        manager.go("/needs").await;
        manager.script("[...document.querySelectorAll('main a')].find(a => a.textContent.trim().startsWith('Now matching')).click()").await;
        manager.see("ul.groups").await;
        assert_eq!(rows(&manager).await, own);
        let company = Person::named(house, "company", "en").await;
        company.go(view).await;
        let fewer = rows(&company).await;
        assert!(fewer.len() < own.len() && fewer.iter().all(|row| own.contains(row)), "{fewer:?}");

        // From the third row to the fourth of this very view.
        officer.go("/organisations?domicile=CN&order=-reference").await;
        let list = rows(&officer).await;
        officer.go(&list[2]).await;
        officer.keys("]").await;
        let fourth = list[3].split('?').next().unwrap();
        officer.arrives(fourth).await;
        officer.keys("[").await;
        officer.arrives(list[2].split('?').next().unwrap()).await;
        for person in [officer, manager, company] {
            person.leave().await;
        }
    });
}

#[test]
fn what_was_deleted_frees_its_name_and_comes_back_only_where_it_can() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        let make = async |name: &str| {
            officer.go("/organisations/new").await;
            officer.fill("#f-name_en", name).await;
            officer.fill("#f-website", "https://trash.example").await;
            officer.choose("#f-sort", "enterprise").await;
            officer.choose("#f-status", "active").await;
            officer.press("Save").await;
            officer.see(".detail").await;
            officer.path().await
        };
        let first = make("Ephemeral Works").await;
        officer.press("Delete").await;
        officer.see("[data-ux=toast] [data-ux=undo]").await;
        officer.click("[data-ux=undo]").await;
        officer.arrives(&first).await;
        officer.see(".detail").await;
        officer.go(&first).await;
        officer.press("Delete").await;
        officer.see("[data-ux=toast] [data-ux=undo]").await;
        let second = make("Ephemeral Works").await;
        assert_ne!(first, second);
        officer.go("/organisations?trashed=yes&q=Ephemeral").await;
        officer.go(&first).await;
        officer.reads("In the trash").await;
        officer.reads("Put into the trash · Demo Officer").await;
        officer.press("Take out of the trash").await;
        officer.see("form[action$='/trash']").await;
        for path in [first, second] {
            officer.go(&path).await;
            officer.press("Delete").await;
            officer.see("[data-ux=toast] [data-ux=undo]").await;
        }
        officer.leave().await;
    });
}
