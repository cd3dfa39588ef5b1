// What Streamlit's page does not tell a screen reader or the keyboard, also of what is drawn later.
((language, words) => {
  document.documentElement.lang = language;
  const told = window.hikiwake;
  window.hikiwake = words;
  if (told) return;

  const mark = (selector, name, value) => {
    for (const element of document.querySelectorAll(selector)) {
      const wanted = typeof value === 'function' ? value(element) : value;
      if (wanted === null) element.removeAttribute(name);
      else if (element.getAttribute(name) !== wanted) element.setAttribute(name, wanted);
    }
  };
  // The text itself stays, because the page changes it where it is.
  const say = (selector, text) => {
    const node = document.querySelector(selector)?.firstChild;
    if (node && node.nodeValue !== text) node.nodeValue = text;
  };
  const dropped = control => control.closest('[data-testid=stFileChip]')?.querySelector('[title]').title;
  const here = link => link.getAttribute('href').split('/').pop() === location.pathname.split('/').pop();
  const chosen = button => button.getAttribute('kind') === 'secondary';

  const tell = () => {
    mark('.st-key-navigation a', 'aria-current', link => (here(link) ? 'page' : null));
    mark('.st-key-episodes button', 'aria-current', button => (chosen(button) ? 'true' : null));
    mark('.st-key-presets button', 'aria-pressed', button => String(chosen(button)));
    mark('.st-key-story, .st-key-class-news', 'aria-live', 'polite');
    mark('[data-testid=stFileUploaderDropzone]', 'role', 'group');
    mark('[data-testid=stFileUploaderDropzoneInput]', 'aria-label',
      field => field.closest('section').getAttribute('aria-label'));
    // A chart as a whole has its sentence; its marks one by one would be nameless pictures.
    mark('[data-testid=stVegaLiteChart] > svg', 'aria-hidden', 'true');
    mark('[data-testid=stVegaLiteChart]', 'role', 'img');
    // What is wider than a phone is moved with the arrows.
    mark('[data-testid=stTable] > div', 'tabindex', box => (box.scrollWidth > box.clientWidth ? '0' : null));
    say('[data-testid=stSkipToContent]', window.hikiwake.skip);
    say('[data-testid=stFileUploaderDropzone] [kind=secondary] p', window.hikiwake.upload);
    say('[data-testid=stFileUploaderDropzone] > div:not([data-testid]) > span', window.hikiwake.drop);
    say('[data-testid=stFileChips] [kind=borderlessIcon] span > span', window.hikiwake.another);
    mark('[data-testid=stFileChip]', 'aria-label', dropped);
    mark('[data-testid=stFileChips] [data-testid=stIconMaterial], [data-testid=stFileUploaderDropzone] [data-testid=stIconMaterial]', 'aria-hidden', 'true');
    mark('button[aria-label^="Help for "]', 'aria-label',
      button => `${window.hikiwake.help}: ${button.getAttribute('aria-label').slice('Help for '.length)}`);
    mark('[data-testid=stNumberInputStepDown]', 'aria-label', window.hikiwake.less);
    mark('[data-testid=stNumberInputStepUp]', 'aria-label', window.hikiwake.more);
    mark('[data-testid=stSelectbox] button[aria-label=Open]', 'aria-label', window.hikiwake.open);
    mark('kbd[aria-label^="Shortcut "]', 'aria-label', key => key.textContent);
    mark('[data-testid=stFileChips] button', 'aria-label', button => dropped(button) === undefined
      ? window.hikiwake.another : `${window.hikiwake.remove}: ${dropped(button)}`);
    for (const part of document.querySelector('[data-testid=stFileChip] [role=alert]')?.childNodes ?? []) {
      const text = part.previousSibling ? '' : window.hikiwake.refused;
      if (part.nodeValue !== text) part.nodeValue = text;
    }
    // The only dialog that Streamlit opens here: the server does not answer.
    say('[data-testid=stDialog] h2', window.hikiwake.lost);
    say('[data-testid=stDialog] h2 + div > div', window.hikiwake.wait);
    mark('[data-testid=stDialog] button', 'aria-label', window.hikiwake.close);
  };

  let due = false;
  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; tell(); });
  }).observe(document.body, { childList: true, subtree: true, attributeFilter: ['kind', 'href'] });
  tell();

  document.addEventListener('click', event => {
    if (!event.target.closest?.('[data-testid=stSkipToContent]')) return;
    event.preventDefault();
    const main = document.querySelector('[data-testid=stMain]');
    const first = ['button[kind=primary]:enabled', '.st-key-stepping button:enabled', 'h1, h2']
      .map(selector => main.querySelector(selector)).find(Boolean) ?? main;
    if (first.tabIndex < 0) first.tabIndex = -1;
    first.focus({ focusVisible: true });
  });

  // Charts and maps come in the colours of the page they were drawn for: when the system turns it light or dark, the page
  // is asked for anew, by the key that Streamlit has for this.
  const again = () => {
    const app = document.querySelector('[data-testid=stApp]');
    if (app.dataset.testScriptState !== 'notRunning') return setTimeout(again, 100);
    for (const half of ['keydown', 'keyup']) document.dispatchEvent(new KeyboardEvent(half, { key: 'r' }));
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => setTimeout(again, 100));

  // What is typed in a lesson is sent after a moment, not only when the field is left: a reload then loses nothing.
  let typing;
  document.addEventListener('input', ({target}) => {
    if (target.tagName !== 'TEXTAREA' || !document.querySelector('.st-key-class-top')) return;
    clearTimeout(typing);
    const enter = {key: 'Enter', ctrlKey: true, metaKey: true, bubbles: true};
    typing = setTimeout(() => target.dispatchEvent(new KeyboardEvent('keydown', enter)), 1000);
  });
})
