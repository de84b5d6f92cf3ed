import { Problem } from '@symbolon/problem';

type Fault = { code?: unknown; constraint?: unknown; message?: unknown; routine?: unknown };

// Classes and codes of Appendix A of PostgreSQL's manual, and what the driver says when the server has gone.
const unavailable =
  /^(08|53|57|58|F0|XX)|^(25006|42501|40001|40P01|55P03)$|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/;
const lostConnection = /connection terminated|timeout exceeded when trying to connect|not queryable|client was closed/i;
// untranslatable_character and character_not_in_repertoire: U+0000, which PostgreSQL's text cannot hold.
const unstorable = /^(22021|22P05)$/;
// invalid_text_representation from the JSON reader: half of a surrogate pair, the one thing that JSON.stringify writes and
// jsonb does not take.
const isLoneSurrogate = (code: string, routine: unknown) => code === '22P02' && /^json_/.test(String(routine));

/**
 * Gives the problem behind a database error that is not a fault of the program: 503 while nothing can be written or read,
 * 400 for text that cannot be stored. Any other error is given back as it is.
 */
export function databaseProblem(error: unknown): unknown {
  if (error instanceof Problem || !(error instanceof Error)) return error;
  const { code, message, routine } = error as Fault;
  const word = typeof code === 'string' ? code : '';
  if (unstorable.test(word) || isLoneSurrogate(word, routine)) {
    return new Problem(400, 'A text cannot be stored', {
      detail: 'One of the texts holds the character U+0000 or half of a surrogate pair; take it out.',
      cause: error,
    });
  }
  if (unavailable.test(word) || lostConnection.test(String(message))) {
    return new Problem(503, 'The record cannot be written or read at the moment', {
      detail: 'Nothing was lost. Send the same request again in a few seconds.',
      headers: { 'retry-after': '2' },
      cause: error,
    });
  }
  return error;
}
