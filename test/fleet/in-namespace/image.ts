// The role, played where an image is built: in a chroot, and in a container in which there is no systemd to talk to.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { writeBelow } from '../../fixtures/unit-machine.ts';
import { workspace } from '../../support/binaries.ts';
import { call } from '../../support/call.ts';
import { newCopiedSystem, placeOfSystems } from '../../support/copied-system.ts';
import { fileOf, packages } from '../../support/made-packages.ts';

t.setTimeout(300_000);

const place = t.testdir({ made: {}, other: {} });
const made = join(place, 'made');
t.match(await packages('--fast', '--flavour', 'standalone', '--output', made, 'deb'), { status: 0 });
const systems = placeOfSystems(t);
const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/tmp', LC_ALL: 'C.UTF-8' };

// A second package, which comes along.
const about = 'Maintainer: nobody <nobody@example.org>\nDescription: of a test\n';
const other = join(place, 'other.deb');
writeBelow(place, 'other/DEBIAN/control', `Package: comes-along\nVersion: 1\nArchitecture: all\n${about}`);
const building = ['-Znone', '--root-owner-group', '--build', join(place, 'other'), other];
t.match(await call('/usr/bin/dpkg-deb', building, { env }), { status: 0 });

/** A copy of this system with the role, and how it is played there. */
function newImage(name: string, enter: readonly string[]) {
  const { root } = newCopiedSystem(join(systems, name));
  for (const path of ['etc/systemd/system', 'var/lib/apt/lists']) {
    rmSync(join(root, path), { recursive: true, force: true });
    mkdirSync(join(root, path), { recursive: true });
  }
  mkdirSync(join(root, 'var/lib/apt/lists/partial'));
  writeBelow(root, 'etc/dpkg/dpkg.cfg.d/of-the-test', 'force-unsafe-io\n');
  cpSync(join(workspace, 'docs/fleet/ansible'), join(root, 'play'), { recursive: true });
  cpSync(fileOf(made, /\.deb$/), join(root, 'play/twinroot.deb'));
  cpSync(other, join(root, 'play/other.deb'));
  const play = async (variables: object) => {
    const all = {
      ansible_python_interpreter: '/usr/bin/python3',
      twinroot_check: false,
      twinroot_textfile_directory: '',
      twinroot_units: ['esp-watch.service', 'esp-mirror.timer', 'esp-seed.service'],
      twinroot_mirror_first: true,
      ...variables,
    };
    writeBelow(root, 'play/variables.json', JSON.stringify(all));
    const words = [
      '--inventory',
      'two_disks,',
      '--connection',
      'local',
      '--extra-vars',
      '@/play/variables.json',
    ];
    const [program = '', ...args] = [...enter, root, 'ansible-playbook', ...words];
    const { status, out, err } = await call(program, [...args, '/play/site.yml'], { env });
    const [, changed] = / changed=(\d+) /.exec(out) ?? [];
    return { status, changed: Number(changed), said: out + err };
  };
  return { root, play };
}

const enabled = (root: string) =>
  readdirSync(join(root, 'etc/systemd/system'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.wants\/.*(?:esp|gen|tree|root|twinroot)-/.test(path))
    .sort();

const chroot = ['/usr/sbin/chroot'];
const inside = 'mount -t proc proc "$1/proc" && exec chroot "$@"';

for (const [name, enter] of [
  ['chroot', chroot],
  // Its first process has the same root: systemctl does not see that it is a chroot.
  [
    'container',
    ['/usr/bin/unshare', '--pid', '--fork', '--mount', '--kill-child', '--', '/bin/sh', '-c', inside, 'sh'],
  ],
] as const) {
  t.test(`${name}: packages are installed and units enabled, at once`, async (t: Test) => {
    const { root, play } = newImage(name, enter);
    const files = { twinroot_package_file: ['/play/twinroot.deb', '/play/other.deb'] };
    const { status, said } = await play(files);
    t.equal(status, 0, said);
    t.same(enabled(root), [
      'multi-user.target.wants/esp-seed.service',
      'multi-user.target.wants/esp-watch.service',
      'timers.target.wants/esp-mirror.timer',
    ]);
    t.ok(
      existsSync(join(root, 'var/lib/dpkg/info/comes-along.list')),
      'one package comes along with the other',
    );
    t.match(await play(files), { status: 0, changed: 0 });
  });
}

t.test(
  'options: each that can be quoted is, and what cannot is refused before anything is written',
  async (t) => {
    const { root, play } = newImage('options', chroot);
    const options = join(root, 'etc/twinroot/options');
    const written = {
      GEN_UPGRADE_COMMAND: "apt-get -o 'A=b c' upgrade",
      ESP_MIRROR_OPTIONS: '--exclude EFI/$x --exclude EFI/"y"\\z`',
      ESP_WHICH_OPTIONS: '--pattern /efi@[a-z]',
    };
    const one = {
      twinroot_package_file: '/play/twinroot.deb',
      twinroot_units: [],
      twinroot_options: written,
    };
    const { status, said } = await play(one);
    t.equal(status, 0, said);
    const source = `. /etc/twinroot/options; printf '%s\\n' "$ESP_MIRROR_OPTIONS" "$ESP_WHICH_OPTIONS" "$GEN_UPGRADE_COMMAND"`;
    const read = await call('/usr/sbin/chroot', [root, '/bin/sh', '-c', source], { env });
    t.equal(
      read.out,
      `${written.ESP_MIRROR_OPTIONS}\n${written.ESP_WHICH_OPTIONS}\n${written.GEN_UPGRADE_COMMAND}\n`,
    );
    const before = readFileSync(options, 'utf8');
    for (const special of ['$', '"', '`', '\\']) {
      const GEN_UPGRADE_COMMAND = `echo 'a${special}b'`;
      const refused = await play({ ...one, twinroot_options: { ...written, GEN_UPGRADE_COMMAND } });
      t.match(refused, { status: 2, changed: 0, said: 'twinroot_options, GEN_UPGRADE_COMMAND:' }, special);
      t.notMatch(refused.said, 'ESP_MIRROR_OPTIONS:');
      t.equal(readFileSync(options, 'utf8'), before);
    }
  },
);
