//! The board: cards move by menu, by keyboard and by dragging, and its totals are the list's.

use crate::browse::{Person, tell};

async fn first(officer: &Person, state: &str) -> String {
    let code = format!("return document.querySelector('[data-state={state}] [data-id]').dataset.id");
    officer.script(&code).await.as_str().unwrap().to_owned()
}

#[test]
fn a_card_moves_by_menu_by_keyboard_and_by_dragging() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        officer.go("/needs/board").await;
        let card = first(&officer, "triaged").await;
        officer.click(&format!("[data-id='{card}'] details > summary")).await;
        officer.click(&format!("[data-id='{card}'] button[value=matching]")).await;
        officer.see(&format!("[data-state=matching] [data-id='{card}']")).await;

        let card = first(&officer, "triaged").await;
        officer.script(&format!("document.querySelector(\"[data-id='{card}']\").focus()")).await;
        officer
            .script(
                "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', \
                 {key: 'ArrowRight', altKey: true, bubbles: true, cancelable: true}))",
            )
            .await;
        officer.see(&format!("[data-state=matching] [data-id='{card}']")).await;
        let focused = officer.script("return document.activeElement.dataset.id").await;
        assert_eq!(focused.as_str(), Some(card.as_str()), "the focus stays with the card");

        let card = first(&officer, "triaged").await;
        let drag = format!(
            "const card = document.querySelector(\"[data-id='{card}']\"), data = new DataTransfer(); \
             const send = (target, type) => target.dispatchEvent(new DragEvent(type, \
               {{dataTransfer: data, bubbles: true, cancelable: true}})); \
             const to = document.querySelector('.column[data-state=matching]'); \
             send(card, 'dragstart'); send(to, 'dragover'); send(to, 'drop'); send(card, 'dragend');"
        );
        officer.script(&drag).await;
        officer.see(&format!("[data-state=matching] [data-id='{card}']")).await;
        officer.leave().await;
    });
}

#[test]
fn the_totals_of_the_board_are_those_of_the_list() {
    tell(|house| async move {
        let officer = Person::named(house, "officer", "en").await;
        for state in ["received", "introduced", "converted", "dormant"] {
            officer.go("/needs/board").await;
            let code = format!("return document.querySelector('.column[data-state={state}] .n').innerText");
            let total = officer.script(&code).await.as_str().unwrap().to_owned();
            officer.go(&format!("/needs?state={state}")).await;
            let rows = officer.script("return document.querySelectorAll('.rows tbody tr').length").await;
            assert_eq!(total, rows.to_string(), "{state}");
        }
        officer.leave().await;
    });
}
