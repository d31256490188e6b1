import t from 'tap';
import { sharedMappings } from '../../src/decide/writable-mappings.ts';

t.test('files that are mapped shared and writable', async (t) => {
  const cases: readonly [what: string, line: string, found: object | null][] = [
    [
      'shared',
      '7f5c1a000000-7f5c1a001000 rw-s 00000000 fe:01 5127                       /boot/initrd.img',
      { majmin: '254:1', inode: '5127' },
    ],
    [
      'and executable',
      '7f5c1a000000-7f5c1a001000 -wxs 00001000 08:11 3 /a b',
      { majmin: '8:17', inode: '3' },
    ],
    ['private', '7f5c1a000000-7f5c1a001000 rw-p 00000000 fe:01 5127 /boot/initrd.img', null],
    ['for reading', '7f5c1a000000-7f5c1a001000 r--s 00000000 fe:01 5127 /boot/initrd.img', null],
    ['of no file', '7f5c1a000000-7f5c1a001000 rw-s 00000000 00:01 0 ', null],
    ['another line', 'VmFlags: rd wr sh', null],
  ];
  for (const [what, line, found] of cases)
    t.same(sharedMappings(`${line}\n`), found === null ? [] : [found], what);
  t.equal(sharedMappings(cases.map(([, line]) => `${line}\n`).join('')).length, 2);
  t.same(sharedMappings(''), []);
});
