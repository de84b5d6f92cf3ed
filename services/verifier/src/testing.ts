import { startWorld, type World } from '@symbolon/verification/testing';
import type { Test } from 'tap';
import { toConfig } from './config.ts';
import { createVerifier } from './verifier.ts';

/** A verifier that may ask a test's issuer on loopback, and how to send it something. */
export async function testVerifier(t: Test, env: Record<string, string> = {}) {
  const world: World = await startWorld();
  const config = toConfig({
    LOG_LEVEL: 'silent',
    RATE_LIMIT: 'off',
    VERIFIER_PORT: '0',
    ALLOW_LOOPBACK: world.origin,
    ...env,
  });
  const service = await createVerifier(config, world.now);
  t.teardown(async () => {
    await service.close();
    await world.stop();
  });
  const post = async (url: string, body: unknown, type = 'application/json') => {
    const payload = typeof body === 'string' ? body : JSON.stringify(body);
    const reply = await service.inject({ method: 'POST', url, payload, headers: { 'content-type': type } });
    return { status: reply.statusCode, type: reply.headers['content-type'], body: reply.json() };
  };
  return { service, world, post };
}
