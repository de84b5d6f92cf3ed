import { runService } from '@symbolon/service';
import { toConfig } from './config.ts';
import { createVerifier } from './verifier.ts';

await runService('verifier', async () => {
  const config = toConfig(process.env);
  const service = await createVerifier(config);
  await service.listen({ host: config.host, port: config.port });
  return { stop: () => service.close() };
});
