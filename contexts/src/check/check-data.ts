import { readFile } from 'node:fs/promises';
import { checkAgreements, checkRegions } from './agreements.ts';
import { type Data, type Finding, listsOf, type Rows, report } from './findings.ts';
import { checkFrameworks, checkReferencing } from './frameworks.ts';
import { checkClassifications, checkOccupations, checkQualifications } from './occupations.ts';
import { checkShape } from './shape.ts';
import { checkTrustList } from './trust.ts';

export type { Data, Finding } from './findings.ts';

/** Every data file: where its rows stand, and how a row is called. */
const files: Record<string, { rows: string; schema?: string }> = {
  'agreements/agreements.json': { rows: 'agreements' },
  'agreements/regions.json': { rows: 'regions' },
  'frameworks/frameworks.json': { rows: 'frameworks' },
  'frameworks/referencing.json': { rows: 'referencing' },
  'frameworks/europass-levels.json': { rows: 'frameworks' },
  'occupations/occupations.json': { rows: 'occupations' },
  'occupations/isco-08.json': { rows: 'groups' },
  'occupations/isced-f.json': { rows: 'fields' },
  'competencies/qualifications.json': { rows: 'qualifications' },
  'trust/example.json': { rows: 'institutions', schema: 'trust/trust-list.schema.json' },
};

const folder = new URL('../../', import.meta.url);

const read = async (path: string): Promise<unknown> => {
  const text = await readFile(new URL(path, folder), 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(
      `contexts/${path} is not JSON: ${(error as Error).message}. Look for a comma or a quote near there.`,
    );
  }
};

/** Reads the data files. Throws where one is not JSON at all, with the place. */
export async function readData(): Promise<Data> {
  return Object.fromEntries(await Promise.all(Object.keys(files).map(async (path) => [path, await read(path)])));
}

/**
 * Checks every row of the data files: its shape by the schema that stands beside the file; once that is right, what no schema can say:
 * codes that are not there, days that cannot be, circles, rows that are there twice. Gives what is wrong in words for whoever wrote the row.
 */
export async function checkData(data: Data, now: Date): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [file, { rows, schema }] of Object.entries(files)) {
    const shape = await read(schema ?? file.replace(/\.json$/, '.schema.json'));
    findings.push(...checkShape(file, data[file], shape as object, rows));
  }
  // What is left out of a row for its shape would be missed elsewhere, and told of many times.
  if (findings.length > 0) return findings;
  const rowsOf: Rows = (file) => listsOf(data[file], files[file]?.rows ?? '');
  const tell = report(findings);
  checkRegions(rowsOf, tell);
  checkAgreements(rowsOf, tell, now);
  checkFrameworks(rowsOf, tell);
  checkReferencing(rowsOf, tell, now);
  checkOccupations(rowsOf, tell);
  checkClassifications(rowsOf, tell);
  checkQualifications(rowsOf, tell);
  checkTrustList(data['trust/example.json'], rowsOf, tell);
  checkAddresses(data, tell);
  return findings;
}

/** No address of somebody's machine gets into the data. */
function checkAddresses(data: Data, tell: ReturnType<typeof report>): void {
  for (const [file, content] of Object.entries(data))
    for (const [address] of JSON.stringify(content).matchAll(/file:[^"]*|[^"]*localhost[^"]*|[^"]*127\.0\.0\.1[^"]*/g))
      tell(file, '(anywhere)', '', `“${address}” is an address on one machine. Give the one that everybody can open.`);
}

/** A finding as one line. */
export const lineOf = ({ file, row, member, message }: Finding): string =>
  `contexts/${file}, ${row}${member === '' ? '' : `, ${member}`}: ${message}`;
