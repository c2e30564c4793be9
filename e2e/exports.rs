//! Exports: the menu on a list, a file as it comes down, and the way to the background.

use crate::browse::{Person, tell};

/// What this browser's session gets at a path.
async fn fetched(person: &Person, path: &str) -> String {
    let code = format!("return fetch('{path}').then(r => r.text())");
    person.script(&code).await.as_str().unwrap().to_owned()
}

#[test]
fn a_list_is_taken_out_as_a_file_of_its_view() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        officer.go("/needs?state=received&cols=budget&order=-title").await;
        officer.click(".export > summary").await;
        let links =
            "return [...document.querySelectorAll('.export a')].map(a => a.getAttribute('href')).join(' ')";
        let links = officer.script(links).await.as_str().unwrap().to_owned();
        assert_eq!(links.split(' ').count(), 5, "{links}");
        let csv = links.split(' ').next().unwrap();
        assert!(csv.starts_with("/needs/export.csv?") && csv.contains("state=received"), "{links}");
        let text = fetched(&officer, csv).await;
        let rows = officer.script("return document.querySelectorAll('[data-row]').length").await;
        let first = officer.script("return document.querySelector('[data-row]').textContent").await;
        assert!(text.starts_with("Title,Number,State,Budget,Budget (Currency)"), "{text}");
        assert_eq!(text.trim_end().lines().count(), 1 + usize::try_from(rows.as_u64().unwrap()).unwrap());
        assert!(text.lines().nth(1).unwrap().contains(first.as_str().unwrap().trim()), "{text}");
    });
}

#[test]
fn a_long_list_is_made_in_the_background_and_fetched_there() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "zh-Hans").await;
        officer.go("/needs?order=title").await;
        officer.click(".export > summary").await;
        officer.press("Excel（与列表一致）").await;
        officer.reads("该列表超过 30 行").await;
        officer.press("生成文件").await;
        officer.arrives("/jobs").await;
        officer.hears("正在生成文件").await;
        let mut file = serde_json::Value::Null;
        for _ in 0..60 {
            officer.go("/jobs").await;
            let link =
                "return document.querySelector('a.tag[href$=\".xlsx\"]')?.getAttribute('href') ?? null";
            file = officer.script(link).await;
            if !file.is_null() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        }
        let file = file.as_str().expect("the file is made").to_owned();
        officer.reads("保留至").await;
        assert!(fetched(&officer, &file).await.starts_with("PK"));
        let other = Person::named(house, "leader", "en").await;
        assert_eq!(other.status(&file).await, 404);
        other.leave().await;
        officer.leave().await;
    });
}
