import { bitAt, decodeBitstring, encodeBitstring } from '@symbolon/status-list';
import type { Bench } from '../bench.ts';
import { measure } from '../measure.ts';
import type { Section } from '../report.ts';

const entries = 1_000_000;
const lookUps = 100_000;

/** One status list of a million entries: written, read, and asked for single entries as it lies in the cache. */
export async function statusLists({ quick }: Bench): Promise<Section[]> {
  const bits = new Uint8Array(entries / 8);
  for (let index = 0; index < entries; index += 1)
    if (Math.random() < 0.01) bits[index >> 3] = bits[index >> 3]! | (0x80 >> (index & 7));
  const encoded = await encodeBitstring(bits);
  const list = await decodeBitstring(encoded);
  // Asked for in no order, as credentials come.
  const asked = Uint32Array.from({ length: lookUps }, () => Math.random() * entries);
  let set = 0;
  const lookUp = () => {
    for (const index of asked) if (bitAt(list, index)) set += 1;
  };
  const cases = [
    { name: 'encode', run: () => encodeBitstring(bits) },
    { name: 'decode', run: () => decodeBitstring(encoded) },
    { name: 'look up', run: lookUp, count: lookUps },
  ];
  const rates = await measure(cases, quick ? { rounds: 3, milliseconds: 100 } : { rounds: 9, milliseconds: 250 });
  if (set === 0) throw new Error('A list of which one entry in a hundred is set was read as empty.');
  const row = (what: string, name: string) => {
    const { perCpuSecond } = rates.find((rate) => rate.name === name)!;
    return { what, 'per CPU-second': perCpuSecond, 'microseconds each': 1e6 / perCpuSecond };
  };
  return [
    {
      title: `A status list of ${entries.toLocaleString('en')} entries, 1 % set, ${(encoded.length / 1000).toFixed(1)} kB`,
      rows: [row('encode', 'encode'), row('decode', 'decode'), row('one entry of a decoded list', 'look up')],
    },
  ];
}
