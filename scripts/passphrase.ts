// `npm run --silent passphrase > keys-passphrase`: a new passphrase of 256 random bits, from which a service has the sealing
// key at once.
import { generatePassphrase } from '@symbolon/securing/keys';

console.log(generatePassphrase());
