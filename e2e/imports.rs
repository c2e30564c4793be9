//! A spreadsheet of partners in a browser: read, mapped, tried, repaired, written, undone.

use crate::browse::{Person, tell};

const ROWS: &str = "单位名称\\tName\\tCountry/region\\t类型\\n故事测试公司\\tStory Imports Ltd\\t日本\\tEnterprise\\n\
                    \\tHillside Story Institute\\tUtopia\\t研究机构";

#[test]
fn pasted_rows_are_tried_repaired_written_and_undone() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        officer.go("/organisations/import").await;
        officer.script(&format!("document.querySelector('#f-rows').value = '{ROWS}'")).await;
        officer.click("form:has(#f-rows) button").await;
        officer.arrives("/imports/").await;
        let run = officer.path().await;
        for (at, place) in ["name_zh", "name_en", "domicile", "sort"].iter().enumerate() {
            let chosen = officer.script(&format!("return document.querySelector('#to-{at}').value")).await;
            assert_eq!(chosen.as_str(), Some(*place));
        }
        officer.choose("#a-status", "active").await;
        officer.press("Try all lines").await;
        officer.reads("Tried, nothing written yet").await;
        officer.reads("Utopia").await;
        let repair = officer.script("return [...document.querySelectorAll('label')].find(l => l.textContent === 'Utopia').htmlFor").await;
        officer.choose(&format!("#{}", repair.as_str().unwrap()), "DE").await;
        officer.press("Try all lines again").await;
        officer.see("form[action$='/commit'] button").await;
        let wrong = "return document.querySelector('[data-tile=wrong] .tile-number').innerText";
        assert_eq!(officer.script(wrong).await.as_str(), Some("0"));
        officer.click("form[action$='/commit'] button").await;
        officer.reads("Written").await;
        officer.press("See the records").await;
        officer.reads("Story Imports Ltd").await;
        officer.reads("Hillside Story Institute").await;
        officer.go(&run).await;
        officer.press("Undo the whole import").await;
        officer.reads("2 records are as they were before.").await;
        officer.go("/organisations?q=Story+Imports").await;
        assert!(!officer.text().await.contains("Story Imports Ltd"));
        officer.leave().await;
    });
}
