export { bitAt, decodeBitstring, encodeBitstring, minimumEntries, statusAt } from './bitstring.ts';
export { parseStatusEntry, type StatusEntry } from './status-entry.ts';
export {
  buildStatusListCredential,
  checkStatusListCredential,
  timeToLive,
} from './status-list-credential.ts';
export {
  buildStatusListToken,
  checkStatusListToken,
  decodeTokenStatusList,
  parseTokenStatus,
  statusTypes,
  type TokenStatusEntry,
  type TokenStatusList,
  tokenRefreshList,
  tokenStatusAt,
  tokenStatusList,
  tokenTimeToLive,
} from './token-status-list.ts';
