// `npm run bench`: what the software does in a second, side by side with its peers and with the signature itself.
//   --json FILE   also writes the figures as JSON
//   --only NAME   runs one section, or several with commas between
//   --quick       in under two minutes, to see that everything works
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Bench } from './bench.ts';
import { machine, type Section, tableOf } from './report.ts';
import { type System, startSystem } from './system.ts';

const sections: Record<string, () => Promise<(bench: Bench) => Promise<Section[]>>> = {
  'in-process': async () => (await import('./sections/in-process.ts')).inProcess,
  paper: async () => (await import('./sections/paper.ts')).paper,
  recognition: async () => (await import('./sections/recognition.ts')).recognition,
  'status-lists': async () => (await import('./sections/status-lists.ts')).statusLists,
  http: async () => (await import('./sections/over-http.ts')).overHttp,
  claims: async () => (await import('./sections/claims.ts')).claims,
  presentations: async () => (await import('./sections/presentations.ts')).presentations,
  roster: async () => (await import('./sections/roster.ts')).roster,
  memory: async () => (await import('./sections/roster.ts')).rosterMemory,
  certificates: async () => (await import('./sections/certificates.ts')).certificates,
  pages: async () => (await import('./sections/pages.ts')).pages,
  start: async () => (await import('./sections/start.ts')).start,
  // The last, as it leaves a million rows behind.
  growth: async () => (await import('./sections/growth.ts')).growth,
};

const { values } = parseArgs({
  options: { json: { type: 'string' }, only: { type: 'string' }, quick: { type: 'boolean', default: false } },
});
const names = values.only?.split(',') ?? Object.keys(sections);
const unknown = names.filter((name) => !Object.hasOwn(sections, name));
if (unknown.length > 0) {
  console.error(`There is no section "${unknown.join(', ')}". There are: ${Object.keys(sections).join(', ')}.`);
  process.exit(1);
}

let running: Promise<System> | undefined;
const bench: Bench = {
  quick: values.quick,
  system: () => {
    running ??= startSystem();
    return running;
  },
};
async function stop(exitCode: number): Promise<never> {
  await (await running)?.stop();
  process.exit(exitCode);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(1));
// The runner that started this process is gone.
process.on('disconnect', () => void stop(1));

const began = performance.now();
const measured: Record<string, Section[]> = {};
const { cores, architecture, node } = machine();
console.log(`${cores} cores, ${architecture}, Node ${node}${values.quick ? ', quick: figures are rough' : ''}`);
try {
  for (const name of names) {
    const run = await sections[name]!();
    measured[name] = await run(bench);
    for (const section of measured[name]) console.log(`\n${tableOf(section)}`);
  }
} catch (error) {
  console.error(error);
  await stop(1);
}
const seconds = Math.round((performance.now() - began) / 1000);
console.log(`\n${seconds} s`);
if (values.json) {
  const content = { machine: machine(), quick: values.quick, seconds, sections: measured };
  await writeFile(values.json, `${JSON.stringify(content, null, 2)}\n`);
}
await stop(0);
