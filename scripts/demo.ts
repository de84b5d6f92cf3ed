import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { provideAccredited } from './demo-accredited.ts';
import { readJson, request } from './http.ts';
import type { Secrets } from './secrets.ts';
import { publishTrustList } from './trust-list.ts';

const examples = new URL('../services/issuer/examples/', import.meta.url);
const id = 'demo';
const slug = 'masonry-nc-ii';

export type DemoOptions = {
  dataDir: string;
  issuer: string;
  verifier: string;
  /** Where the issuer listens on this machine, whatever its public address. */
  local: string;
  secrets: Secrets;
};

type DemoFile = {
  issuer: string;
  verifier: string;
  institution: string;
  apiKey: string;
  /** API keys of the other demo institutions, by their ids. */
  others: Record<string, string>;
  /** Public addresses of the example certificates. */
  certificates: { valid: string; accredited: string; revoked: string; expired: string };
};

/** An authority that the demo's trust list lets recognise others, and a school that only this authority vouches for. */
export type Others = { authority: DemoInstitution; school: DemoInstitution };
export type DemoInstitution = { base: string; auth: Record<string, string>; public: Record<string, unknown> };

type Row = { id: string; holderName?: string; links: { certificate: string } };

/**
 * Makes the demo institution where the database has none, and a trust list that names it. Everything goes through the
 * HTTP API, as it would for an institution of its own. A first run that was cut short is taken up where it was.
 */
export async function provideDemo(options: DemoOptions) {
  const { dataDir, issuer, verifier, local, secrets } = options;
  const file = join(dataDir, 'demo.json');
  const saved: Partial<DemoFile> = existsSync(file) ? await readJson(file) : {};
  const base = `${local}/institutions/${id}`;
  const keys: Record<string, string> = { ...saved.others, ...(saved.apiKey ? { [id]: saved.apiKey } : {}) };

  /** Gives an institution of the demo: with the saved key while it opens the door, else a new one. */
  async function provide(institutionId: string, example: string): Promise<DemoInstitution> {
    const at = `${local}/institutions/${institutionId}`;
    const known = keys[institutionId];
    if (!known || !(await opens(at, known))) {
      keys[institutionId] = await makeInstitution(options, institutionId, example);
      // Kept at once: the key is shown only now.
      const { [id]: apiKey, ...others } = keys;
      await write(file, { ...saved, apiKey, others });
    }
    const auth = { authorization: `Bearer ${keys[institutionId]}` };
    return { base: at, auth, public: await request('GET', at) };
  }
  const demo = await provide(id, 'institution.json');
  const others = {
    authority: await provide('demo-authority', 'authority.json'),
    school: await provide('demo-workshop', 'workshop.json'),
  };
  const { auth } = demo;
  const apiKey = keys[id]!;
  const trust = await publishTrustList({
    secrets,
    dataDir,
    local,
    issuer,
    listed: [
      { institution: demo.public, id },
      { institution: others.authority.public, id: 'demo-authority', actions: ['recognize', 'decide'] },
    ],
  });

  async function save(certificates: DemoFile['certificates']): Promise<void> {
    const { [id]: _, ...rest } = keys;
    const content: DemoFile = { issuer, verifier, institution: id, apiKey, others: rest, certificates };
    await write(file, content);
  }

  return {
    ...trust,
    /** Issues the example roster, takes one certificate back and lets one have ended; nothing on later starts. */
    async issueRoster(): Promise<void> {
      const { certificates } = saved;
      const isKnown = apiKey === saved.apiKey && saved.issuer === issuer;
      if (certificates?.accredited && isKnown) return save(certificates);
      const achievement = JSON.parse(await readFile(new URL(`${slug}.json`, examples), 'utf8'));
      await request('PUT', `${base}/achievements/${slug}`, { headers: auth, json: achievement });
      const [valid, revoked] = await issueExampleRoster(base, auth);
      const expired = await issueEndedCertificate(base, auth);
      const accredited = await provideAccredited(others, { slug, achievement });
      await request('POST', `${base}/credentials/status`, {
        headers: auth,
        json: {
          credentialId: revoked.id,
          credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' },
          status: true,
          reason: 'issued-in-error',
        },
      });
      await save({
        valid: valid.links.certificate,
        accredited,
        revoked: revoked.links.certificate,
        expired: expired.links.certificate,
      });
    },
    async welcome(): Promise<string> {
      const { certificates } = await readJson<DemoFile>(file);
      return `
Symbolon is running. Ctrl-C stops it; the next start goes on where it was.

  Employer's page     ${verifier}
  Registrar's console ${issuer}/console   (sign in with the key in ${relative(process.cwd(), file)})
  API documentation   ${issuer}/docs  and  ${verifier}/docs

Example certificates, to print or to scan from the screen:
  valid       ${certificates.valid}
  accredited  ${certificates.accredited}   (its school is not on the trust list; who accredited it is)
  revoked     ${certificates.revoked}
  expired     ${certificates.expired}
`;
    },
  };
}

function opens(base: string, key: string): Promise<boolean> {
  return request('GET', `${base}/achievements`, { headers: { authorization: `Bearer ${key}` } }).then(
    () => true,
    () => false,
  );
}

/** Makes an institution from its example, and gives its API key. */
async function makeInstitution({ secrets, dataDir, local }: DemoOptions, institutionId: string, example: string) {
  const adminKey = (await readFile(secrets.adminKey, 'utf8')).trim();
  const institution = JSON.parse(await readFile(new URL(example, examples), 'utf8'));
  const { apiKey } = await request<{ apiKey: string }>('POST', `${local}/institutions`, {
    headers: { authorization: `Bearer ${adminKey}` },
    json: { id: institutionId, ...institution },
  }).catch((cause) => {
    throw new Error(
      `The database has an institution "${institutionId}" whose key is not in ${join(dataDir, 'demo.json')}; use another database, or put that file back.`,
      { cause },
    );
  });
  return apiKey;
}

/** Sends the roster, waits until the queue has issued it, and gives its first two certificates. */
async function issueExampleRoster(base: string, auth: Record<string, string>): Promise<[Row, Row]> {
  const url = `${base}/rosters?achievement=${slug}&fileName=masonry-roster.csv&approve=true`;
  const roster = await request<{ id: string }>('POST', url, {
    headers: { ...auth, 'content-type': 'text/csv' },
    body: await readFile(new URL('masonry-roster.csv', examples)),
  });
  const deadline = Date.now() + 60_000;
  for (;;) {
    const progress = await request<{ state: string; counts?: unknown }>(
      'GET',
      `${base}/rosters/${roster.id}/progress`,
      {
        headers: auth,
      },
    );
    if (progress.state === 'done') break;
    if (Date.now() > deadline) throw new Error('The example roster was not issued within a minute.');
    await sleep(50);
  }
  const rows = await request<Row[]>('GET', `${base}/credentials`, { headers: auth });
  const find = (name: string) => {
    const row = rows.find(({ holderName }) => holderName === name);
    if (!row) throw new Error('The example roster gave no certificates.');
    return row;
  };
  return [find('សុខ ដារ៉ា'), find('ចាន់ សុភា')];
}

/** Issues one certificate whose period is over, as a registrar does who brings in old records. */
async function issueEndedCertificate(base: string, auth: Record<string, string>): Promise<Row> {
  return request<Row>('POST', `${base}/achievements/${slug}/credentials`, {
    headers: { ...auth, 'idempotency-key': 'demo-ended' },
    json: {
      holder: { name: 'Maria Clara Reyes', dateOfBirth: '1990-02-11' },
      award: {
        validFrom: '2021-05-03T00:00:00Z',
        validUntil: '2024-05-03T00:00:00Z',
        awardedDate: '2021-05-03T00:00:00Z',
      },
    },
  });
}

/** Whole or not at all, and for this user's eyes: the file holds a key. */
async function write(file: string, content: unknown): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
