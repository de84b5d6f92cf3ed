import type { startIssuerProcess } from '../console/issuer-process.ts';

type Json = Record<string, unknown>;
type Issuer = Awaited<ReturnType<typeof startIssuerProcess>>;

type Accredited = { did: string; name: string; must(method: string, path: string, body?: unknown): Promise<unknown> };

/** What the service answers to an office: the credential it gave, and the addresses that belong to it. */
export type Given = { id: string; verifiableCredential: Json; links: Record<string, string> };

/** So many days from today, as a date and time; years do not matter to a story, the order of its days does. */
export const day = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().replace(/T.*/, 'T00:00:00Z');

/** The same as the page writes it in English. */
export const dayInWords = (days: number): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day(days)));

/** The DID of an institution of the issuer on that port. */
export const didOf = (port: number, id: string): string => `did:web:localhost%3A${port}:institutions:${id}`;

/** An institution of the issuer, with its API key: a ministry, a board, a school or a body that decides. */
export async function join(issuer: Issuer, institution: { id: string; name: string; country: string }) {
  const { id, name, country } = institution;
  const apiKey = await issuer.addInstitution({ id, names: { en: name }, country });
  const base = `${issuer.origin}/institutions/${id}`;
  const send = async (method: string, path: string, body?: unknown) => {
    const reply = await fetch(path.startsWith('http') ? path : `${base}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: reply.status, body: (await reply.json()) as Json };
  };
  /** Throws where the service does not do as it is asked. */
  const must = async <Answer = Given>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const answer = await send(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body as Answer;
  };
  const did = didOf(Number(new URL(issuer.origin).port), id);
  return {
    did,
    name,
    apiKey,
    send,
    must,
    /** Awards an achievement to a person. */
    award: (slug: string, holder: Json, award: Json) =>
      must('POST', `/achievements/${slug}/credentials`, { holder, award }),
    /** Accredits another, which puts it on file: from then on that is what it may do. */
    async accredit(other: Accredited, action: string, scope: Json): Promise<Given> {
      const given = await must('POST', '/recognitions/accreditations', {
        entity: { id: other.did, name: other.name },
        recognizedTo: [{ action, scope }],
        validFrom: day(-700),
        validUntil: day(700),
      });
      await other.must('POST', '/accreditations', { verifiableCredential: [given.verifiableCredential] });
      return given;
    },
    decide: (about: unknown[], decision: Json) =>
      must('POST', '/recognitions/decisions', { verifiableCredential: about, ...decision }),
    withdraw: ({ links }: Given, withdrawal: Json = {}) => must<Json>('POST', links.withdrawal ?? '', withdrawal),
  };
}

export type Office = Awaited<ReturnType<typeof join>>;
