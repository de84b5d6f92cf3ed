const HEX = /../g;

/**
 * Gives bytes as one decimal number. In a QR code ten bits hold three digits, so nothing is lost against bytes, and
 * digits pass through every camera app, link shortener and messenger as they are. The first byte must not be 0.
 */
export function toDigits(bytes: Uint8Array): string {
  return BigInt(`0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`).toString();
}

export function fromDigits(digits: string): Uint8Array {
  const hex = BigInt(digits).toString(16);
  return Uint8Array.from((hex.length % 2 ? `0${hex}` : hex).match(HEX)!, (pair) => Number.parseInt(pair, 16));
}
