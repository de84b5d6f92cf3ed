// Stands between a program and its PostgreSQL server, as a process of its own.
// The program holds the other end of stdin: when the program ends, however it ends, stdin closes and the server is
// stopped. Nothing is left behind even by `kill -9`.
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';

const [command = '', ...args] = process.argv.slice(2);
const server = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
let stopping = false;

/** SIGINT is PostgreSQL's fast shutdown: clients are cut off, nothing committed is lost. */
function stop(): void {
  if (stopping) return;
  stopping = true;
  server.kill('SIGINT');
  setTimeout(() => server.kill('SIGQUIT'), 10_000).unref();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
process.stdin.on('end', stop).on('error', stop).resume();
server.on('error', () => process.exit(127));
server.on('exit', async (code) => {
  // A test's server lives in a folder that nobody needs afterwards.
  const folder = process.env.REMOVE_AFTERWARDS;
  if (folder) await rm(folder, { recursive: true, force: true }).catch(() => {});
  process.exit(code ?? 1);
});
