//! A company joins the committee: it applies, both offices approve, it pays, uses three services, and reads what it got
//! for its fee.

use crate::browse::{Person, tell};

/// A step's button is there once the page has the state before it.
async fn step(person: &Person, record: &str, button: &str, then: &str) {
    person.go(record).await;
    person.press(button).await;
    person.reads(then).await;
}

/// The secretariat records the invoice of the finance system and its payment.
async fn bill(officer: &Person, membership: &str) {
    let id = membership.rsplit('/').next().unwrap();
    officer.go(&format!("/invoices/new?membership={id}")).await;
    officer.fill("#f-number", "CW-2026-77").await;
    officer.press("Save").await;
    officer.reads("Draft").await;
    let invoice = officer.path().await;
    step(officer, &invoice, "Issue", "Issued").await;
    officer.go(&format!("{invoice}/edit")).await;
    officer
        .script("document.querySelector('#f-paid_on').value = document.querySelector('#f-issued').value")
        .await;
    officer.press("Save").await;
    officer.arrives(&invoice).await;
    step(officer, &invoice, "Paid", "CW-2026-77").await;
}

/// One service from the request to the rating.
async fn ask_and_answer(company: &Person, officer: &Person, (service, title): (&str, &str)) {
    company.go("/service-requests/new").await;
    company.choose("#f-service", service).await;
    if service == "technology" {
        company.choose("#f-help", "diagnostics").await;
    }
    // The new membership is the one abroad.
    let abroad = "const s = document.querySelector('#f-membership'); \
                  s.value = [...s.options].find(o => o.text.includes('海外')).value";
    company.script(abroad).await;
    company.fill("#f-title", title).await;
    company.fill("#f-statement", "请于本月内答复。").await;
    company.press("提交申请").await;
    company.reads("已收到").await;
    let request = company.path().await;
    step(officer, &request, "Triage", "Assign").await;
    step(officer, &request, "Assign", "Delivered").await;
    officer.go(&format!("{request}/edit")).await;
    officer.fill("#f-outcome_zh", "已答复并安排专家。").await;
    officer.press("Save").await;
    officer.see(".detail").await;
    step(officer, &request, "Delivered", "Delivered").await;
    company.go(&request).await;
    company.choose("#rating", "5").await;
    company.click("#rate button").await;
    company.reads("已评价").await;
}

#[test]
fn a_company_joins_pays_uses_services_and_reads_its_value_statement() {
    tell(|house| async move {
        let company = Person::named(house, "company", "zh-Hans").await;
        company.go("/memberships/new").await;
        company.choose("#f-branch", "overseas").await;
        company.fill("#f-motivation", "我们正在开拓海外市场。").await;
        company.press("提交申请").await;
        company.reads("已申请").await;
        let membership = company.path().await;

        let officer = Person::named(house, "officer", "en").await;
        step(&officer, &membership, "Vetted", "has not approved yet").await;
        officer.click("#approvals button").await;
        officer.hears("Approved.").await;
        let admin = Person::named(house, "admin", "en").await;
        admin.go(&membership).await;
        admin.click("#approvals button").await;
        admin.hears("Approved.").await;
        admin.leave().await;
        officer.go(&format!("{membership}/edit")).await;
        officer.fill("#f-agreement", "HY-2026-77").await;
        officer.press("Save").await;
        officer.arrives(&membership).await;
        step(&officer, &membership, "Agreement signed", "Begin the membership").await;
        bill(&officer, &membership).await;
        step(&officer, &membership, "Begin the membership", "Paid until").await;

        for asked in
            [("information", "东南亚标准"), ("technology", "出口产品检测"), ("exchanges", "拜访港口")]
        {
            ask_and_answer(&company, &officer, asked).await;
        }
        company.go(&format!("{membership}/value")).await;
        for title in ["东南亚标准", "出口产品检测", "拜访港口"] {
            company.reads(title).await;
        }
        company.click("main table td a[data-row]").await;
        company.reads("东南亚标准").await;
        officer.leave().await;
        company.leave().await;
    });
}

/// What the measure of members says as of a day, as known on a day: the page's number, and the way to its rows.
async fn members(leader: &Person, day: &str, known: &str) -> (String, String) {
    leader.go("/measures/members?chart=number").await;
    leader
        .script(&format!(
            "document.querySelector('input[name=as_of]').value = '{day}'; \
             document.querySelector('input[name=known]').value = '{known}'"
        ))
        .await;
    leader.click(".as-of-control button").await;
    leader.see(".as-of-control .said").await;
    let code = "const a = document.querySelector('svg.c-tile a.c-mark'); \
                return a.querySelector('title').textContent.split(': ').pop() + ' ' + a.getAttribute('href')";
    let both = leader.script(code).await.as_str().unwrap().to_owned();
    let (said, href) = both.split_once(' ').unwrap();
    (said.to_owned(), href.to_owned())
}

/// The number opens its rows.
async fn opens(leader: &Person, href: &str, number: i64) {
    leader.go(href).await;
    leader.reads("The rows behind: Members").await;
    let rows = leader.script("return document.querySelectorAll('table.rows tbody tr').length").await;
    assert_eq!(rows.as_i64().unwrap(), number.min(50));
}

#[test]
fn leadership_asks_how_many_members_there_were_and_as_known_when() {
    tell(|house| async move {
        let leader = Person::named(house, "leader", "en").await;
        leader.go("/").await;
        let year = "return new Date().getFullYear() - 1";
        let year = leader.script(year).await.as_i64().unwrap();
        let day = format!("{year}-12-31");
        let today = leader.script("return new Date().toLocaleDateString('sv')").await;

        // Members had been written down day by day by the last 30 June, and two whom an office had overlooked after it.
        let june = "const now = new Date(); return now.getFullYear() - (now.getMonth() > 5 ? 0 : 1)";
        let june = leader.script(june).await.as_i64().unwrap();
        let (then, href) = members(&leader, &day, &format!("{june}-06-30")).await;
        let then: i64 = then.parse().unwrap();
        assert!(then > 0, "{then}");
        assert!(!leader.text().await.contains("nothing of this kind had been entered here"));
        opens(&leader, &href, then).await;

        let (said, href) = members(&leader, &day, today.as_str().unwrap()).await;
        let number: i64 = said.parse().unwrap();
        assert!(number > 0 && number != then, "{number} today, {then} then");
        opens(&leader, &href, number).await;

        // Before the house was opened nobody knew of anything, and the page says so.
        let (said, _) = members(&leader, &day, "2001-01-01").await;
        assert_eq!(said, "0");
        leader.reads("nothing of this kind had been entered here").await;
        leader.leave().await;
    });
}
