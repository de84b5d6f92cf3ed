// `node packages/rdfc/src/tables/write.ts` after a context has changed: writes held.json anew.
import { writeFile } from 'node:fs/promises';
import { makeTables } from './make.ts';

await writeFile(new URL('held.json', import.meta.url), `${JSON.stringify(await makeTables())}\n`);
