// `npm run fuzz`: canonical forms of made-up documents, by the walk and by the general libraries. `-- --count 200000 --seed 1`.
import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

type Report = {
  outcomes: Record<string, number>;
  disagreements: { seed: number; outcome: string; document: string }[];
};

const { values } = parseArgs({ options: { count: { type: 'string' }, seed: { type: 'string' } } });
const count = Number(values.count ?? 20_000);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed)) {
  console.error('--count is a number of documents, --seed a whole number.');
  process.exit(2);
}
console.log(`${count} documents, seed ${seed}`);

const portion = 1_000;
const program = fileURLToPath(new URL('../packages/rdfc/src/testing/fuzz-process.ts', import.meta.url));
const outcomes = new Map<string, number>();
const started = Date.now();
let next = 0;
let done = 0;
let disagreements = 0;

function add(report: Report): void {
  for (const [outcome, times] of Object.entries(report.outcomes)) {
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + times);
    done += times;
  }
  for (const found of report.disagreements) {
    disagreements += 1;
    if (disagreements <= 10) console.log(`${found.outcome}\n  --seed ${found.seed} --count 1\n  ${found.document}`);
  }
  if (done % 20_000 < portion) console.log(`${done} compared, ${Math.round((Date.now() - started) / 1000)} s`);
}

async function work(): Promise<void> {
  const child = fork(program);
  while (next < count) {
    const first = next;
    next += portion;
    child.send({ first: seed + first, count: Math.min(portion, count - first) });
    add(await reportOf(child));
  }
  child.disconnect();
}

function reportOf(child: ChildProcess): Promise<Report> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('A process ended before it had answered.'));
    child.once('exit', onExit);
    child.once('message', (report) => {
      child.off('exit', onExit);
      resolve(report as Report);
    });
  });
}

await Promise.all(Array.from({ length: Math.min(availableParallelism(), Math.ceil(count / portion)) }, work));
for (const [outcome, times] of [...outcomes].sort(([, a], [, b]) => b - a))
  console.log(`${String(times).padStart(9)}  ${((times / done) * 100).toFixed(2).padStart(6)} %  ${outcome}`);
console.log(`${done} documents, ${disagreements} disagreements, ${Math.round((Date.now() - started) / 1000)} s`);
process.exit(disagreements > 0 || done !== count ? 1 : 0);
