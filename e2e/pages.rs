//! Every page that each role can reach from its navigation, in both languages, wide and narrow.

use crate::browse::{Person, tell};

/// What is wrong with a page, as the browser sees it.
const LOOK: &str = r"
  const wrong = [];
  const all = css => [...document.querySelectorAll(css)];
  if (all('main h1').length !== 1) wrong.push('h1: ' + all('main h1').length);
  if (!document.title || !document.documentElement.lang) wrong.push('title or lang');
  if (/⟦|undefined|NaN/.test(document.body.innerText)) wrong.push('raw text: ' + document.body.innerText.match(/⟦[^⟧]*⟧|undefined|NaN/)[0]);
  const over = document.documentElement.scrollWidth - innerWidth;
  if (over > 1) wrong.push('wider than the window by ' + over);
  const ids = all('[id]').map(e => e.id);
  if (new Set(ids).size !== ids.length) wrong.push('id twice: ' + ids.find((id, at) => ids.indexOf(id) !== at));
  for (const e of all('input:not([type=hidden]), select, textarea'))
    if (!e.labels?.length && !e.getAttribute('aria-label')) wrong.push('no label: ' + e.name);
  for (const e of all('button, a[href]'))
    if (!((e.innerText ?? '').trim() || e.getAttribute('aria-label') || e.textContent.trim())) wrong.push('no name: ' + e.outerHTML.slice(0, 80));
  for (const e of all('img')) if (!e.complete || !e.naturalWidth) wrong.push('image: ' + e.src);
  if (all('[style], script:not([src])').length) wrong.push('inline code or style');
  return wrong;
";

async fn look(person: &Person, who: &str) {
    let wrong = person.script(LOOK).await;
    assert_eq!(wrong, serde_json::json!([]), "{who} at {}", person.path().await);
}

#[test]
fn every_page_of_every_role_is_whole_in_both_languages_and_widths() {
    tell(|house| async move {
        for login in ["officer", "company", "expert", "leader", "admin"] {
            let person = Person::named(house, login, "en").await;
            let links = person
                .script(
                    "return [...document.querySelectorAll('nav.side a')].map(a => a.getAttribute('href'))",
                )
                .await;
            let mut paths: Vec<String> = vec!["/".into(), "/account".into(), "/search?q=a".into()];
            paths.extend(links.as_array().unwrap().iter().map(|l| l.as_str().unwrap().to_owned()));
            for (lang, width) in [("en", 1366), ("zh-Hans", 360)] {
                person.browser.set_window_size(width, 820).await.unwrap();
                person.script(&format!("document.cookie = 'lang={lang}; Path=/'")).await;
                for path in &paths {
                    person.go(path).await;
                    look(&person, login).await;
                    let first = person
                        .script("return document.querySelector('[data-row]')?.getAttribute('href') || ''")
                        .await;
                    if let Some(record) = first.as_str().filter(|r| !r.is_empty()) {
                        person.go(record).await;
                        look(&person, login).await;
                    }
                }
            }
            person.leave().await;
        }
    });
}

#[test]
fn theme_language_and_palette_do_what_they_say() {
    tell(|house| async move {
        let person = Person::named(house, "officer", "en").await;
        person.go("/organisations").await;
        let before = person.script("return getComputedStyle(document.body).backgroundColor").await;
        person.click("[data-ux=theme]").await;
        person.go("/organisations").await;
        assert_ne!(person.script("return getComputedStyle(document.body).backgroundColor").await, before);
        person.click("[data-ux=lang]").await;
        person.see("html[lang=zh-Hans]").await;
        assert_eq!(person.path().await, "/organisations");
        person
            .script(
                "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'k', ctrlKey: true, bubbles: true})); \
                 const input = document.querySelector('.palette input'); input.value = 'a'; \
                 input.dispatchEvent(new Event('input'))",
            )
            .await;
        person.see("dialog[data-ux=palette][open] [role=option][data-id]").await;
        person.leave().await;
    });
}
