/** What a document says whose signature does not hold: for whoever asks to see the claim. Empty where it cannot be read. */
export function claimedDocument(input: string | object): Record<string, unknown> {
  try {
    const document = typeof input === 'string' ? parse(input.trim()) : input;
    // VCDM 1.1 as a JWT has the credential in a member of its own.
    const inner = (document as { vc?: unknown }).vc ?? document;
    return typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function parse(text: string): object {
  if (text.startsWith('{')) return JSON.parse(text);
  const [, payload = ''] = text.split('.');
  const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
    letter.charCodeAt(0),
  );
  return JSON.parse(new TextDecoder().decode(bytes));
}
