export { bitAt, decodeBitstring, encodeBitstring, minimumEntries, statusAt } from './bitstring.ts';
export { parseStatusEntry, type StatusEntry } from './status-entry.ts';
export {
  buildStatusListCredential,
  checkStatusListCredential,
  timeToLive,
} from './status-list-credential.ts';
