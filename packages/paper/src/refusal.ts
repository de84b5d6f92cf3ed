/**
 * Why a text or file is not a certificate of ours. `code` is stable; a page finds its sentence by it.
 *
 * - `not-a-certificate`: something else, for example a shop's QR code or an ordinary picture
 * - `damaged`: begins like a certificate, but its content does not hold together
 * - `newer`: made with a table or packing that this copy of the program does not know
 * - `too-large`: beyond the limits; nothing of it was read
 */
export type RefusalCode = 'not-a-certificate' | 'damaged' | 'newer' | 'too-large';

/** The only thing that the readers of this package throw, whatever they are given. Holds nothing of the input. */
export class PaperRefusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'PaperRefusal';
    this.code = code;
  }
}

/** Runs a reader so that nothing but a refusal leaves it. */
export function refusing<T>(message: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof PaperRefusal) throw cause;
    throw new PaperRefusal('damaged', message, cause);
  }
}
