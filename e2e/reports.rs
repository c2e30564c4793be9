//! A yearly report, from the proposal to the rows behind its numbers; and claims beside what the records show.

use std::time::Duration;

use crate::browse::{Person, tell};

/// Waits until the page says so: a job of the house does the work.
async fn until(person: &Person, path: &str, words: &str) {
    for _ in 0..240 {
        person.go(path).await;
        if person.text().await.contains(words) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    panic!("{path} never says {words}");
}

#[test]
fn a_yearly_report_is_proposed_published_read_and_counted_again() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        officer.go("/reports/propose").await;
        officer.press("Make the draft").await;
        officer.arrives("/reports/").await;
        let here = officer.path().await;
        officer.go(&format!("{here}/preview")).await;
        officer.reads("Nothing of this is kept").await;
        officer.go(&here).await;
        officer.press("Publish").await;
        until(&officer, &here, "SHA-256").await;
        officer.go(&format!("{here}/report.html?lang=en")).await;
        officer.reads("Counted for").await;
        officer.click("a[href*='/figures/']").await;
        officer.reads("The report says").await;
        officer.go(&format!("{here}/again")).await;
        officer.press("Count again").await;
        until(&officer, &format!("{here}/again"), "Every number is equal").await;
        assert_eq!(officer.status(&format!("{here}/packet.json")).await, 200);
        officer.leave().await;
        let leader = Person::named(house, "leader", "zh-Hans").await;
        leader.go(&format!("{here}/report.html?lang=zh-Hans")).await;
        leader.reads("统计时点").await;
        leader.go(&here).await;
        leader.click("a[href^='/measures/members?as_of=']").await;
        leader.arrives("/measures/members").await;
        leader.leave().await;
    });
}

#[test]
fn leadership_sees_claims_beside_their_evidence() {
    tell(|house| async move {
        let leader = Person::named(house, "leader", "en").await;
        leader.go("/claims/beside").await;
        leader.reads("No records yet.").await;
        leader.reads("missing: ").await;
        leader.click("a[href^='/memberships?measure=members']").await;
        leader.arrives("/memberships").await;
        leader.leave().await;
    });
}
