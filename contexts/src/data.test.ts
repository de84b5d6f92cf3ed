import t from 'tap';
import { qualification, qualifications, unit, unitAlignment } from './competencies.ts';
import { frameworkLevelAlignment } from './framework-alignment.ts';
import { correspondence, frameworkLevel, frameworks } from './frameworks.ts';
import { fieldAlignment, fieldOfEducation, occupation, occupationAlignment, occupationAreas } from './occupations.ts';

const isUrl = (value: unknown) => typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value);
const unique = (values: string[]) => new Set(values).size === values.length;
const isAlignment = (row: unknown) => {
  const { type, targetName, targetUrl, targetCode } = row as Record<string, unknown>;
  return (
    Array.isArray(type) && type[0] === 'Alignment' && !!targetName && isUrl(targetUrl) && typeof targetCode === 'string'
  );
};

/** Reports a row only where it is wrong: there are thousands. */
const hold = (t: { fail(message: string): unknown }, holds: unknown, row: string) => holds || t.fail(row);

t.test('every level that is given out has an address', async (t) => {
  for (const row of frameworks)
    for (const level of row.levels ?? [])
      hold(t, isAlignment(frameworkLevelAlignment(row.id, level)), `${row.id} ${level}`);
  t.equal(frameworkLevelAlignment('ie-nfq', '6')?.targetUrl, 'http://data.europa.eu/snb/qdr/c_670e54c7');
});

t.test('a level is found by its code, by its edition where there are several, and unknown says why', async (t) => {
  t.match(frameworkLevel('ph-pqf', '2'), { known: true, level: '2', name: 'NC II', frameworkName: /Philippine/ });
  t.match(frameworkLevel('zm-zqf', '2A'), { known: true, level: '2A' });
  t.match(frameworkLevel('in-nsqf', '9', '2013'), { known: true, edition: '2013' });
  const why = (...args: Parameters<typeof frameworkLevel>) => {
    const answer = frameworkLevel(...args);
    return answer.known ? 'known' : answer.why;
  };
  t.equal(why('in-nsqf', '2'), 'edition-needed');
  t.equal(why('in-nsqf', '9', '2023'), 'unknown-level');
  t.equal(why('in-nsqf', '2', '1999'), 'unknown-edition');
  t.equal(why('ph-pqf', '2', '2012'), 'unknown-edition');
  t.equal(why('ph-pqf', '02'), 'unknown-level');
  t.equal(why('ph-pqf', '9'), 'unknown-level');
  t.equal(why('th-nqf', '2'), 'levels-not-known', 'a number of levels that was not read at a source is not used');
  for (const id of ['xx-nqf', '__proto__', 'constructor', '']) t.equal(why(id, '1'), 'unknown-framework');
});

t.test(
  'a correspondence is given only where its level table was read at a source; equal numbers say nothing',
  async (t) => {
    t.match(correspondence({ framework: 'ie-nfq', level: '6' }, 'eqf'), { known: true, level: '5', source: /^https:/ });
    t.match(correspondence({ framework: 'ie-nfq', level: '10' }, 'eqf'), { known: true, level: '8' });
    const why = (framework: string, level: string, to: string) => {
      const answer = correspondence({ framework, level }, to);
      return answer.known ? `known: ${answer.level}` : answer.why;
    };
    t.equal(why('ph-pqf', '2', 'aqrf'), 'no-level-table', 'referenced, but to which level was not read');
    t.equal(why('ie-nfq', '5', 'eqf'), 'level-not-in-table');
    t.equal(why('gb-sct-scqf', '6', 'eqf'), 'not-verified', 'a doubtful table is not a table');
    t.equal(why('ua-nqf', '4', 'eqf'), 'not-referenced', 'a comparison report is no referencing');
    t.equal(why('kh-cqf', '4', 'aqrf'), 'unknown-level');
    t.equal(why('ph-pqf', '2', 'eqf'), 'not-referenced', 'no way leads over a third framework');
    t.equal(why('ph-pqf', '2', 'nowhere'), 'unknown-framework');
    t.equal(why('ie-nfq', 'constructor', 'eqf'), 'unknown-level');
  },
);

t.test('every occupation of the mission stands in ISCO-08, ISCED-F and ESCO', async (t) => {
  t.ok(unique(occupationAreas.map(({ id }) => id)));
  for (const area of occupationAreas) {
    for (const code of area.isco08) hold(t, isAlignment(occupationAlignment('isco-08', code)), `${area.id} ${code}`);
    for (const code of area.iscedF) hold(t, isAlignment(fieldAlignment(code)), `${area.id} ${code}`);
    for (const row of area.esco) {
      hold(t, isAlignment(occupationAlignment('esco', row.code)) && row.code.startsWith(`${row.iscoGroup}.`), row.code);
      hold(t, /^http:\/\/data\.europa\.eu\/esco\/occupation\/[0-9a-f-]{36}$/.test(row.url), row.url);
      hold(t, occupation('isco-08', row.iscoGroup as string), row.code);
    }
  }
});

t.test('codes are found as they are written, and nothing else is', async (t) => {
  t.equal(occupation('isco-08', '7112')?.label, 'Bricklayers and related workers');
  t.equal(occupation('isco-08', '0')?.url, 'http://data.europa.eu/esco/isco/C0');
  t.equal(fieldOfEducation('0732')?.url, 'http://data.europa.eu/snb/isced-f/0732');
  for (const code of ['7999', '07112', '__proto__', '']) {
    t.equal(occupation('isco-08', code), undefined);
    t.equal(occupationAlignment('esco', code), undefined);
    t.equal(fieldAlignment(`x${code}`), undefined);
  }
});

t.test('every unit can be aligned to', async (t) => {
  for (const row of qualifications)
    for (const { code } of row.units) hold(t, isAlignment(unitAlignment(row.id, code)), `${row.id} ${code}`);
  t.equal(unit('ph-tesda-masonry-nc-ii', 'CON712304')?.title, 'Plaster wall surface');
  t.equal(unit('ph-tesda-masonry-nc-ii', 'CON000000'), undefined);
  t.equal(qualification('constructor'), undefined);
  t.equal(unitAlignment('nothing', 'CON712304'), undefined);
});
