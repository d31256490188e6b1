import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import t from 'tap';
import { kernel } from '../../fixtures/boot-tree.ts';
import { sh } from '../../fixtures/esp-machine.ts';
import { newPackageGenerations, usualUpgrade } from '../../fixtures/package-generations.ts';
import { workspace } from '../../support/binaries.ts';
import { call } from '../../support/call.ts';

// apt and dpkg themselves upgrade a generation out of a local repository, with maintainer scripts as Debian's packages have them.

t.setTimeout(300_000);
const { root, home, run, make, byGuide, at, read, names, booted, remove } = newPackageGenerations(
  '/usr/bin/apt-get',
  '/usr/bin/dpkg',
  '/usr/bin/dpkg-deb',
  '/usr/bin/dpkg-split',
  '/usr/bin/dpkg-query',
  '/usr/bin/dpkg-trigger',
  '/usr/bin/diff',
  '/usr/bin/systemctl',
  '/usr/bin/tar',
  '/usr/sbin/invoke-rc.d',
  '/usr/sbin/ldconfig',
  '/usr/sbin/start-stop-daemon',
  '/usr/lib/apt/methods/copy',
  '/usr/lib/apt/methods/file',
  '/usr/lib/apt/methods/store',
);
t.teardown(remove);
for (const name of [
  'var/lib/dpkg/info',
  'var/lib/apt',
  'etc/apt/apt.conf.d',
  'etc/apt/preferences.d',
  'etc/init.d',
  'usr/share/dpkg',
  'root',
])
  mkdirSync(join(root, name), { recursive: true });
writeFileSync(join(root, 'var/lib/dpkg/status'), '');
sh('cp /usr/share/dpkg/*table "$1/usr/share/dpkg"', root);
writeFileSync(join(root, 'etc/apt/sources.list'), 'deb [trusted=yes] file:/home/repository ./\n');
// There are no users but root.
writeFileSync(join(root, 'etc/apt/apt.conf'), 'APT::Sandbox::User "root";\nDpkg::Use-Pty "false";\n');
const repository = join(home, 'repository');
mkdirSync(repository);

interface Package {
  readonly name: string;
  readonly version: string;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Of DEBIAN: conffiles, postinst, triggers. */
  readonly control?: Readonly<Record<string, string>>;
}

/** Puts packages into the repository, in the places of older ones. */
function publish(...packages: readonly Package[]): void {
  for (const { name, version, files = {}, control = {} } of packages) {
    const tree = mkdtempSync(join(tmpdir(), 'deb-'));
    const put = (path: string, text: string | Uint8Array) => {
      mkdirSync(join(tree, dirname(path)), { recursive: true });
      writeFileSync(join(tree, path), text, { mode: /inst$/.test(path) ? 0o755 : 0o644 });
    };
    const fields = `Package: ${name}\nVersion: ${version}\nArchitecture: all\nMaintainer: Nobody <nobody@example.org>\nDescription: of a test\n`;
    put('DEBIAN/control', fields);
    for (const [path, text] of Object.entries(control)) put(`DEBIAN/${path}`, text);
    for (const [path, text] of Object.entries(files)) put(path, text);
    const file = join(repository, `${name}.deb`);
    sh('dpkg-deb -Znone --root-owner-group --build "$1" "$2"', tree, file);
    inRepository.set(
      name,
      `${fields}Filename: ./${name}.deb\nSize: ${statSync(file).size}\nSHA256: ${sh('sha256sum "$1"', file).slice(0, 64)}\n`,
    );
    rmSync(tree, { recursive: true });
  }
  writeFileSync(join(repository, 'Packages'), [...inRepository.values()].join('\n'));
}
const inRepository = new Map<string, string>();

const update = 'apt-get -q --error-on=any update';
const upgrade = usualUpgrade('ID=debian').trim();
/** As debhelper writes it: the unit is enabled, and the service started or restarted. */
const server = (version: string, setting: string): Package => ({
  name: 'server',
  version,
  files: {
    'etc/server.conf': setting,
    'etc/init.d/legacy': '#!/bin/sh\necho "$1" >>/home/started\n',
    'usr/lib/systemd/system/server.service':
      '[Service]\nExecStart=/bin/sleep 1\n[Install]\nWantedBy=multi-user.target\n',
    'usr/share/server/version': version,
  },
  control: {
    conffiles: '/etc/server.conf\n/etc/init.d/legacy\n',
    postinst: `#!/bin/sh
set -e
systemctl enable server.service
systemctl daemon-reload
systemctl restart server.service
chmod 755 /etc/init.d/legacy
invoke-rc.d legacy restart
echo "$* of ${version}" >>/var/lib/server
`,
  },
});
/** What makes initrds is triggered by a directory, and runs when all is unpacked. */
const initrds: Package = {
  name: 'initrds',
  version: '1',
  control: {
    triggers: 'interest-noawait /usr/lib/modules\n',
    postinst: `#!/bin/sh
set -e
[ "$1" = triggered ] || exit 0
for modules in /usr/lib/modules/*; do echo initrd >/boot/initramfs-\${modules##*/}.img; done
`,
  },
};
const linux = (release: string): Package => ({
  name: `linux-image-${release}`,
  version: '1',
  files: { [`boot/vmlinuz-${release}`]: kernel(release), [`usr/lib/modules/${release}/modules.order`]: '' },
});

let first = '';
t.test('an installation', async (t) => {
  publish(server('1', 'port = 1\n'), initrds);
  first = await make(
    `${update} && apt-get -q -y install server initrds && echo "port = 7" >/etc/server.conf`,
  );
  t.match(read(first, 'var/lib/server'), /^configure +of 1\n$/);
  t.ok(
    sh('readlink "$1"', at(first, 'etc/systemd/system/multi-user.target.wants/server.service')),
    'its unit is enabled',
  );
  t.notOk(existsSync(join(home, 'started')), 'and was not started');
  t.notOk(existsSync(at(first, 'usr/sbin/policy-rc.d')));
  t.match(await booted(first, 'dpkg-query -W -f "\\${Package} \\${Version} \\${db:Status-Status}, "'), {
    status: 0,
    out: 'initrds 1 installed, server 1 installed, ',
  });
});

t.test('an upgrade, of a configuration that the machine has changed, and with a kernel', async (t) => {
  publish(server('2', 'port = 2\n'), linux('6.13.0-1-amd64'));
  const id = await make(`${upgrade} && apt-get -q -y install linux-image-6.13.0-1-amd64`, '--base', first);
  t.equal(read(id, 'usr/share/server/version'), '2');
  t.equal(read(id, 'etc/server.conf'), 'port = 7\n', 'what the administrator wrote stays');
  t.equal(read(id, 'etc/server.conf.dpkg-dist'), 'port = 2\n', 'and what is new is beside it');
  t.match(read(id, 'var/lib/server'), /^configure +of 1\nconfigure 1 of 2\n$/);
  t.equal(read(id, 'boot/initramfs-6.13.0-1-amd64.img'), 'initrd\n', 'the trigger has run');
  t.notOk(existsSync(join(home, 'started')), 'no service was started');
  const versions = `dpkg-query -W -f '\${Package} \${Version}, '`;
  t.match(await booted(id, versions), { out: 'initrds 1, linux-image-6.13.0-1-amd64 1, server 2, ' });
  t.match(await booted(first, versions), { out: 'initrds 1, server 1, ' }, 'the data base goes back with it');
  t.match(await booted(id, 'dpkg --audit'), { status: 0, out: '' });
});

t.test('an upgrade that fails half-way, or asks what nobody answers', async (t) => {
  const before = names();
  const { control, ...failing } = server('3', 'port = 3\n');
  publish({ ...failing, control: { ...control, postinst: '#!/bin/sh\nexit 3\n' } });
  const answer = await run(upgrade, '--base', first);
  t.match(answer, { status: 1, out: '', err: /Setting up server \(3\)/ });
  t.match(answer.err, /returned error exit status 3[\s\S]*nothing is left/);
  publish(server('4', 'port = 4\n'));
  const asking = await byGuide('Debian', '--base', first);
  t.match(asking, { status: 1, out: '', err: /end of file on stdin at conffile prompt/ });
  rmSync(join(repository, 'Packages'));
  t.match(await run(upgrade, '--base', first), { status: 1, out: '' }, 'what cannot be fetched');
  t.strictSame(names(), before);
  publish(server('5', 'port = 5\n'));
  const id = await make(upgrade, '--base', first);
  t.equal(read(id, 'usr/share/server/version'), '5', 'the next one finds nothing in its way');
  t.match(await run(upgrade, '--base', id), { status: 32, out: '' }, 'there is nothing to upgrade then');
});

/** What is typed by habit, with what it writes to standard error in a root that can only be read. */
const habits = [
  'apt-get -y install linux-image-6.13.0-1-amd64',
  'apt-get -y remove server',
  'apt-get update',
];

t.test('what is typed by habit, in a root that can only be read, changes nothing', async (t) => {
  for (const command of habits) t.match((await booted(first, command)).err, /Read-only file system/, command);
  t.equal(read(first, 'usr/share/server/version'), '1');
});

t.test('with the hook, it is told how it is done', async (t) => {
  const hooks = join(workspace, 'hooks/debian');
  const install = `mkdir /usr/lib/twinroot; cp /home/generation-hint /usr/lib/twinroot; cp /home/apt.conf /etc/apt/apt.conf.d/zzz-twinroot`;
  for (const name of ['generation-hint', 'apt.conf']) copyFileSync(join(hooks, name), join(home, name));
  const id = await make(install, '--base', first);
  for (const command of habits) {
    const { status, err } = await booted(id, command);
    t.equal(status, 100, command);
    t.match(err, `: gen-new -- ${command} | gen-switch\n`);
    t.notMatch(err, /dpkg: error/, 'dpkg is not called');
  }
  t.match(await booted(id, 'apt-get -s install linux-image-6.13.0-1-amd64'), { status: 0 }, 'who only asks');
  const upgraded = await make(upgrade, '--base', id);
  t.equal(read(upgraded, 'usr/share/server/version'), '5', 'gen-new is not held back');
  // A root that can only be read, and is none of a generation: this machine's.
  const hint = `mount --rbind / /mnt; mount -o remount,bind,ro /mnt; exec chroot /mnt "$1"`;
  const elsewhere = ['--mount', '--propagation', 'private', 'sh', '-euc', hint, 'sh'];
  t.match(
    await call('/usr/bin/unshare', [...elsewhere, join(hooks, 'generation-hint')], {
      env: { PATH: '/usr/sbin:/usr/bin' },
    }),
    { status: 0, err: '' },
  );
});
