import t from 'tap';
import { fatStateOf } from '../src/fat-state.ts';

/** A first sector with these bytes set. */
function sector(bytes: Readonly<Record<number, number>>): Uint8Array {
  const made = new Uint8Array(512);
  made.set([0x55, 0xaa], 510);
  for (const [at, value] of Object.entries(bytes)) made[Number(at)] = value;
  return made;
}

const cases: readonly [string, Uint8Array, { isDirty: boolean } | null][] = [
  ['FAT32, clean', sector({}), { isDirty: false }],
  ['FAT32, dirty', sector({ 65: 1 }), { isDirty: true }],
  [
    'FAT16, clean, with a drive number where FAT32 has the state',
    sector({ 22: 1, 65: 1 }),
    { isDirty: false },
  ],
  ['FAT16, dirty', sector({ 22: 1, 37: 1 }), { isDirty: true }],
  ['other bits', sector({ 65: 2 }), { isDirty: false }],
  ['no signature', new Uint8Array(512), null],
  ['cut off', sector({}).subarray(0, 511), null],
];
for (const [name, bytes, state] of cases) t.test(name, async (t) => t.same(fatStateOf(bytes), state));
