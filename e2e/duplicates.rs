//! An organisation on file twice: merged side by side, parted again, and asked about while somebody types its name. Words
//! that name an organisation: said who is meant.

use crate::browse::{Person, tell};

#[test]
fn an_organisation_on_file_twice_is_noticed_merged_and_parted() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        officer.go("/duplicates?state=open").await;
        officer.click("[data-row]").await;
        officer.arrives("/duplicates/").await;
        officer.click("a.primary[href*='merge?with=']").await;
        officer.reads("Which record is kept?").await;
        officer.press("Merge the two").await;
        officer.hears("The two records are one now").await;
        officer.reads("Merged into this record").await;
        officer.click("form[action$='unmerge'] button").await;
        officer.hears("The two records are two again").await;
        officer.arrives("/organisations/").await;

        officer.go("/namings?state=open").await;
        officer.click("[data-row]").await;
        officer.arrives("/namings/").await;
        officer.fill("#f-other", "Hagenfels").await;
        officer.click("#l-other [role=option]").await;
        officer.click("form.filters[action$='choose'] button").await;
        officer.reads("Confirmed").await;
        officer.reads("Hagenfels Reinsurance SE").await;

        officer.go("/organisations/new").await;
        officer.fill("#f-name_en", "Hagenfels Reinsuranse").await;
        let left = "document.querySelector('#f-name_en').dispatchEvent(new Event('change', {bubbles: true}))";
        officer.script(left).await;
        officer.reads("Perhaps this is on file already").await;
        officer.reads("Hagenfels Reinsurance SE").await;
        officer.leave().await;
    });
}
