import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createIdMap, parsePair } from '@twinroot/lib-idmap';
import t from 'tap';
import { lookAtUkis } from '../src/look-at-ukis.ts';

const ids = createIdMap([parsePair('UUID=0a1b2c3d-1111-2222-3333-444455556666 UUID=b', 'the test')]);

/** A UKI of nothing but a command line. */
function uki(commandLine: string): Buffer {
  const bytes = Buffer.alloc(0x400);
  bytes.write('MZ', 0);
  bytes.writeUInt32LE(0x80, 0x3c);
  bytes.write('PE\0\0', 0x80, 'latin1');
  bytes.writeUInt16LE(1, 0x86);
  const row = 0x80 + 24;
  bytes.write('.cmdline', row);
  bytes.writeUInt32LE(commandLine.length, row + 8);
  bytes.writeUInt32LE(0x200, row + 20);
  bytes.write(commandLine, 0x200, 'latin1');
  return bytes;
}

t.test('images that name an old id are named, others not', async (t) => {
  const directory = t.testdir({
    'readme.txt': 'root=UUID=0a1b2c3d-1111-2222-3333-444455556666',
    'empty.efi': '',
  });
  t.same(lookAtUkis(join(directory, 'missing'), ids), { state: 'same' });
  writeFileSync(join(directory, 'fine.efi'), uki('root=UUID=b rw'));
  t.same(lookAtUkis(directory, ids), { state: 'same' });
  writeFileSync(join(directory, 'old.EFI'), uki('root=UUID=0A1B2C3D-1111-2222-3333-444455556666 rw'));
  const { state, why } = lookAtUkis(directory, ids);
  t.equal(state, 'failed');
  t.match(why, /old\.EFI/);
  t.notMatch(why, /fine\.efi/);
});
