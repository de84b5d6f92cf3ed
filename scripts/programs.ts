import { type ChildProcess, spawn } from 'node:child_process';

const running = new Set<ChildProcess>();

// V8 collects late when memory is plenty; with bounds a roster of 100,000 rows stays nearly as small as one of 200. Young objects have
// all of their space at once: otherwise a start, most of whose objects stay, moves them again and again.
export const heapLimits = ['--max-old-space-size=256', '--min-semi-space-size=8', '--max-semi-space-size=8'];

/** Starts a service as a process of its own and waits until it listens. Rejects with the line that it said when it could not. */
export async function startProgram(name: string, file: string, env: NodeJS.ProcessEnv): Promise<void> {
  // The group of its own keeps Ctrl-C from reaching the service twice; the IPC channel tells it when this process is gone.
  const child = spawn(process.execPath, [...heapLimits, file], {
    env,
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    detached: true,
  });
  running.add(child);
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
    process.stderr.write(chunk);
  });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', () => reject(new Error(`The ${name} stopped before it was ready.`)));
    child.once('error', reject);
  });
  child.removeAllListeners('exit');
  child.once('exit', (code) => {
    running.delete(child);
    if (stopped) return;
    console.error(`The ${name} ended unexpectedly (code ${code}); stopping the rest.`);
    process.kill(process.pid, 'SIGTERM');
  });
}

let stopped = false;

/** Stops every service, waiting for requests in flight; after 12 seconds without further waiting. */
export async function stopPrograms(): Promise<void> {
  stopped = true;
  await Promise.all(
    [...running].map(
      (child) =>
        new Promise<void>((resolve) => {
          if (child.exitCode !== null || child.signalCode !== null) return resolve();
          child.once('exit', () => resolve());
          child.kill('SIGTERM');
          setTimeout(() => child.kill('SIGKILL'), 12_000).unref();
        }),
    ),
  );
}
