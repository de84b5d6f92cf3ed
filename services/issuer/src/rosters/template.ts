import type { Readable } from 'node:stream';
import type { AchievementVersion } from '@symbolon/credential';
import { ZipFile } from 'yazl';
import { byteOrderMark, csvLine } from './csv-file.ts';

/** The columns of the template; each is a name that the matching knows. */
function templateColumns({ units }: AchievementVersion): string[] {
  return [
    'Name',
    'Name in Latin letters (as in passport)',
    'Date of birth (dd/mm/yyyy)',
    'Student number',
    'Passport number',
    ...(units.length > 0 ? ['Recognised units (codes; leave empty for all)'] : []),
    'Recognition route (course, RPL or work)',
    'Result',
    'Date of award (dd/mm/yyyy)',
    'Valid until (dd/mm/yyyy)',
  ];
}

/** Gives an empty roster for an achievement as CSV that Excel opens in the right encoding. */
export const templateCsv = (achievement: AchievementVersion): string =>
  byteOrderMark + csvLine(templateColumns(achievement));

/**
 * Gives an empty roster as a workbook whose cells are text, so that the spreadsheet changes neither dates nor numbers
 * with zeros in front. A second sheet lists the units and their codes.
 */
export function templateXlsx(achievement: AchievementVersion): Readable {
  const language = achievement.languages[0] ?? 'en';
  const units = achievement.units.map(({ code, title }) => [code, title[language] ?? Object.values(title)[0] ?? '']);
  const sheets = [
    { name: 'Roster', xml: sheetXml([templateColumns(achievement)]) },
    ...(units.length > 0 ? [{ name: 'Units', xml: sheetXml([['Code', 'Unit'], ...units]) }] : []),
  ];
  const zip = new ZipFile();
  for (const [name, xml] of [...fixedParts(sheets.map(({ name }) => name)), ...sheets.map(sheetPart)]) {
    // One time for all, so that the same achievement gives the same file.
    zip.addBuffer(Buffer.from(xml), name, { mtime: new Date(2026, 0, 1) });
  }
  zip.end();
  return zip.outputStream as Readable;
}

type Part = [name: string, xml: string];
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relationships = 'http://schemas.openxmlformats.org/package/2006/relationships';
const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const sheetPart = ({ xml }: { xml: string }, index: number): Part => [`xl/worksheets/sheet${index + 1}.xml`, xml];

// Style 1 is "text" (built-in format 49), for whole columns; style 2 is the same in bold, for the first row.
const styles = `${declaration}<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`;

function sheetXml(rows: string[][]): string {
  const width = Math.max(...rows.map((row) => row.length));
  const body = rows.map((cells, index) => {
    const written = cells.map(
      (text) =>
        `<c s="${index === 0 ? 2 : 1}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`,
    );
    return `<row r="${index + 1}">${written.join('')}</row>`;
  });
  return `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="${width}" width="30" style="1" customWidth="1"/></cols><sheetData>${body.join('')}</sheetData></worksheet>`;
}

function fixedParts(names: string[]): Part[] {
  const numbered = names.map((name, index) => ({ name: escapeXml(name), number: index + 1 }));
  const each = (write: (sheet: { name: string; number: number }) => string) => numbered.map(write).join('');
  return [
    [
      '[Content_Types].xml',
      `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${contentType}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${contentType}.styles+xml"/>${each(({ number }) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${contentType}.worksheet+xml"/>`)}</Types>`,
    ],
    [
      '_rels/.rels',
      `${declaration}<Relationships xmlns="${relationships}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${each(({ name, number }) => `<sheet name="${name}" sheetId="${number}" r:id="rId${number}"/>`)}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${declaration}<Relationships xmlns="${relationships}">${each(({ number }) => `<Relationship Id="rId${number}" Type="${office}/worksheet" Target="worksheets/sheet${number}.xml"/>`)}<Relationship Id="rId${names.length + 1}" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ['xl/styles.xml', styles],
  ];
}
