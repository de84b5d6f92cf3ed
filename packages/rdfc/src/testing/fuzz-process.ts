// A process of `npm run fuzz`: told the first seed and how many, it answers with what came out.
import { fuzz } from './fuzz.ts';

process.on('message', async ({ first, count }: { first: number; count: number }) => {
  process.send!(await fuzz(first, count));
});
process.on('disconnect', () => process.exit());
