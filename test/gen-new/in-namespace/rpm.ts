import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { kernel } from '../../fixtures/boot-tree.ts';
import { sh } from '../../fixtures/esp-machine.ts';
import { newPackageGenerations } from '../../fixtures/package-generations.ts';

// rpm itself upgrades a generation, with what rpmbuild makes. dnf, which calls the same library, is not tried.

t.setTimeout(300_000);
const { home, run, make, read, names, booted, remove } = newPackageGenerations(
  '/usr/bin/rpm',
  '/usr/lib/rpm',
);
t.teardown(remove);

/** Makes a package, `NAME.rpm` on /home. */
function build(
  name: string,
  version: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  more: string,
): void {
  const tree = mkdtempSync(join(tmpdir(), 'rpm-'));
  const lines = Object.entries(files).map(([path, content], index) => {
    writeFileSync(join(tree, `${index}`), content);
    return [
      `install -D -m 644 ${tree}/${index} %{buildroot}${path}`,
      `${path.startsWith('/etc') ? '%config(noreplace) ' : ''}${path}`,
    ];
  });
  const spec = `Name: ${name}
Version: ${version}
Release: 1
Summary: of a test
License: MIT
BuildArch: noarch
AutoReqProv: no
%description
%install
${lines.map(([install]) => install).join('\n')}
%files
${lines.map(([, file]) => file).join('\n')}
${more}`;
  writeFileSync(join(tree, 'spec'), spec);
  sh('rpmbuild --quiet --define "_topdir $1" --define "__os_install_post %{nil}" -bb "$1/spec"', tree);
  const [made = ''] = readdirSync(join(tree, 'RPMS/noarch'));
  sh('cp "$1" "$2"', join(tree, 'RPMS/noarch', made), join(home, `${name}.rpm`));
  rmSync(tree, { recursive: true });
}
const server = (version: string, more = '') =>
  build(
    'server',
    version,
    { '/etc/server.conf': `port = ${version}\n`, '/usr/share/server/version': version },
    `%post\necho "$1 of ${version}" >>/usr/share/server-log\n${more}`,
  );

let first = '';
t.test('an installation', async (t) => {
  server('1');
  first = await make('rpm -U --nodeps /home/server.rpm && echo "port = 7" >/etc/server.conf');
  t.equal(read(first, 'usr/share/server-log'), '1 of 1\n', 'its scriptlet has run');
  t.match(await booted(first, 'rpm -qa'), { status: 0, out: 'server-1-1.noarch\n' });
});

t.test('an upgrade, of a configuration that the machine has changed, and with a kernel', async (t) => {
  server('2');
  const release = '6.13.0-300.fc43';
  build(
    'kernel',
    '6.13.0',
    { [`/boot/vmlinuz-${release}`]: kernel(release), [`/lib/modules/${release}/modules.order`]: '' },
    `%posttrans\necho initrd >/boot/initramfs-${release}.img\n`,
  );
  const id = await make('rpm -U --nodeps /home/server.rpm /home/kernel.rpm', '--base', first);
  t.equal(read(id, 'usr/share/server/version'), '2');
  t.equal(read(id, 'etc/server.conf'), 'port = 7\n', 'what the administrator wrote stays');
  t.equal(read(id, 'etc/server.conf.rpmnew'), 'port = 2\n', 'and what is new is beside it');
  t.equal(read(id, `boot/initramfs-${release}.img`), 'initrd\n');
  t.match((await booted(id, 'rpm -qa')).out.split('\n').toSorted(), [
    '',
    'kernel-6.13.0-1.noarch',
    'server-2-1.noarch',
  ]);
  t.match(await booted(first, 'rpm -qa'), { out: 'server-1-1.noarch\n' }, 'the data base goes back with it');
});

t.test('an upgrade that fails half-way', async (t) => {
  const before = names();
  server('3');
  build('trial', '1', { '/usr/share/trial': 'x' }, '%pre\nexit 3\n');
  const answer = await run('rpm -Uv --nodeps /home/server.rpm /home/trial.rpm', '--base', first);
  t.match(answer, { status: 1, out: '', err: /trial.*: install failed/ });
  t.match(answer.err, /nothing is left/);
  t.strictSame(names(), before);
});

t.test('what is typed by habit, in a root that can only be read, changes nothing', async (t) => {
  for (const command of ['rpm -U --nodeps /home/server.rpm', 'rpm -e --nodeps server']) {
    const { status, err } = await booted(first, command);
    t.not(status, 0, command);
    t.match(err, /Read-only file system/);
  }
  t.match(await booted(first, 'rpm -qa'), { out: 'server-1-1.noarch\n' });
});
