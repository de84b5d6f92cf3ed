import { Readable } from 'node:stream';
import { requireAchievement } from '../../achievements/achievements.ts';
import { rosterCertificates, rosterFiles } from '../../certificates/roster-files.ts';
import { attachment } from '../../rosters/csv-file.ts';
import { problemsCsv, resultsCsv } from '../../rosters/results.ts';
import { templateCsv, templateXlsx } from '../../rosters/template.ts';
import type { ConsolePages } from '../pages.ts';
import { text } from '../view/form.ts';
import { rosterOf } from './steps.ts';

const stemOf = (fileName: string) => fileName.replace(/\.\w{1,5}$/, '');

/** Files of a roster: the template, the rows with problems, what became of each row. */
export function registerDownloads(pages: ConsolePages): void {
  pages.show('/rosters/template', async ({ context, institution, query, reply }) => {
    const { version } = await requireAchievement(context, institution.id, text(query, 'achievement'));
    if (text(query, 'as') === 'csv') {
      reply.type('text/csv; charset=utf-8').header('content-disposition', attachment(`${version.achievement}.csv`));
      return reply.send(templateCsv(version));
    }
    reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
    reply.header('content-disposition', attachment(`${version.achievement}.xlsx`));
    return reply.send(templateXlsx(version));
  });
  const files = { 'problems.csv': problemsCsv, 'results.csv': resultsCsv };
  for (const [path, write] of Object.entries(files)) {
    pages.show(`/rosters/:id/${path}`, async (visit) => {
      const roster = await rosterOf(visit);
      visit.reply.type('text/csv; charset=utf-8');
      visit.reply.header('content-disposition', attachment(`${stemOf(roster.fileName)}-${path}`));
      return visit.reply.send(Readable.from(write(visit.context, roster)));
    });
  }
  for (const name of ['certificates.pdf', 'certificates.zip'] as const) {
    pages.show(`/rosters/:id/${name}`, async (visit) => {
      const roster = await rosterOf(visit);
      const file = await rosterCertificates(visit.context, visit.institution, roster.id, name);
      visit.reply
        .type(rosterFiles[name])
        .header('content-disposition', attachment(`${stemOf(roster.fileName)}-${name}`));
      return visit.reply.send(file);
    });
  }
}
