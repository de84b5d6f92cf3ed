import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { heapLimits } from '../scripts/programs.ts';

/** A running service and what it has used so far. */
export type Program = {
  /** Where it listens. */
  url: string;
  /** Milliseconds from the start of the process until it said that it listens. */
  startedIn: number;
  /** Seconds of processor time, from its own `/metrics`. */
  cpuSeconds(): Promise<number>;
  /** Milliseconds of processor time since the process began, its loading included, where the system counts that (Linux). */
  workSinceStart(): Promise<number>;
  /** Bytes of memory that it holds now, from its own `/metrics`. */
  memory(): Promise<number>;
  /** The most memory it ever held, where the system counts that (Linux). */
  peakMemory(): Promise<number | undefined>;
  stop(): Promise<void>;
};

/** Starts a service and waits until it listens. Rejects with what it said when it could not. */
export async function startProgram(file: string, port: number, env: NodeJS.ProcessEnv): Promise<Program> {
  const before = performance.now();
  const child = spawn(process.execPath, [...heapLimits, file], {
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  const failed = () => new Error(`${file} did not start: ${said}`);
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', () => reject(failed()));
  });
  const startedIn = performance.now() - before;
  let stopping = false;
  child.once('exit', (code, signal) => {
    if (!stopping) console.error(`${file} ended by itself (${signal ?? code}): ${said}`);
  });
  const url = `http://127.0.0.1:${port}`;
  const metric = async (name: string) => {
    const text = await (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(30_000) })).text();
    return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
  };
  return {
    url,
    startedIn,
    cpuSeconds: () => metric('process_cpu_seconds_total'),
    async workSinceStart() {
      const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8').catch(() => '');
      // Fields 14 and 15 of proc(5), in hundredths of a second; the name before them may hold anything.
      const [user, system] = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .slice(11, 13)
        .map(Number);
      return user === undefined || system === undefined ? Number.NaN : (user + system) * 10;
    },
    memory: () => metric('process_resident_memory_bytes'),
    async peakMemory() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
      const kibibytes = /^VmHWM:\s+(\d+)/m.exec(status)?.[1];
      return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
    },
    async stop() {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
