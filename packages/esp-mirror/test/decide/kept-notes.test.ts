import t from 'tap';
import { keptNotes } from '../../src/decide/kept-notes.ts';
import { fileNode } from './model.ts';

t.test('a note a place', async (t) => {
  const paths = [
    'EFI/debian/grubx64.efi',
    'EFI/debian/grub.cfg',
    'other/6.1/linux',
    'other/6.2/linux',
    'loader/entries/other-6.1.conf',
  ];
  t.strictSame(
    keptNotes({ foreign: paths.map((path) => fileNode(path)), waysIn: [], earlier: [] }, false),
    ['EFI/debian/', 'other/', 'loader/entries/other-6.1.conf'].map((place) => ({
      kind: 'foreign',
      text: `${place} belongs to another system: kept`,
    })),
  );
  const one = { foreign: [], waysIn: [fileNode('EFI/BOOT/BOOTX64.EFI')], earlier: [fileNode('rescue.img')] };
  t.strictSame(
    keptNotes(one, false).map(({ text }) => text.split(' ')[0]),
    ['EFI/BOOT/BOOTX64.EFI', 'rescue.img'],
  );
  t.strictSame(keptNotes({ foreign: [], waysIn: [], earlier: [] }, true), []);
});
