// Writes valid.generated.ts: node packages/credential/src/compiled/write.ts
import { writeFile } from 'node:fs/promises';
import { writeCode } from './generate.ts';
import { compiledSchemas } from './schemas.ts';

await writeFile(new URL('./valid.generated.ts', import.meta.url), writeCode(compiledSchemas));
