// Improves pages that work without it: palette, shortcuts, theme, pickers, part rows, guards, boards.
const $ = (css, root = document) => root.querySelector(css);
const $$ = (css, root = document) => [...root.querySelectorAll(css)];
const root = document.documentElement;
const cookie = (name, value) => { document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax`; };
const typing = el => !!el.closest?.('input, textarea, select, [contenteditable]');

// Theme: at once, and kept.
$('[data-ux=theme]')?.addEventListener('click', event => {
  event.preventDefault();
  const dark = root.dataset.theme === 'dark' || (root.dataset.theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = dark ? 'light' : 'dark';
  cookie('theme', root.dataset.theme);
});

// Fetches options; an answer that comes late is dropped.
const options = (list, address, after) => {
  let latest = 0, timer;
  return words => {
    clearTimeout(timer);
    const mine = ++latest;
    timer = setTimeout(async () => {
      const answer = await fetch(`${address}?q=${encodeURIComponent(words)}`, { headers: { 'HX-Request': 'true' } });
      if (mine !== latest || !answer.ok) return;
      const parsed = new DOMParser().parseFromString(await answer.text(), 'text/html');
      list.replaceChildren(...$$('[role=option]', parsed));
      $$('[role=option]', list).forEach((option, at) => { option.id = `${list.id}-${at}`; });
      after();
    }, 60);
  };
};

// Arrow keys in a list of options.
const choose = (input, list, step) => {
  const all = $$('[role=option]', list);
  if (!all.length) return null;
  const now = all.findIndex(o => o.getAttribute('aria-selected') === 'true');
  const next = all[(now + step + all.length) % all.length] ?? all[0];
  all.forEach(o => o.setAttribute('aria-selected', String(o === next)));
  input.setAttribute('aria-activedescendant', next.id);
  next.scrollIntoView({ block: 'nearest' });
  return next;
};
const chosen = list => $('[role=option][aria-selected=true]', list);

// Palette.
const palette = $('dialog[data-ux=palette]');
const openPalette = () => {
  const input = $('input', palette), list = $('ul', palette), none = $('.palette-none', palette);
  const places = () => list.replaceChildren(...$$('.side a').map((a, at) => {
    const li = document.createElement('li');
    li.setAttribute('role', 'option');
    li.id = `${list.id}-${at}`;
    li.dataset.href = a.getAttribute('href');
    li.textContent = a.textContent;
    return li;
  }));
  const shown = () => { none.hidden = !!list.children.length || !input.value; input.setAttribute('aria-expanded', String(!!list.children.length)); };
  if (!palette.dataset.ready) {
    palette.dataset.ready = 'yes';
    const ask = options(list, '/search/options', () => { shown(); choose(input, list, 1); });
    input.addEventListener('input', () => { if (!input.value.trim()) { places(); shown(); return; }
      if (!$('[data-id]', list)) list.replaceChildren();
      ask(input.value); });
    input.addEventListener('keydown', event => {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); choose(input, list, event.key === 'ArrowDown' ? 1 : -1); }
      if (event.key === 'Enter' && chosen(list)) { event.preventDefault(); location.href = chosen(list).dataset.href; }
    });
    list.addEventListener('click', event => { const option = event.target.closest('[role=option]'); if (option) location.href = option.dataset.href; });
  }
  const before = document.activeElement;
  palette.addEventListener('close', () => before?.focus?.(), { once: true });
  input.value = '';
  places();
  shown();
  palette.showModal();
  input.focus();
};

// Help.
const help = $('dialog[data-ux=help]');
const keysButton = $('[data-ux=keys]');
if (keysButton) { keysButton.hidden = false; keysButton.addEventListener('click', () => help.showModal()); }
document.addEventListener('click', event => {
  const close = event.target.closest('[data-close]');
  if (close) (close.closest('dialog') ? close.closest('dialog').close() : close.closest('.toast')?.remove());
  $$('details.menu[open]').forEach(menu => { if (!menu.contains(event.target)) menu.open = false; });
});

// Shortcuts.
let going = 0;
document.addEventListener('keydown', event => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    if (palette.open) palette.close(); else openPalette();
    return;
  }
  if (event.key === 'Escape') $$('details.menu[open]').forEach(menu => { menu.open = false; $('summary', menu).focus(); });
  if (document.body.dataset.shortcuts !== 'on' || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || $('dialog[open]')) return;
  const key = event.key;
  if (Date.now() - going < 1200) {
    going = 0;
    const link = $$('[data-go]').find(a => a.dataset.go === key);
    if (link) { event.preventDefault(); link.click(); }
    return;
  }
  const follow = css => { const el = $(css); if (el) { event.preventDefault(); el.click(); } };
  if (key === 'g') going = Date.now();
  else if (key === 'c') follow('[data-key=create]');
  else if (key === 'e') {
    const done = $('[data-key=done]', document.activeElement?.closest?.('[data-entry]') ?? document.createElement('i'));
    if (done) { event.preventDefault(); done.click(); } else follow('[data-key=edit]');
  }
  else if (key === ']') follow('[data-key=next]');
  else if (key === '[') follow('[data-key=previous]');
  else if (key === '/') { event.preventDefault(); $('.find input')?.focus(); }
  else if (key === '?') { event.preventDefault(); help.showModal(); }
  else if (key === 'j' || key === 'k') {
    const rows = $$('[data-row]');
    if (!rows.length) return;
    event.preventDefault();
    const at = rows.indexOf(document.activeElement) + (key === 'j' ? 1 : -1);
    rows[Math.max(0, Math.min(rows.length - 1, at))].focus();
  }
});

// Pickers: choose a record by a few letters of its name.
const picker = box => {
  const [hidden, input] = $$('input', box), list = $('ul', box);
  const show = on => { list.hidden = !on || !list.children.length; input.setAttribute('aria-expanded', String(!list.hidden)); };
  const ask = options(list, box.dataset.picker, () => show(true));
  const take = option => { hidden.value = option.dataset.id; input.value = option.dataset.title; show(false); hidden.dispatchEvent(new Event('change', { bubbles: true })); };
  input.addEventListener('input', () => { hidden.value = ''; if (input.value.trim()) ask(input.value); else show(false); });
  input.addEventListener('keydown', event => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); show(true); choose(input, list, event.key === 'ArrowDown' ? 1 : -1); }
    if (event.key === 'Enter' && !list.hidden && chosen(list)) { event.preventDefault(); take(chosen(list)); }
    if (event.key === 'Escape' && !list.hidden) { event.preventDefault(); show(false); }
  });
  list.addEventListener('mousedown', event => { const option = event.target.closest('[role=option]'); if (option) { event.preventDefault(); take(option); } });
  input.addEventListener('blur', () => show(false));
};
const pickers = () => $$('.picker:not([data-on])').forEach(box => { box.dataset.on = 'yes'; picker(box); });
pickers();
// A field that is edited where it stands.
document.addEventListener('htmx:after:swap', () => {
  pickers();
  $('.facts .form :is(input:not([type=hidden]), select, textarea)')?.focus();
});

// A new record: what is perhaps on file already, by the words of its first field.
$$('[data-alike]').forEach(box => {
  const first = $('fieldset, .field', box.closest('form'));
  let latest = 0;
  first?.addEventListener('change', async event => {
    const mine = ++latest, words = event.target.value.trim();
    const answer = words ? await fetch(`${box.dataset.alike}?q=${encodeURIComponent(words)}`, { headers: { 'HX-Request': 'true' } }) : null;
    if (mine !== latest || (answer && !answer.ok)) return;
    box.innerHTML = answer ? await answer.text() : '';
    box.hidden = !box.textContent.trim();
  });
});

// Part rows: a button adds one instead of a blank row that waits.
$$('fieldset.part').forEach(part => {
  const add = $('[data-add]', part), pattern = $('template', part);
  if (!add || !pattern) return;
  add.hidden = false;
  let next = $$('.part-row', part).length;
  add.addEventListener('click', () => {
    const row = pattern.content.firstElementChild.cloneNode(true);
    row.innerHTML = row.innerHTML.replaceAll('__n__', String(next++));
    add.before(row);
    $$('.picker', row).forEach(picker);
    $('input:not([type=hidden]), select, textarea', row)?.focus();
  });
});

// Guards: a form goes out once; leaving with unsaved input asks first.
let unsaved = false;
$$('form[data-guard]').forEach(form => {
  form.addEventListener('input', () => { if (form.classList.contains('form')) unsaved = true; });
  form.addEventListener('submit', event => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = 'yes';
    unsaved = false;
    $$('button', form).forEach(button => button.setAttribute('aria-busy', 'true'));
    setTimeout(() => { delete form.dataset.sent; $$('button', form).forEach(button => button.removeAttribute('aria-busy')); }, 8000);
  });
});
addEventListener('beforeunload', event => { if (unsaved) event.preventDefault(); });
addEventListener('pageshow', () => $$('form[data-sent]').forEach(form => { delete form.dataset.sent; }));
$('.problems')?.focus();

// Files: dropped onto their form, and refused before they are sent when they are too large.
$$('form[data-drop]').forEach(form => {
  const input = $('input[type=file]', form), error = $(`#e-${CSS.escape(input.id)}`, form);
  const check = () => {
    const over = input.files[0]?.size > Number(input.dataset.most);
    input.setCustomValidity(over ? input.dataset.tooLarge : '');
    input.setAttribute('aria-invalid', String(over));
    error.textContent = over ? input.dataset.tooLarge : '';
    error.hidden = !over;
  };
  input.addEventListener('change', check);
  ['dragover', 'dragleave', 'drop'].forEach(name => form.addEventListener(name, event => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    form.classList.toggle('over', name === 'dragover');
    if (name === 'drop' && event.dataTransfer.files.length) { input.files = event.dataTransfer.files; check(); input.focus(); }
  }));
});

// Filters apply at once.
$$('form[data-auto]').forEach(form => { $('.filters-go', form).hidden = true; });

// The navigation folds on narrow screens; elsewhere the sheet shows it already where the browser can.
const fold = $('.side-fold');
if (fold) fold.open = !matchMedia('(max-width: 52rem)').matches;

// Boards: a card moves by drag, by Alt and an arrow, or by its menu; all three press the menu's button.
const board = $('[data-board]');
if (board) {
  const columns = $$('.column', board);
  const button = (card, state) => $$('button[name=to]', card).find(b => b.value === state);
  const press = (card, state) => { const b = button(card, state); if (b) { sessionStorage.setItem('moved', card.dataset.id); b.form.requestSubmit(b); } };
  board.addEventListener('keydown', event => {
    const card = event.target.closest('[data-id]');
    if (!card || !event.altKey || !['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
    event.preventDefault();
    const at = columns.indexOf(card.closest('.column')), step = event.key === 'ArrowRight' ? 1 : -1;
    for (let to = at + step; columns[to]; to += step) {
      if (button(card, columns[to].dataset.state)) return press(card, columns[to].dataset.state);
    }
  });
  let dragged = null;
  board.addEventListener('dragstart', event => {
    dragged = event.target.closest?.('[data-id]');
    if (!dragged) return;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', dragged.dataset.id);
    columns.forEach(c => c.classList.toggle('closed', c !== dragged.closest('.column') && !button(dragged, c.dataset.state)));
  });
  board.addEventListener('dragend', () => { dragged = null; columns.forEach(c => c.classList.remove('closed', 'over')); });
  columns.forEach(column => {
    column.addEventListener('dragover', event => { if (dragged && button(dragged, column.dataset.state)) { event.preventDefault(); column.classList.add('over'); } });
    column.addEventListener('dragleave', () => column.classList.remove('over'));
    column.addEventListener('drop', event => { event.preventDefault(); if (dragged) press(dragged, column.dataset.state); });
  });
  const moved = board.dataset.moved || sessionStorage.getItem('moved');
  sessionStorage.removeItem('moved');
  if (moved) $(`[data-id="${CSS.escape(moved)}"]`, board)?.focus();
}

// Choosing many: the bar says how many, one box chooses the page.
document.addEventListener('change', event => {
  const form = event.target.closest('form.bulk');
  if (!form) return;
  const boxes = $$('input[name=id]', form);
  if (event.target.matches('[data-pick-all]')) boxes.forEach(box => { box.checked = event.target.checked; });
  const picked = boxes.filter(box => box.checked).length;
  $('[data-picked]', form).textContent = picked ? `(${picked})` : '';
  $('[data-pick-all]', form).checked = picked === boxes.length;
});
