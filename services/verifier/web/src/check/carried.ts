export async function credentialIn(_bytes: Uint8Array, _kind: 'pdf' | 'png' | 'svg'): Promise<string | undefined> {
  return undefined;
}
