import { readFileSync, writeFileSync } from 'node:fs';
import { generateKey, signerFromKey } from '@symbolon/securing/keys';
import { openTrustList } from '@symbolon/verification';
import { signTrustList } from './sign.ts';

const help = `Trust lists: who may issue what, signed by whoever keeps the list.

  trust key FILE                        makes a key (PEM, mode 600) and prints its did:key
  trust sign LIST.json --key FILE       prints the signed list
  trust verify LIST.jws --key DID-KEY   prints what a signed list holds
`;

try {
  console.log(await run(process.argv.slice(2)));
} catch (error) {
  console.error(`trust: ${(error as Error).message}`);
  process.exitCode = 1;
}

async function run([command, file, flag, value]: string[]): Promise<string> {
  if (command === 'key' && file) return makeKey(file);
  if (command === 'sign' && file && flag === '--key' && value)
    return signTrustList(JSON.parse(readFileSync(file, 'utf8')), readKey(value));
  if (command === 'verify' && file && flag === '--key' && value) {
    return JSON.stringify(await openTrustList(readFileSync(file, 'utf8').trim(), value), null, 2);
  }
  process.exitCode = command ? 1 : 0;
  return help;
}

function makeKey(file: string): string {
  const { privateKey, publicKeyMultibase } = generateKey('Ed25519');
  const lines =
    Buffer.from(privateKey)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  const pem = `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
  // Never over a key that is there already.
  writeFileSync(file, pem, { mode: 0o600, flag: 'wx' });
  return `did:key:${publicKeyMultibase}`;
}

function readKey(file: string) {
  const pem = readFileSync(file, 'utf8');
  const privateKey = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const { publicKeyMultibase } = signerFromKey({ verificationMethod: '', controller: '', privateKey });
  const controller = `did:key:${publicKeyMultibase}`;
  return signerFromKey({ verificationMethod: `${controller}#${publicKeyMultibase}`, controller, privateKey });
}
