// `npm run format`: brings every file into the shape that `npm run check` asks for.
import { spawnSync } from 'node:child_process';

const { status } = spawnSync('npx', ['biome', 'check', '--write', '.'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exit(status ?? 1);
