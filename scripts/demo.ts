import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
  /** Public addresses of the three example certificates. */
  certificates: { valid: string; revoked: string; expired: string };
};

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
  const apiKey = await provideInstitution(options, saved.apiKey, base);
  const auth = { authorization: `Bearer ${apiKey}` };
  const trust = await publishTrustList({ secrets, dataDir, institution: await request('GET', base), local, issuer });

  async function save(certificates: DemoFile['certificates']): Promise<void> {
    const content: DemoFile = { issuer, verifier, institution: id, apiKey, certificates };
    await write(file, content);
  }

  return {
    ...trust,
    /** Issues the example roster, takes one certificate back and lets one have ended; nothing on later starts. */
    async issueRoster(): Promise<void> {
      const { certificates } = saved;
      if (certificates?.valid && apiKey === saved.apiKey && saved.issuer === issuer) return save(certificates);
      const achievement = JSON.parse(await readFile(new URL(`${slug}.json`, examples), 'utf8'));
      await request('PUT', `${base}/achievements/${slug}`, { headers: auth, json: achievement });
      const [valid, revoked] = await issueExampleRoster(base, auth);
      const expired = await issueEndedCertificate(base, auth);
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

Three example certificates, to print or to scan from the screen:
  valid     ${certificates.valid}
  revoked   ${certificates.revoked}
  expired   ${certificates.expired}
`;
    },
  };
}

/** Gives an API key of the demo institution: the saved one while it opens the door, else that of a new institution. */
async function provideInstitution({ secrets, dataDir }: DemoOptions, saved: string | undefined, base: string) {
  const opens = async (key: string) => {
    const headers = { authorization: `Bearer ${key}` };
    return request('GET', `${base}/achievements`, { headers }).then(
      () => true,
      () => false,
    );
  };
  if (saved && (await opens(saved))) return saved;
  const adminKey = (await readFile(secrets.adminKey, 'utf8')).trim();
  const institution = JSON.parse(await readFile(new URL('institution.json', examples), 'utf8'));
  const { apiKey } = await request<{ apiKey: string }>('POST', base.replace(/\/[^/]+$/, ''), {
    headers: { authorization: `Bearer ${adminKey}` },
    json: { id, ...institution },
  }).catch((cause) => {
    throw new Error(
      `The database has an institution "${id}" whose key is not in ${join(dataDir, 'demo.json')}; use another database, or put that file back.`,
      { cause },
    );
  });
  // Kept at once: the key is shown only now.
  await write(join(dataDir, 'demo.json'), { apiKey });
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
