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
    keptNotes({ foreign: paths.map((path) => fileNode(path)), waysIn: [], earlier: [], undecided: [] }),
    ['EFI/debian/', 'other/', 'loader/entries/other-6.1.conf'].map((place) => ({
      kind: 'foreign',
      text: `${place} belongs to another system: kept`,
    })),
  );
  const one = {
    foreign: [],
    waysIn: [fileNode('EFI/BOOT/BOOTX64.EFI')],
    earlier: [fileNode('rescue.img')],
    undecided: [fileNode('x.img'), fileNode('loader/entries/x.conf')],
  };
  t.strictSame(
    keptNotes(one).map(({ text }) => text.split(' ')[0]),
    ['EFI/BOOT/BOOTX64.EFI', 'rescue.img', '--purge', 'x.img'],
  );
  t.strictSame(keptNotes({ foreign: [], waysIn: [], earlier: [], undecided: [] }), []);
});
