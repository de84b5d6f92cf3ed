import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Type } from 'typebox';

/** 128 bits: nobody finds one by trying, and the QR code stays small. */
export const newWalletToken = () => randomBytes(16).toString('base64url');

export const tokenSchema = Type.String({ minLength: 1, maxLength: 64 });

/** What the asking side shows to get the answer; never in a link, so it can be longer. */
export const newAskerToken = () => randomBytes(32).toString('base64url');

export const digestOf = (token: string) => createHash('sha256').update(token).digest();

/**
 * Gives a value that belongs to one request and one way of answering it, such as its nonce. It is computed from what the wallet's
 * link holds, so nothing that would be accepted lies in the database, and an answer to one way is none to another.
 */
export const derive = (walletToken: string, purpose: 'nonce' | 'state', way: string) =>
  createHmac('sha256', walletToken).update(`${purpose}\n${way}`).digest('base64url');
