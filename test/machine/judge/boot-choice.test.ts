import t from 'tap';
import { bootChoice, subvolumesOf } from './boot-choice.ts';
import type { FatFile } from './fat-file.ts';

const esp = (files: Readonly<Record<string, string>>): ReadonlyMap<string, FatFile> =>
  new Map(
    Object.entries(files).map(([name, text]) => {
      const path = name.toUpperCase();
      return [path, { path, size: text.length, cluster: 0, digest: text, read: () => Buffer.from(text) }];
    }),
  );
const entry = (version: string, id: string, more = '') =>
  `sort-key a\nversion ${version}\nlinux /linux\noptions root=UUID=1 rootflags=noatime,subvol=/snapshots/${id}/@ ro\n${more}`;
const entries = {
  'loader/loader.conf': 'timeout 0\ndefault m-gen-*\n',
  'loader/entries/m-gen-A.conf': entry('20260101000000', 'A'),
  'loader/entries/m-gen-B+2-1.conf': entry('20260102000000', 'B'),
  'loader/entries/m-gen-C+0-3.conf': entry('20260103000000', 'C'),
  'loader/entries/other.conf': 'sort-key a\nversion 99999999999999\nlinux /linux\n',
};

t.test('what a boot loader chooses', async (t) => {
  t.strictSame(bootChoice(esp(entries)), { name: 'M-GEN-B+2-1.CONF', subvolume: '/snapshots/B/@' });
  t.match(bootChoice(esp({ ...entries, 'loader/loader.conf': 'timeout 0\n' })), { name: 'OTHER.CONF' });
  t.match(bootChoice(esp({ ...entries, 'loader/loader.conf': 'default gone*\n' })), { name: 'OTHER.CONF' });
  const bad = { ...entries, 'loader/entries/m-gen-A.conf': '', 'loader/entries/m-gen-B+2-1.conf': '' };
  t.match(bootChoice(esp(bad)), { name: 'M-GEN-C+0-3.CONF' }, 'the bad one is the last that is left');
  t.equal(bootChoice(esp({})), null);
  t.strictSame(subvolumesOf(esp(entries)), ['/snapshots/A/@', '/snapshots/B/@', '/snapshots/C/@']);
});
