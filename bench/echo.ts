// What the shared service costs by itself: it reads a JSON body, and sends it back, with everything that surrounds a route.
import { createService, runService, serviceConfig } from '@symbolon/service';

await runService('echo', async () => {
  const config = serviceConfig(process.env, 'ECHO_PORT', 0);
  const service = await createService({
    name: 'echo',
    config,
    openapi: { title: 'Echo', description: 'For measuring.' },
  });
  service.post('/echo', async ({ body }) => body);
  await service.listen({ host: config.host, port: config.port });
  return { stop: () => service.close() };
});
