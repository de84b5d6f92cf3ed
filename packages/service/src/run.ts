import { ConfigError } from './config.ts';

/** What a running service gives back: how to stop it. */
export type Running = { stop(): Promise<void> };

/**
 * Starts a service and ties it to its process: a wrong setting or a taken port is one line and exit code 1; SIGINT,
 * SIGTERM and the end of the program that started it (where they share an IPC channel) stop it in order, within 10 s.
 */
export async function runService(name: string, start: () => Promise<Running>): Promise<void> {
  let running: Running | undefined;
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), 10_000).unref();
    await running?.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  process.on('disconnect', stop);
  try {
    running = await start();
    process.send?.({ ready: name });
  } catch (error) {
    console.error(`${name}: ${explain(error)}`);
    process.exit(1);
  }
}

function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const { code, message, port } = error as { code?: string; message?: string; port?: number };
  if (code === 'EADDRINUSE') return `port ${port} is in use; stop the other program or set another port.`;
  if (code === 'EACCES' && port) return `port ${port} needs rights that this user does not have; set another port.`;
  if (code === 'ECONNREFUSED') return 'the database does not answer; check DATABASE_URL.';
  const cause = (error as { cause?: { message?: string } }).cause?.message;
  return `could not start: ${message ?? 'unknown fault'}${cause ? ` (${cause})` : ''}`;
}
