//! The main job: a need from its filing to its outcome, seen by the company, the officer and the expert.

use crate::browse::{Person, tell};

#[test]
fn a_need_goes_from_its_filing_to_its_outcome_in_both_languages() {
    tell(|house| async move {
        let company = Person::named(house, "company", "zh-Hans").await;
        company.go("/needs/new").await;
        company.fill("#f-title_zh", "冷却塔填料结垢过快").await;
        company.fill("#f-summary_zh", "循环水系统填料结垢，希望改进水处理。").await;
        company.fill("#f-statement_zh", "青松厂二号塔三个月就要停机清洗，每次损失四十万元。").await;
        company.script("document.querySelector('#f-wanted').value = 'development'").await;
        company.press("保存").await;
        company.reads("已收到").await;
        let need = company.path().await;
        assert!(company.text().await.contains("四十万元"));

        let officer = Person::named(house, "officer", "en").await;
        officer.go(&need).await;
        officer.press("Triage").await;
        officer.reads("Start matching").await;
        officer.press("Start matching").await;
        officer.reads("Nobody stands on the shortlist yet").await;
        officer.go(&format!("{need}/candidates")).await;
        officer.see(".candidate .reasons li").await;
        let shown = officer.script("return document.querySelectorAll('.candidate').length").await;
        assert!(shown.as_i64().unwrap() > 3, "{shown}");

        let expert = Person::named(house, "expert", "en").await;
        expert.press("Your profile").await;
        expert.arrives("/experts/").await;
        let name = expert.script("return document.querySelector('h1').innerText").await;
        let id = expert.path().await.rsplit('/').next().unwrap().to_owned();
        assert_eq!(expert.status(&need).await, 404, "an expert who was not asked knows of nothing");

        officer.go(&format!("{need}/candidates?expert={id}")).await;
        let card = format!("#why-not ~ ol #c-{id}");
        officer.reads(name.as_str().unwrap()).await;
        officer.click(&format!("{card} button[name=shortlist]")).await;
        officer.see("[data-ux=toast]").await;
        officer.go(&format!("{need}/candidates?expert={id}")).await;
        officer.click(&format!("{card} details > summary")).await;
        officer.fill(&format!("#m-en-{id}"), "Could you have a look?").await;
        officer.click(&format!("{card} input[name=notice_given]")).await;
        officer.click(&format!("{card} form[action$='/invite'] button")).await;
        officer.arrives("/engagements/").await;
        let engagement = officer.path().await;

        expert.go(&engagement).await;
        expert.go(&need).await;
        let seen = expert.text().await;
        assert!(
            seen.contains("循环水系统") && !seen.contains("四十万元") && !seen.contains("冷却塔"),
            "{seen}"
        );
        company.go(&need).await;
        company.reads("还没有专家接受邀请").await;
        assert_eq!(company.status(&engagement).await, 404, "the company does not hear who was asked");
        expert.go(&engagement).await;
        expert.press("Accept").await;
        expert.reads("Accepted").await;
        company.go(&need).await;
        company.reads("已接受").await;
        for path in
            [format!("{need}/candidates"), "/candidacies".into(), "/conflicts".into(), "/needs/funnel".into()]
        {
            assert_eq!(company.status(&path).await, 403, "{path}");
            assert_eq!(expert.status(&path).await, 403, "{path}");
        }

        officer.go(&need).await;
        officer.press("Shortlist is ready").await;
        officer.reads("Introduce").await;
        officer.press("Introduce").await;
        officer.reads("Negotiation begins").await;
        officer.press("Negotiation begins").await;
        officer.reads("There is no outcome yet").await;
        officer.go(&format!("{need}/edit")).await;
        officer.fill("#f-outcome", "Development contract HT-2026-204").await;
        officer.press("Save").await;
        officer.reads("HT-2026-204").await;
        officer.press("Convert").await;
        officer.reads("Converted").await;
        officer.go("/needs/funnel?stage=converted").await;
        officer.reads("冷却塔填料结垢过快").await;
        company.go(&need).await;
        company.reads("已落地").await;
        for person in [company, officer, expert] {
            person.leave().await;
        }
    });
}
