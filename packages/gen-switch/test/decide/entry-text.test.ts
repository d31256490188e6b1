import { parseEntry, payloadsOf } from '@twinroot/lib-bls';
import t from 'tap';
import { entryText } from '../../src/decide/entry-text.ts';

const parts = {
  title: 'Debian\n13, generation A',
  machineId: 'a'.repeat(32),
  sortKey: 'debian',
  options: 'root=UUID=1 ro',
  linux: 't/gen/linux-6',
  initrds: ['t/gen/initrd-u', 't/gen/initrd-6'],
};

t.test('an entry is read as it was meant', async (t) => {
  const bytes = Buffer.from(entryText(parts, '20260102030405'));
  t.strictSame(
    parseEntry(bytes).map(({ key, value }) => [key, value]),
    [
      ['title', 'Debian 13, generation A'],
      ['version', '20260102030405'],
      ['machine-id', 'a'.repeat(32)],
      ['sort-key', 'debian'],
      ['options', 'root=UUID=1 ro'],
      ['linux', '/t/gen/linux-6'],
      ['initrd', '/t/gen/initrd-u'],
      ['initrd', '/t/gen/initrd-6'],
    ],
  );
  t.strictSame(
    payloadsOf(bytes).map(({ path }) => path),
    ['t/gen/linux-6', 't/gen/initrd-u', 't/gen/initrd-6'],
  );
  t.notMatch(entryText({ ...parts, machineId: null }, '1'), /machine-id/);
});
