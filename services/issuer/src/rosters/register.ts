import type { Service } from '@symbolon/service';
import type { IssuerContext } from '../context.ts';
import { registerRosterRoutes } from './routes/rosters.ts';
import { registerUploads } from './routes/upload.ts';

/** Rosters: from a file of people to issued credentials. They wait in a queue, which `provideQueue` makes. */
export async function registerRosters(app: Service, context: IssuerContext): Promise<void> {
  registerRosterRoutes(app, context);
  await app.register((scope: Service) => registerUploads(scope, context));
}
