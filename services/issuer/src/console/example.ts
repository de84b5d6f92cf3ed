import { Readable } from 'node:stream';
import { keepAchievement } from '../achievements/achievements.ts';
import type { AchievementInput } from '../achievements/check.ts';
import { receiveFile } from '../rosters/receive.ts';
import { uploadRoster } from '../rosters/upload.ts';
import type { ConsolePages } from './pages.ts';
import { callerOfVisit, rosterPage } from './rosters/steps.ts';

/** An achievement that says of itself that it is none, so that nobody mistakes a try for an award. */
const achievement: AchievementInput = {
  name: { en: 'Example: Masonry NC II' },
  description: { en: 'An example to try the console with. It awards nothing.' },
  criteria: { en: 'Nothing has to be done for it.' },
  achievementType: 'Certificate',
  route: 'recognition-of-prior-learning',
  units: [
    { code: 'U1', title: { en: 'Lay brick and block for structure' } },
    { code: 'U2', title: { en: 'Plaster concrete and masonry surface' } },
  ],
  occupations: [{ scheme: 'isco-08', code: '7112' }],
  field: '0732',
  level: { framework: 'ph-pqf', level: '2' },
  languages: ['en'],
  validityMonths: 12,
};

/** Invented people: names in the scripts of the learners, and one row with a wrong date, so that there is something to mend. */
const roster = `Name;Name in Latin letters;Date of birth (dd/mm/yyyy);Student number;Recognised units
សុខ ដារ៉ា;Sok Dara;14/03/2001;EX-001;
ສົມສັກ ພົມມະຈັນ;Somsak Phommachan;02/11/1998;EX-002;
မသီတာ;Ma Thida;27/07/2000;EX-003;U1
สมชาย ใจดี;Somchai Jaidee;19/05/1997;EX-004;
राम बहादुर थापा;Ram Bahadur Thapa;08/01/1999;EX-005;
فاطمة الزهراء بنت يوسف;Fatima Al-Zahra bint Yusuf;23/09/2002;EX-006;
Maria Clara Santos-Reyes;;31/12/1996;EX-007;U1, U2
মোঃ রফিকুল ইসলাম;Md Rafiqul Islam;16/06/1995;EX-008;
Nguyễn Thị Hồng Nhung;Nguyen Thi Hong Nhung;30/02/2001;EX-009;
Siti Nurhaliza binti Abdul Rahman;;05/10/2003;EX-010;
`;

/** "Try with the example roster": the same way as any other list; nothing is issued before it is approved. */
export function registerExample(pages: ConsolePages): void {
  pages.act('/example', async (visit) => {
    const { context, institution, actor } = visit;
    const { version } = await keepAchievement(context, institution, 'example-masonry', achievement, actor);
    const kept = await receiveFile(Readable.from([Buffer.from(roster)]), 'example-roster.csv', (file) =>
      uploadRoster(context, callerOfVisit(visit), file, { achievement: version.achievement }),
    );
    return { seeOther: rosterPage(kept.id, 'columns') };
  });
}
