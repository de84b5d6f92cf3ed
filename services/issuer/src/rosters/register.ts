import type { Service } from '@symbolon/service';
import type { IssuerContext } from '../context.ts';
import { prepareQueue } from './queue.ts';
import { registerRosterRoutes } from './routes/rosters.ts';
import { registerUploads } from './routes/upload.ts';

/** Rosters: from a file of people to issued credentials. The queue that issues them is started by `startQueue`. */
export async function registerRosters(app: Service, context: IssuerContext): Promise<void> {
  await prepareQueue(context);
  registerRosterRoutes(app, context);
  await app.register((scope: Service) => registerUploads(scope, context));
}
