// Makes the claim page more comfortable; everything on it works without this file, but for the choice of a wallet in the browser.

// The phone's own way to share, where it has one; else the link that begins a mail stays.
for (const link of document.querySelectorAll('[data-share]')) {
  if (!navigator.share) continue;
  link.addEventListener('click', (event) => {
    event.preventDefault();
    navigator.share({ text: link.dataset.share }).catch(() => {});
  });
}
