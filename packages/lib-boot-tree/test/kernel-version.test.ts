import t from 'tap';
import { findNewerKernel, versionOf } from '../src/kernel-version.ts';
import { treeOf } from './tree-of.ts';

const own = '00112233445566778899aabbccddeeff';
const other = 'ffeeddccbbaa99887766554433221100';

t.test('the version of an entry', async (t) => {
  const cases: readonly (readonly [path: string, text: string, version: string | null])[] = [
    ['loader/entries/a.conf', 'linux /k\n', '6.12.1-arch1-1'],
    ['loader/entries/a.conf', 'version 6.1.2\n', null],
    [`loader/entries/${own}-6.1.2.conf`, '', '6.1.2'],
    [`loader/entries/${own}-6.1.2+2-1.conf`, '', '6.1.2'],
    [`loader/entries/${own}-6.1.2.conf`, 'version 6.1.3\n', '6.1.2'],
    [`loader/entries/${own}-6.1.2.conf`, 'linux /k\n', '6.12.1-arch1-1'],
    ['loader/entries/arch.conf', 'title Arch\n', null],
    ['EFI/Linux/arch-6.12.1-arch1-1.efi', 'MZ', '6.12.1-arch1-1'],
    ['EFI/Linux/arch-linux.efi', 'MZ', null],
    ['EFI/Linux/arch-linux.efi', 'MZ release=6.1', '6.1'],
  ];
  for (const [path, text, version] of cases) {
    const model = treeOf({ [path]: text, k: 'MZ release=6.12.1-arch1-1' });
    const entry = model.menu.find(({ file }) => file.path === path);
    t.equal(entry && versionOf(entry, model), version, `${path} ${text}`);
  }
});

/**
 * A tree with these entries: `NAME RELEASE`, `NAME` alone for a kernel that says nothing. Behind a `|` more lines of the entry;
 * a `!` before it: damaged.
 */
const tree = (...entries: readonly string[]) =>
  treeOf(
    Object.fromEntries(
      entries.flatMap((entry) => {
        const [what = '', lines = ''] = entry.replace('!', '').split(' | ');
        const [name = '', release] = what.split(' ');
        const path = `${name}-${release ?? ''}/linux`;
        const text = `linux /${path}\n${lines === '' ? '' : `${lines}\n`}`;
        const kernel = `MZ${entry.startsWith('!') ? ' cut' : ''}${release === undefined ? '' : ` release=${release}`}`;
        return [
          [`loader/entries/${name}.conf`, text],
          [path, kernel],
        ];
      }),
    ),
  );

const cases: readonly (readonly [
  name: string,
  source: readonly string[],
  mirror: readonly string[],
  newer: string | null,
])[] = [
  ['nothing', [], [], null],
  ['the same', [`${own}-6.1.1`], [`${own}-6.1.1`], null],
  ['older', [`${own}-6.1.2`], [`${own}-6.1.1`], null],
  ['newer', [`${own}-6.1.1`], [`${own}-6.1.2`], '6.1.2'],
  ['newer by number, not by letter', [`${own}-6.1.9`], [`${own}-6.1.10`], '6.1.10'],
  ['older by number', [`${own}-6.1.10`], [`${own}-6.1.9`], null],
  ['older than any', [`${own}-6.1.1`, `${own}-6.1.3`], [`${own}-6.1.2`], null],
  ['an old one removed from the source', [`${own}-6.1.3`], [`${own}-6.1.2`, `${own}-6.1.3`], null],
  ['newer, but damaged there', [`${own}-6.1.1`], [`!${own}-6.1.2`], null],
  ['newer, and damaged here', [`!${own}-6.1.2`], [`${own}-6.1.2`], null],
  ['newer, of another machine', [`${own}-6.1.1`], [`${other}-6.1.2`], null],
  [
    'newer, of another machine by its command line',
    ['a 6.1.1'],
    [`a 6.1.2 | options systemd.machine_id=${other}`],
    null,
  ],
  ['an empty mirror', [`${own}-6.1.1`], [], null],
  ['an empty source', [], [`${own}-6.1.1`], null],
  // What is the same on both sides hides nothing.
  [
    'beside a rescue system',
    ['d 6.1.0-28-amd64', 'rescue 6.16'],
    ['d 6.1.0-30-amd64', 'rescue 6.16'],
    '6.1.0-30-amd64',
  ],
  [
    'beside a rescue system of the same line',
    [`${own}-6.1.28 6.1.28 | sort-key x`, `${own}-0-rescue 6.5.0 | sort-key x`],
    [`${own}-6.1.30 6.1.30 | sort-key x`, `${own}-0-rescue 6.5.0 | sort-key x`],
    '6.1.30',
  ],
  [
    'linux beside linux-lts',
    ['arch 6.12.1-arch1-1', 'arch-lts 6.6.60-1-lts'],
    ['arch 6.12.1-arch1-1', 'arch-lts 6.6.63-1-lts'],
    '6.6.63-1-lts',
  ],
  [
    'linux beside linux-lts, with one sort-key',
    ['a 6.12.1-arch1-1 | sort-key arch', 'b 6.6.60-1-lts | sort-key arch'],
    ['a 6.12.1-arch1-1 | sort-key arch', 'b 6.6.63-1-lts | sort-key arch'],
    '6.6.63-1-lts',
  ],
  [
    'of the second of two systems',
    [`${own}-6.12 6.12.9`, `b 6.1.1 | machine-id ${other}`],
    [`${own}-6.12 6.12.9`, `b 6.1.2 | machine-id ${other}`],
    '6.1.2',
  ],
  ['in two lines, both upgraded', ['a 6.2', 'b 5.2'], ['a 6.1', 'b 5.1'], null],
  // What goes forward.
  ['a candidate before its release', ['l 6.16.0'], ['l 6.16.0-rc7'], null],
  ['a release before the next candidate', ['l 6.17.0-rc1'], ['l 6.16.4'], null],
  ['the other way', ['l 6.16.0-rc7'], ['l 6.16.0'], '6.16.0'],
  ['an older candidate', ['l 6.16.0-rc6'], ['l 6.16.0-rc7'], '6.16.0-rc7'],
  ['as Ubuntu writes it', ['l 6.16.0-061600-generic'], ['l 6.16.0-061600rc7-generic'], null],
  ['as Debian writes it', ['l 6.16.3+deb14-amd64'], ['l 6.16~rc7-amd64'], null],
  ['as Fedora writes it', ['l 6.16.0-63.fc43.x86_64'], ['l 6.16.0-0.rc7.20250718git.53.fc43.x86_64'], null],
  ['with local changes', ['l 6.16.0'], ['l 6.16.0-rc7+'], null],
  ['of linux-next', ['l 6.16.0'], ['l 6.16.0-rc7-next-20250718'], null],
  ['of linux-next, without a candidate', ['l 6.16.0'], ['l 6.16.0-next-20250718'], null],
  ['built from another commit', ['l 6.16.0-g0123456'], ['l 6.16.0-gfedcba9'], null],
  ['fewer numbers', ['l 6.16'], ['l 6.16.0'], null],
  // How it is built says nothing of what is newer.
  ['zen in place of arch', ['l 6.16.1-zen1-1-zen'], ['l 6.16.1-arch1-1'], null],
  ['arch in place of zen', ['l 6.16.1-arch1-1'], ['l 6.16.1-zen1-1-zen'], null],
  ['hardened in place of zen', ['l 6.16.1-hardened1-1-hardened'], ['l 6.16.1-zen1-1-zen'], null],
  ['lowlatency in place of generic', ['l 6.8.0-31-lowlatency'], ['l 6.8.0-35-generic'], null],
  ['a custom one', ['l 6.16.1-mine'], ['l 6.16.1-arch1-1'], null],
  ['a custom one that is older', ['l 6.15.1-mine'], ['l 6.16.1-arch1-1'], '6.16.1-arch1-1'],
  ['rt in place of none', ['l 6.16.1-rt1'], ['l 6.16.1'], null],
];

t.test('whether the mirror is newer', async (t) => {
  const owners = { ids: new Set([own]), osIds: new Set<string>() };
  const here = (source: readonly string[]) => {
    // The second system of a set is known by the source.
    const ids = source.some((entry) => entry.includes(other)) ? new Set([own, other]) : owners.ids;
    return { ...owners, ids };
  };
  for (const [name, source, mirror, newer] of cases) {
    const found = findNewerKernel(tree(...source), tree(...mirror), here(source));
    t.equal(found?.mirror ?? null, newer, name);
  }
});
