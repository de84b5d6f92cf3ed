// A side of a comparison in a process of its own: neither waits for the other's garbage, nor has its code compiled for the other's documents.
import { fork } from 'node:child_process';
import { type Case, type ElsewhereCase, oneRound, type Round } from './measure.ts';

type Asked = { name: string; milliseconds: number };

/** In the child: runs rounds of these cases as they are asked for, until nobody is there to ask. */
export async function serveCases(cases: Case[]): Promise<void> {
  for (const each of cases) for (let count = 0; count < 3; count += 1) await each.run();
  process.on('message', ({ name, milliseconds }: Asked) => void answer(name, milliseconds));
  const answer = async (name: string, milliseconds: number) => {
    const asked = cases.find((each) => each.name === name)!;
    // What other processes did meanwhile has emptied the caches of the processor.
    await oneRound(asked, milliseconds / 10);
    process.send?.(await oneRound(asked, milliseconds));
  };
  process.on('disconnect', () => process.exit());
  process.send?.(cases.map(({ name }) => name));
}

/** Starts a file that serves cases; they are named as they are there. Rejects when it ends before it serves them. */
export async function startSide(file: URL, ...names: string[]): Promise<{ cases: ElsewhereCase[]; stop(): void }> {
  const child = fork(file, names);
  const said = <Message>() =>
    new Promise<Message>((resolve, reject) => {
      const ended = () => reject(new Error(`${names.join(' ')} ended while it was measured.`));
      child.once('exit', ended);
      child.once('message', (message) => {
        child.off('exit', ended);
        resolve(message as Message);
      });
    });
  const served = await said<string[]>();
  const cases = served.map((name) => ({
    name,
    round(milliseconds: number) {
      const round = said<Round>();
      child.send({ name, milliseconds });
      return round;
    },
  }));
  return { cases, stop: () => child.disconnect() };
}
