import t from 'tap';
import { withFileNames } from '../src/package/file-names.ts';

t.test('names of packages get the version, as each package manager has it', async (t) => {
  for (const [name, next, candidate] of [
    ['twinroot_0.1.0-1_amd64.deb', 'twinroot_0.2.0-1_amd64.deb', 'twinroot_0.2.0~rc.1-1_amd64.deb'],
    ['twinroot-node_0.1.0-1_all.deb', 'twinroot-node_0.2.0-1_all.deb', 'twinroot-node_0.2.0~rc.1-1_all.deb'],
    ['twinroot-0.1.0-1.x86_64.rpm', 'twinroot-0.2.0-1.x86_64.rpm', 'twinroot-0.2.0~rc.1-1.x86_64.rpm'],
    [
      'twinroot-selinux-0.1.0-1.noarch.rpm',
      'twinroot-selinux-0.2.0-1.noarch.rpm',
      'twinroot-selinux-0.2.0~rc.1-1.noarch.rpm',
    ],
    [
      'twinroot-node-0.1.0-1-any.pkg.tar.zst',
      'twinroot-node-0.2.0-1-any.pkg.tar.zst',
      'twinroot-node-0.2.0rc.1-1-any.pkg.tar.zst',
    ],
    [
      'twinroot-0.1.0-linux-x64/install',
      'twinroot-0.2.0-linux-x64/install',
      'twinroot-0.2.0-rc.1-linux-x64/install',
    ],
  ] as const) {
    const line = (what: string) => `    install ./${what} ${what}  # 0.1.0, see twinroot-0.1.0\n`;
    t.equal(withFileNames(line(name), '0.2.0'), line(next));
    t.equal(withFileNames(line(name), '0.2.0-rc.1'), line(candidate));
    t.equal(withFileNames(line(candidate), '0.2.0'), line(next), 'and so that the next release knows it');
  }
});

t.test('what is no name of a package stays', async (t) => {
  for (const text of [
    '',
    'Of 0.1.0, twinroot 0.1.0-1_x',
    'dual-root_0.1.0-1_amd64.deb',
    'twinroot_*_amd64.deb',
  ])
    t.equal(withFileNames(text, '0.2.0'), text);
});
