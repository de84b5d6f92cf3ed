/** Gives JSON in base64url, several times as fast as what also runs in a browser: only an issuer signs. */
export const encodeJson = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
