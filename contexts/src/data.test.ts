import { readFile } from 'node:fs/promises';
import t from 'tap';
import { qualification, qualifications, unit, unitAlignment } from './competencies.ts';
import { frameworkLevelAlignment } from './framework-alignment.ts';
import { correspondence, framework, frameworkLevel, frameworks, referencing } from './frameworks.ts';
import { fieldAlignment, fieldOfEducation, occupation, occupationAlignment, occupationAreas } from './occupations.ts';

const read = async (file: string) => JSON.parse(await readFile(new URL(`../${file}`, import.meta.url), 'utf8'));
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

t.test('every framework has an id, a name, a source, and level codes that are text', async (t) => {
  t.ok(unique(frameworks.map(({ id }) => id)));
  for (const row of frameworks) {
    hold(t, /^[a-z]+(-[a-z0-9]+)*$/.test(row.id), row.id);
    hold(
      t,
      row.name.trim() && ['regional', 'national'].includes(row.kind) && (row.country ?? row.region ?? row.kind),
      row.id,
    );
    hold(t, row.sources.length > 0 && row.sources.every(({ url }) => isUrl(url)), `${row.id} has a source`);
    const lists = row.editions ? row.editions.map(({ levels }) => levels) : [row.levels ?? []];
    for (const levels of lists)
      hold(t, unique(levels) && levels.every((each) => typeof each === 'string' && each), row.id);
    for (const level of Object.keys(row.levelNames ?? {}))
      hold(t, row.levels?.includes(level), `${row.id} ${level} has a name`);
  }
});

t.test(
  'every statement of referencing has a status, an evidence class and a source, and maps known levels only',
  async (t) => {
    const states = ['referenced', 'aligned', 'comparison', 'draft', 'in-progress', 'planned', 'not-referenced'];
    t.ok(unique(referencing.map((row) => `${row.framework} ${row.to}`)));
    for (const row of referencing) {
      const [from, to] = [framework(row.framework), framework(row.to)];
      hold(t, from && to && isUrl(row.source) && states.includes(row.status), row.framework);
      hold(t, ['read at source', 'unverified', 'doubtful'].includes(row.evidence), row.framework);
      if (row.date !== undefined) hold(t, /^(\.\.\/)?\d{4}(-\d\d)?(\/\d{4}(-\d\d)?)?$/.test(row.date), row.framework);
      for (const [level, others] of Object.entries(row.levelMap ?? {})) {
        hold(
          t,
          from?.levels?.includes(level) && others.every((other) => to?.levels?.includes(other)),
          `${row.framework} ${level}`,
        );
        hold(t, row.levelMapEvidence, `${row.framework} says how well its level table is known`);
      }
    }
  },
);

t.test('every level that is given out has an address; Europass concepts stand at known levels', async (t) => {
  for (const row of frameworks)
    for (const level of row.levels ?? [])
      hold(t, isAlignment(frameworkLevelAlignment(row.id, level)), `${row.id} ${level}`);
  const europass = await read('frameworks/europass-levels.json');
  for (const { framework: id, concepts } of europass.frameworks)
    for (const [level, concept] of Object.entries<string>(concepts)) {
      hold(t, framework(id)?.levels?.includes(level), `${id} ${level}`);
      hold(t, /^c_[0-9a-f]+$/.test(concept), concept);
    }
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

t.test('ISCO-08 and ISCED-F are whole: every code is unique text and stands below a known one', async (t) => {
  for (const [file, list] of [
    ['isco-08', 'groups'],
    ['isced-f', 'fields'],
  ] as const) {
    const rows: [string, string][] = (await read(`occupations/${file}.json`))[list];
    const codes = new Set(rows.map(([code]) => code));
    t.equal(codes.size, rows.length);
    for (const [code, label] of rows) {
      hold(t, /^\d{1,4}$/.test(code), code);
      hold(
        t,
        label.trim() && (code.length <= (file === 'isco-08' ? 1 : 2) || codes.has(code.slice(0, -1))),
        `${file} ${code}`,
      );
    }
  }
  t.equal(occupation('isco-08', '7112')?.label, 'Bricklayers and related workers');
  t.equal(occupation('isco-08', '0')?.url, 'http://data.europa.eu/esco/isco/C0');
  t.equal(fieldOfEducation('0732')?.url, 'http://data.europa.eu/snb/isced-f/0732');
  for (const code of ['7999', '07112', '__proto__', '']) {
    t.equal(occupation('isco-08', code), undefined);
    t.equal(occupationAlignment('esco', code), undefined);
    t.equal(fieldAlignment(`x${code}`), undefined);
  }
});

t.test(
  'every qualification has its source, a known level where it names one, and units with unique codes',
  async (t) => {
    t.ok(unique(qualifications.map(({ id }) => id)));
    for (const row of qualifications) {
      hold(
        t,
        row.name && row.awardingBody && row.sources.length > 0 && row.sources.every(({ url }) => isUrl(url)),
        row.id,
      );
      hold(
        t,
        occupationAreas.some(({ id }) => id === row.occupation),
        row.id,
      );
      if (row.framework) hold(t, frameworkLevel(row.framework, row.level ?? '').known, row.id);
      hold(t, unique(row.units.map(({ code }) => code)), row.id);
      for (const { code, title, group } of row.units) {
        hold(t, code && title && group, `${row.id} ${code}`);
        hold(t, isAlignment(unitAlignment(row.id, code)), code);
      }
    }
    t.equal(unit('ph-tesda-masonry-nc-ii', 'CON712304')?.title, 'Plaster wall surface');
    t.equal(unit('ph-tesda-masonry-nc-ii', 'CON000000'), undefined);
    t.equal(qualification('constructor'), undefined);
    t.equal(unitAlignment('nothing', 'CON712304'), undefined);
  },
);

t.test('no address of a machine or of a file of ours got into the data', async (t) => {
  for (const file of [
    'frameworks/frameworks',
    'frameworks/referencing',
    'frameworks/europass-levels',
    'occupations/occupations',
    'competencies/qualifications',
  ])
    t.notMatch(JSON.stringify(await read(`${file}.json`)), /file:|localhost|"github:/);
});
