/** Registers the service worker once the page has nothing more urgent to do. Without one the page works online. */
export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator)) return;
  const register = () => void navigator.serviceWorker.register('/service-worker.js').catch(() => undefined);
  // The first answer comes first: storing the page must not compete with it for a slow line.
  setTimeout(
    () => ('requestIdleCallback' in window ? requestIdleCallback(register, { timeout: 5000 }) : register()),
    1500,
  );
}

/** Loads the page again, in its newest edition where there is one. */
export async function reloadNewest(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  await registration?.update().catch(() => undefined);
  const arriving = registration?.installing ?? registration?.waiting;
  if (arriving) {
    await new Promise<void>((resolve) => {
      arriving.addEventListener('statechange', () => arriving.state === 'activated' && resolve());
      setTimeout(resolve, 10_000);
    });
  }
  location.reload();
}
