// Makes the claim page more comfortable; everything on it works without this file, but for the choice of a wallet in the browser.

// The phone's own way to share, where it has one; else the link that begins a mail stays.
for (const link of document.querySelectorAll('[data-share]')) {
  if (!navigator.share) continue;
  link.addEventListener('click', (event) => {
    event.preventDefault();
    navigator.share({ text: link.dataset.share }).catch(() => {});
  });
}

// CHAPI: the holder chooses a wallet that runs in the browser. Loaded when it is asked for, because it is larger than the page.
for (const place of document.querySelectorAll('[data-chapi]')) {
  const { chapi, polyfill } = place.dataset;
  place.hidden = false;
  place.querySelector('button').addEventListener('click', async () => {
    await new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = polyfill;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    await credentialHandlerPolyfill.loadOnce();
    const presentation = { '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiablePresentation'] };
    const credential = new WebCredential('VerifiablePresentation', presentation, { protocols: { vcapi: chapi } });
    await navigator.credentials.store(credential);
  });
}
