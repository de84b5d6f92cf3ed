import { readFile } from 'node:fs/promises';
import t from 'tap';
import { agreements, modes, purposes, regions } from './agreements.ts';
import { qualifications } from './competencies.ts';
import { framework } from './frameworks.ts';
import { occupation } from './occupations.ts';

const unique = (values: string[]) => new Set(values).size === values.length;
const isPlace = (name: string) => name === '*' || /^[A-Z]{2}$/.test(name) || regions.some(({ id }) => id === name);
// `2019`, `2019-05`, `2019-05-01`, `../2012`
const isDate = (date: string) => /^(\.\.\/)?\d{4}(-\d\d(-\d\d)?)?$/.test(date);

t.test('every row names its source, known countries, known codes, and days that are days', async (t) => {
  t.ok(unique([...agreements, ...regions].map(({ id }) => id)));
  for (const row of [...agreements, ...regions]) {
    t.match(row.id, /^[a-z]{2,}(-[a-z0-9]+)*$/);
    t.ok(row.name.trim() && row.sources.length > 0, row.id);
    t.ok(['read at source', 'unverified', 'doubtful'].includes(row.evidence), row.id);
    const sources = [...row.sources, ...('rules' in row ? row.rules.flatMap((rule) => rule.sources ?? []) : [])];
    for (const { url, document, what } of sources)
      t.ok(what && (url === undefined ? document : URL.canParse(url) && /^https?:/.test(url)), `${row.id}: ${what}`);
  }
  for (const { id, members } of regions)
    t.ok(unique(members) && members.length > 1 && members.every((each) => /^[A-Z]{2}$/.test(each)), id);
  for (const { id, parties, rules, signed, inForce, ended, partiesEvidence } of agreements) {
    t.ok(parties.length > 0 && parties.every(isPlace), id);
    t.ok(unique(rules.map((rule) => rule.id)), id);
    t.ok(!partiesEvidence || rules.length === 0, `${id}: who is a party was not read, so it has no rules`);
    for (const fact of [signed, inForce, ended]) t.ok(!fact || isDate(fact.date), `${id} ${fact?.date}`);
    for (const rule of rules) {
      const name = `${id} ${rule.id}`;
      t.ok(modes.includes(rule.mode) && rule.purposes.length > 0, name);
      t.ok(rule.purposes.every((each) => purposes.includes(each)) && unique(rule.purposes), name);
      t.ok([...(rule.from ?? []), ...(rule.to ?? [])].every(isPlace), name);
      for (const { scheme, code } of rule.occupations ?? [])
        t.ok(occupation(scheme, code), `${name}: ${scheme} ${code}`);
      for (const each of rule.qualifications ?? [])
        t.ok(
          qualifications.some((row) => row.id === each || row.id.startsWith(`${each}-`)),
          `${name}: ${each}`,
        );
      for (const each of rule.levels?.levels ?? [])
        t.ok(framework(rule.levels?.framework ?? '')?.levels?.includes(each), `${name}: level ${each}`);
      for (const date of [rule.validFrom, rule.validUntil]) t.ok(date === undefined || isDate(date), name);
      t.ok(!rule.decision?.body || !/^\s|\s$/.test(rule.decision.body), name);
    }
  }
  const text = await readFile(new URL('../agreements/agreements.json', import.meta.url), 'utf8');
  t.notMatch(text, /file:|localhost|\/work\//);
});
