import t from 'tap';
import { sharedDatabases } from '../../src/decide/package-database.ts';

const root = 'UUID=a / btrfs subvol=CURRENT_SNAPSHOTS_PATH/@,ro 0 0\n';
const common = (place: string) => `UUID=a ${place} btrfs subvol=/commons/@x 0 0\n`;
const own = (place: string) => `UUID=a ${place} btrfs subvol=CURRENT_SNAPSHOTS_PATH/@x 0 0\n`;

const debian = ['/usr/bin/dpkg', '/var/lib/dpkg'];
const cases: [what: string, lines: string, there: readonly string[], shared: readonly string[]][] = [
  ['a part of the root', common('/var/log') + common('/home'), debian, []],
  ['common, alone', common('/var/lib/dpkg'), debian, ['/var/lib/dpkg is on /var/lib/dpkg,']],
  ['with all of /var', common('/var'), debian, ['/var/lib/dpkg is on /var,']],
  ['with a slash at the end', common('/var/'), debian, ['/var/lib/dpkg is on /var,']],
  ['nothing is below it yet', common('/var'), ['/usr/bin/dpkg'], ['/var/lib/dpkg is on /var,']],
  ['on another file system', 'UUID=b /var ext4 defaults 0 2\n', debian, ['/var/lib/dpkg is on /var,']],
  ['a name that only begins so', common('/var/lib/dpkg-old') + common('/va'), debian, []],
  ['of the generation itself', own('/var'), debian, []],
  ['of it, in what is common', common('/var') + own('/var/lib'), debian, []],
  ['common, in what is its own', own('/var') + common('/var/lib'), debian, ['/var/lib/dpkg is on /var/lib,']],
  ['the order of lines is no matter', own('/var/lib') + common('/var'), debian, []],
  [
    'a subvolume of another btrfs',
    'UUID=b /var btrfs subvol=CURRENT_SNAPSHOTS_PATH/@v 0 0\n',
    debian,
    ['/var/lib/dpkg is on /var,'],
  ],
  ['no such program', common('/var'), ['/var/lib/dpkg'], []],
  ['a comment', `# ${common('/var')}`, debian, []],
  ['swap', 'UUID=c none swap sw 0 0\n', debian, []],
  ['rpm in /usr', common('/var'), ['/usr/bin/rpm', '/usr/lib/sysimage/rpm', '/var/lib/rpm'], []],
  ['rpm in /var', common('/var'), ['/usr/bin/rpm', '/var/lib/rpm'], ['/var/lib/rpm is on /var,']],
  ['pacman', common('/var'), ['/usr/bin/pacman'], ['/var/lib/pacman is on /var,']],
  ['apk', common('/var'), ['/sbin/apk', '/lib/apk/db'], []],
  ['two', common('/var'), [...debian, '/usr/bin/pacman'], ['/var/lib/dpkg is', '/var/lib/pacman is']],
];
for (const [what, lines, there, shared] of cases) {
  const said = sharedDatabases(root + lines, (path) => there.includes(path));
  t.equal(said.length, shared.length, what);
  for (const [index, beginning] of shared.entries())
    t.ok(said[index]?.startsWith(beginning), `${what}: ${said[index]}`);
}
t.strictSame(
  sharedDatabases('', () => true),
  [],
  'no template',
);
