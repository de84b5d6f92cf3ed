import type { Service } from '@symbolon/service';
import type { IssuerContext } from '../context.ts';
import { registerGivenRecognitions } from './given/routes.ts';
import { renewAll } from './held/hold.ts';
import { registerHeldAccreditations } from './held/routes.ts';
import { openVerifyingWorld } from './world.ts';

/** How soon a withdrawal elsewhere limits what is issued here. */
const renewEvery = 5 * 60_000;

/** Accreditations: those that institutions hold and issue within, and those that authorities give. */
export function registerAccreditations(app: Service, context: IssuerContext): void {
  openVerifyingWorld(app, context);
  registerHeldAccreditations(app, context);
  registerGivenRecognitions(app, context);

  let timer: NodeJS.Timeout | undefined;
  app.addHook('onListen', async () => {
    const renew = () =>
      renewAll(context, new Date(context.clock().getTime() - renewEvery)).catch((error: unknown) =>
        context.log.warn({ event: 'accreditations.not-renewed', err: error }),
      );
    timer = setInterval(() => void renew(), renewEvery);
    timer.unref();
  });
  app.addHook('onClose', async () => clearInterval(timer));
}
