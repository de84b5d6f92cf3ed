// Makes the console more comfortable; everything on it works without this file.

// What went wrong is read out first, and Tab goes on from there (WCAG 2.2, 3.3.1).
document.querySelector('[data-focus]')?.focus();

// Times come in UTC, because the server does not know where its reader is.
for (const time of document.querySelectorAll('time[datetime*="T"]')) {
  time.textContent = new Intl.DateTimeFormat(
    document.documentElement.lang === 'en' ? 'en-GB' : document.documentElement.lang,
    {
      dateStyle: 'long',
      timeStyle: 'short',
      calendar: 'gregory',
      numberingSystem: 'latn',
    },
  ).format(new Date(time.dateTime));
}

// A second click sends nothing twice. The server would not issue twice either.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = 'yes';
  setTimeout(() => delete form.dataset.sent, 3000);
});
addEventListener('pageshow', () => {
  for (const form of document.forms) delete form.dataset.sent;
});

for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.copied;
  });
}

const progress = document.querySelector('[data-events]');
if (progress) follow(progress);

/** Follows a running job by server-sent events; reads out the quarters, not every step (WCAG 2.2, 4.1.3). */
function follow(region) {
  const bar = region.querySelector('progress');
  const sentence = region.querySelector('[data-sentence]');
  const spoken = region.querySelector('[data-spoken]');
  let quarter = Math.floor((bar.value / bar.max) * 4);
  const events = new EventSource(region.dataset.events);
  events.addEventListener('progress', (event) => {
    const { value, max, words, state } = JSON.parse(event.data);
    bar.max = max;
    bar.value = value;
    sentence.textContent = words;
    const reached = max > 0 ? Math.floor((value / max) * 4) : 0;
    if (reached !== quarter) {
      quarter = reached;
      spoken.textContent = words;
    }
    if (state !== region.dataset.state) {
      events.close();
      location.reload();
    }
  });
}
