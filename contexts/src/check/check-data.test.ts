import { readFile } from 'node:fs/promises';
import t from 'tap';
import { checkData, type Data, lineOf, readData } from './check-data.ts';

const data = await readData();
const now = new Date('2026-11-22T00:00:00Z');

// biome-ignore lint/suspicious/noExplicitAny: rows are broken here in every way
type Rows = any;

/** What is told of the data after a change. */
async function after(change: (data: Rows) => void): Promise<string[]> {
  const changed = structuredClone(data) as Data;
  change(changed);
  return (await checkData(changed, now)).map(lineOf);
}

t.test('every row of every data file is as it should be', async (t) => {
  t.same((await checkData(data, now)).map(lineOf), []);
});

t.test('what is wrong is told with file, row, member, and what to do', async (t) => {
  const agreement = (change: (row: Rows) => void) =>
    after((data) => change(data['agreements/agreements.json'].agreements[0]));
  const cases: [what: Promise<string[]>, told: RegExp][] = [
    [
      agreement((row) => delete row.sources),
      /^contexts\/agreements\/agreements.json, “asean-mrs-kh-th”: “sources” is missing. Say where/,
    ],
    [
      agreement((row) => {
        row.sources = [];
      }),
      /sources: Too few are given. Where it was read; at least one/,
    ],
    [
      agreement((row) => {
        row.sources = [{ what: 'all' }];
      }),
      /sources\[1\]: This is incomplete. Where it was read: an address or the title/,
    ],
    [
      agreement((row) => {
        row.sources[0].url = 'file:///tmp/a.pdf';
      }),
      /sources\[1\].url: “file:.*The address of the page/,
    ],
    [
      agreement((row) => {
        row.kind = 'treaty';
      }),
      /kind: “treaty” is none of “arrangement”/,
    ],
    [
      agreement((row) => {
        row.rules[0].purpose = ['employment'];
      }),
      /rules\[1\]: “purpose” is no member that is known here/,
    ],
    [
      agreement((row) => {
        row.rules[0].mode = '';
      }),
      /rules\[1\].mode: “” is none of/,
    ],
    [
      agreement((row) => {
        row.parties = ['KH', 'UK'];
      }),
      /parties: “UK” is the code of no country/,
    ],
    [
      agreement((row) => {
        row.parties = ['KH', 'SU'];
      }),
      /parties: “SU” is the code of no country/,
    ],
    [
      agreement((row) => {
        row.parties = ['mercosur'];
      }),
      /No region has the id “mercosur”. Add it to agreements\/regions.json first/,
    ],
    [
      agreement((row) => {
        row.rules[0].occupations[0].code = '7999';
      }),
      /rule “bricklaying-plastering”, occupations: ISCO-08 has no “7999”/,
    ],
    [
      agreement((row) => {
        row.rules[1].id = row.rules[0].id;
      }),
      /has this rule twice/,
    ],
    [
      agreement((row) => {
        delete row.rules[0].to;
      }),
      /only one of “from” and “to”/,
    ],
    [
      agreement((row) => {
        row.rules[0].qualifications = ['xx'];
      }),
      /No qualification has the id “xx”/,
    ],
    [
      agreement((row) => {
        row.rules[0].levels = { framework: 'ph-pqf', levels: ['99'] };
      }),
      /“ph-pqf” has no level “99”/,
    ],
    [
      agreement((row) => {
        row.rules[0].mode = 'reliance';
      }),
      /awardingBodies: Reliance is on bodies that are named/,
    ],
    [
      agreement((row) => {
        row.signed = { date: '2023-02-30', evidence: 'read at source' };
      }),
      /signed: There is no such day as “2023-02-30”/,
    ],
    [
      agreement((row) => {
        row.signed = { date: '2031', evidence: 'read at source' };
      }),
      /signed: “2031” has not come yet/,
    ],
    [
      agreement((row) => {
        row.signed = { date: '2020-05', evidence: 'read at source' };
        row.ended = { date: '2019', evidence: 'read at source' };
      }),
      /ended: “2019” lies before “2020-05” \(signed\)/,
    ],
    [
      agreement((row) => {
        row.rules[0].validFrom = '2026-05';
        row.rules[0].validUntil = '2026-04';
      }),
      /validUntil: “2026-04” lies before/,
    ],
    [
      agreement((row) => {
        row.rules[0].validFrom = 'next year';
      }),
      /validFrom: “next year” cannot be read here. A day, a month or a year/,
    ],
    [
      agreement((row) => {
        row.partiesEvidence = 'not read';
      }),
      /Who is a party was not read/,
    ],
    [
      agreement((row) => {
        row.id = 'de-bqfg';
      }),
      /“de-bqfg”, id: This is there twice/,
    ],
    [
      after((data) => {
        data['agreements/agreements.json'].agreements.push('a row');
      }),
      /row \d+: “a row” cannot be read here/,
    ],
    [
      after((data) => {
        data['agreements/agreements.json'] = [];
      }),
      /agreements.json, the file: What stands here cannot be read/,
    ],
    [
      after((data) => {
        data['agreements/regions.json'].regions[0].members[0] = 'XX';
      }),
      /regions.json, “asean”, members: “XX” is the code of no country/,
    ],
    [
      after((data) => {
        data['frameworks/frameworks.json'].frameworks[0].levels = [1, 2];
      }),
      /frameworks.json, “eqf”, levels\[1\]: “1” cannot be read here. A level code as text/,
    ],
    [
      after((data) => {
        data['frameworks/frameworks.json'].frameworks[0].levelNames = { 9: 'Nine' };
      }),
      /levelNames: It has no level “9”/,
    ],
    [
      after((data) => {
        data['frameworks/referencing.json'].referencing[0].levelMap = { 1: ['1'] };
      }),
      /“levelMapEvidence” belongs to this and is missing/,
    ],
    [
      after((data) => {
        Object.assign(data['frameworks/referencing.json'].referencing[1], {
          levelMap: { 77: ['1'] },
          levelMapEvidence: 'read at source',
        });
      }),
      /levelMap: “at-nqf” has no level “77”/,
    ],
    [
      after((data) => {
        data['frameworks/referencing.json'].referencing[1].date = '2031';
      }),
      /date: “2031” has not come yet/,
    ],
    [
      after((data) => {
        data['frameworks/referencing.json'].referencing.push({
          ...data['frameworks/referencing.json'].referencing[1],
          framework: 'eqf',
          to: 'at-nqf',
        });
      }),
      /“at-nqf” itself leads back to “eqf”/,
    ],
    [
      after((data) => {
        data['frameworks/europass-levels.json'].frameworks[0].concepts['77'] = 'c_0';
      }),
      /No framework with this id has a level “77”/,
    ],
    [
      after((data) => {
        data['occupations/isco-08.json'].groups.push(['9999', 'Dancers']);
      }),
      /isco-08.json, “9999”: The group “999”/,
    ],
    [
      after((data) => {
        data['occupations/occupations.json'].occupations[0].esco[0].iscoGroup = '7112';
      }),
      /does not stand in the ISCO-08 group “7112”/,
    ],
    [
      after((data) => {
        data['occupations/occupations.json'].occupations[0].iscedF = ['7777'];
      }),
      /ISCED-F has no field “7777”/,
    ],
    [
      after((data) => {
        data['competencies/qualifications.json'].qualifications[0].level = '77';
      }),
      /“ph-pqf” has no level “77”/,
    ],
    [
      after((data) => {
        const [row] = data['competencies/qualifications.json'].qualifications;
        row.units.push(row.units[0]);
        row.occupation = 'dance';
      }),
      /No occupation has the id “dance”|is there twice/,
    ],
    [
      after((data) => {
        data['trust/example.json'].institutions[0].scoop = {};
      }),
      /“did:web:skills-centre.example”: “scoop” is no member/,
    ],
    [
      after((data) => {
        data['trust/example.json'].institutions[0].validUntil = '2023-01-01T00:00:00Z';
      }),
      /validUntil: .* does not lie after/,
    ],
    [
      after((data) => {
        data['trust/example.json'].institutions[0].scope.occupations[0].code = '7999';
      }),
      /scope: ISCO-08 has no group “7999”/,
    ],
    [
      after((data) => {
        data['trust/example.json'].nextUpdate = '2020-01-01T00:00:00Z';
      }),
      /nextUpdate: It must lie after “issued”/,
    ],
    [
      after((data) => {
        data['competencies/qualifications.json'].qualifications[0].name = 'http://localhost/';
      }),
      /is an address on one machine/,
    ],
  ];
  for (const [what, told] of cases) {
    const lines = await what;
    t.ok(lines.length <= 4 && lines.some((line) => told.test(line)), `${told}: ${lines.join(' | ').slice(0, 300)}`);
  }
});

t.test('the rows of docs/data.md can be added as they stand there', async (t) => {
  const text = await readFile(new URL('../../../docs/data.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/To `([\w/-]+\.json)`, in `(\w+)`:\n```json\n(.*?)\n```/gs)];
  t.same(
    rows.map(([, file, list]) => `${file} ${list}`),
    [
      'agreements/agreements.json agreements',
      'frameworks/frameworks.json frameworks',
      'frameworks/referencing.json referencing',
      'competencies/qualifications.json qualifications',
      'trust/example.json institutions',
    ],
  );
  const added = await after((data) => {
    for (const [, file = '', list = '', row = ''] of rows) data[file][list].push(JSON.parse(row));
  });
  t.same(added, []);
});
