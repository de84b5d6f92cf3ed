export { bitAt, bitstringLimits, decodeBitstring, encodeBitstring, minimumEntries, statusAt } from './bitstring.ts';
export { parseStatusEntry, type StatusEntry } from './status-entry.ts';
export {
  buildStatusListCredential,
  checkStatusListCredential,
  type StatusListCredentialInput,
  timeToLive,
} from './status-list-credential.ts';
