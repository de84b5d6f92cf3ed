import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import { minimumEntries } from './bitstring.ts';

/** One entry of `credentialStatus` that points into a bitstring, in one form for all types that do. */
export type StatusEntry = {
  type: 'BitstringStatusListEntry' | 'StatusList2021Entry';
  statusPurpose: string;
  /** As in the credential: a decimal integer, for example `94567`. */
  statusListIndex: string;
  statusListCredential: string;
  /** Bits per entry; 1 unless the entry says otherwise. */
  statusSize: number;
  /** JSON Pointer to the entry in the credential. */
  pointer: string;
};

type Members = Record<string, unknown>;

/** At most this many entries are followed, because each may cost a fetch. */
const maximumEntries = 8;
/** Digits only, no sign, no leading zero: "0x8", "8e0", "8.5" and " 8" are numbers to JavaScript and no index. */
const decimalInteger = /^(0|[1-9][0-9]{0,14})$/;

/**
 * Gives the entries of a `credentialStatus` value (one object or an array), or the problems that it has.
 * Takes BitstringStatusListEntry, StatusList2021Entry and, expanded to revocation, suspension and refresh, the
 * TerseBitstringStatusListEntry of VC Barcodes §2.3. An entry of another type is a problem of type `UNSUPPORTED`.
 */
export function parseStatusEntry(credentialStatus: unknown): { entries: StatusEntry[]; problems: ProblemDetails[] } {
  const entries: StatusEntry[] = [];
  const problems: ProblemDetails[] = [];
  const isArray = Array.isArray(credentialStatus);
  const values: unknown[] = isArray ? credentialStatus : [credentialStatus];
  if (values.length > maximumEntries) {
    const detail = `A credential has at most ${maximumEntries} status entries here, this one has ${values.length}.`;
    return { entries, problems: [problemDetails('RANGE_ERROR', { detail, pointer: '/credentialStatus' })] };
  }
  for (let position = 0; position < values.length; position += 1) {
    const value = values[position];
    const pointer = isArray ? `/credentialStatus/${position}` : '/credentialStatus';
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      problems.push(malformed('A status entry is an object.', pointer));
      continue;
    }
    const read = readers[typeOf(value as Members)];
    if (!read) {
      const detail = 'The status is kept in a way that this verifier does not know; ask the issuer.';
      problems.push(problemDetails('UNSUPPORTED', { detail, pointer: `${pointer}/type` }));
      continue;
    }
    const result = read(value as Members, pointer);
    if (Array.isArray(result)) entries.push(...result);
    else problems.push(result);
  }
  return { entries, problems };
}

const typeOf = ({ type }: Members) => {
  const names = Array.isArray(type) ? type : [type];
  return names.find((name): name is string => typeof name === 'string' && Object.hasOwn(readers, name)) ?? '';
};

const readers: Record<string, (value: Members, pointer: string) => StatusEntry[] | ProblemDetails> = {
  BitstringStatusListEntry: (value, pointer) => readEntry('BitstringStatusListEntry', value, pointer),
  StatusList2021Entry: (value, pointer) => readEntry('StatusList2021Entry', value, pointer),
  TerseBitstringStatusListEntry: readTerse,
};

const malformed = (detail: string, pointer: string) => problemDetails('MALFORMED_VALUE_ERROR', { detail, pointer });

function readEntry(type: StatusEntry['type'], value: Members, pointer: string): StatusEntry[] | ProblemDetails {
  const { id, statusPurpose, statusListIndex, statusListCredential, statusSize = 1, statusMessage } = value;
  if (typeof statusPurpose !== 'string' || statusPurpose === '') {
    return malformed('statusPurpose is a string such as "revocation".', `${pointer}/statusPurpose`);
  }
  if (typeof statusListIndex !== 'string' || !decimalInteger.test(statusListIndex)) {
    return malformed(
      'statusListIndex is a decimal integer in a string, such as "94567".',
      `${pointer}/statusListIndex`,
    );
  }
  if (!isHttpUrl(statusListCredential)) {
    return malformed('statusListCredential is an http(s) URL.', `${pointer}/statusListCredential`);
  }
  // §2.1: the id names the status information and must not be the list itself.
  if (id !== undefined && (typeof id !== 'string' || id === statusListCredential)) {
    return malformed('The id of a status entry is a URL other than the list itself.', `${pointer}/id`);
  }
  if (!Number.isInteger(statusSize) || (statusSize as number) < 1 || (statusSize as number) > 32) {
    return malformed('statusSize is an integer from 1 to 32.', `${pointer}/statusSize`);
  }
  const size = statusSize as number;
  if (statusMessage === undefined ? size > 1 : !Array.isArray(statusMessage) || statusMessage.length !== 2 ** size) {
    const detail = `statusMessage has one message for each of the ${2 ** size} possible values.`;
    return malformed(detail, `${pointer}/statusMessage`);
  }
  return [{ type, statusPurpose, statusListIndex, statusListCredential, statusSize: size, pointer }];
}

function readTerse(value: Members, pointer: string): StatusEntry[] | ProblemDetails {
  const { terseStatusListBaseUrl: base, terseStatusListIndex: terse } = value;
  if (!isHttpUrl(base)) {
    return malformed('terseStatusListBaseUrl is an http(s) URL.', `${pointer}/terseStatusListBaseUrl`);
  }
  if (typeof terse !== 'number' || !Number.isSafeInteger(terse) || terse < 0) {
    return malformed('terseStatusListIndex is an integer of 0 or more.', `${pointer}/terseStatusListIndex`);
  }
  // VC Barcodes §3.3.3 with a list length of 131,072: the terse index counts through all lists of the issuer.
  const list = Math.floor(terse / minimumEntries);
  return ['revocation', 'suspension', 'refresh'].map((statusPurpose) => ({
    type: 'BitstringStatusListEntry',
    statusPurpose,
    statusListIndex: String(terse % minimumEntries),
    statusListCredential: `${base}/${statusPurpose}/${list}`,
    statusSize: 1,
    pointer,
  }));
}

// Nearly all entries name one of a few lists, and to parse a URL costs more than all else here.
const goodUrls = new Set<string>();
const mostUrls = 500;

function isHttpUrl(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  if (goodUrls.has(value)) return true;
  if (value.length > 2048 || !/^https?:\/\//.test(value) || !URL.canParse(value)) return false;
  if (goodUrls.size >= mostUrls) goodUrls.delete(goodUrls.keys().next().value!);
  goodUrls.add(value);
  return true;
}
