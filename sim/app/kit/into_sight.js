// Brings an element into sight, and again with whatever else is drawn until the page is whole: the browser holds on to
// what was there before, which goes last. Whoever moves the page meanwhile has the last word.
(selector => {
  const app = document.querySelector('[data-testid=stApp]');
  const drawn = () => app.dataset.testScriptState === 'notRunning';
  const show = () => document.querySelector(selector)?.scrollIntoView({ block: 'start' });
  show();
  if (drawn()) return;
  const draws = new MutationObserver(() => {
    show();
    if (drawn()) draws.disconnect();
  });
  draws.observe(app.parentNode, { childList: true, subtree: true, attributeFilter: ['data-test-script-state'] });
  for (const moves of ['wheel', 'touchmove', 'pointerdown', 'keydown']) {
    addEventListener(moves, () => draws.disconnect(), { once: true, passive: true });
  }
})
