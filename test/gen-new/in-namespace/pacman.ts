import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import t from 'tap';
import { kernel } from '../../fixtures/boot-tree.ts';
import { sh } from '../../fixtures/esp-machine.ts';
import { newPackageGenerations, usualUpgrade } from '../../fixtures/package-generations.ts';

// pacman itself upgrades a generation out of a local repository.

t.setTimeout(300_000);
const { root, home, run, make, byGuide, at, read, names, booted, remove } =
  newPackageGenerations('/usr/bin/pacman');
t.teardown(remove);
mkdirSync(join(root, 'var/lib/pacman'), { recursive: true });
writeFileSync(
  join(root, 'etc/pacman.conf'),
  '[options]\nArchitecture = auto\nSigLevel = Never\nCheckSpace\n[core]\nServer = file:///home/repository\n',
);
const repository = join(home, 'repository');
mkdirSync(repository);

interface Package {
  readonly name: string;
  readonly version: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** Files of the machine's administrator. */
  readonly backup?: readonly string[];
  /** Of .INSTALL. */
  readonly scriptlet?: string;
}

/** Puts packages into the repository, in the places of older ones. */
function publish(...packages: readonly Package[]): void {
  for (const { name, version, files, backup = [], scriptlet } of packages) {
    const tree = mkdtempSync(join(tmpdir(), 'pacman-'));
    const info = ['pkgdesc = of a test', 'arch = any', 'size = 1', 'builddate = 1', 'packager = nobody'];
    const own = [`pkgname = ${name}`, `pkgver = ${version}`, ...backup.map((path) => `backup = ${path}`)];
    writeFileSync(join(tree, '.PKGINFO'), `${[...own, ...info].join('\n')}\n`);
    if (scriptlet !== undefined) writeFileSync(join(tree, '.INSTALL'), scriptlet);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(tree, dirname(path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
    const file = join(repository, `${name}-${version}-any.pkg.tar`);
    sh('cd "$1"; tar --owner=0 --group=0 -cf "$2" .PKGINFO $(ls -A | grep -v "^.PKGINFO")', tree, file);
    rmSync(tree, { recursive: true });
    inRepository.set(name, {
      '%FILENAME%': basename(file),
      '%NAME%': name,
      '%VERSION%': version,
      '%CSIZE%': `${statSync(file).size}`,
    });
  }
  writeDatabase();
}

/** What repo-add(8) makes of these packages. */
let changed = 1_700_000_000;
const inRepository = new Map<string, Readonly<Record<string, string>>>();
function writeDatabase(): void {
  const tree = mkdtempSync(join(tmpdir(), 'pacman-'));
  for (const [name, fields] of inRepository) {
    const all = { ...fields, '%ARCH%': 'any', '%ISIZE%': '1', '%BUILDDATE%': '1' };
    const desc = Object.entries(all).map(([field, value]) => `${field}\n${value}\n\n`);
    const directory = join(tree, `${name}-${fields['%VERSION%']}`);
    mkdirSync(directory);
    writeFileSync(join(directory, 'desc'), desc.join(''));
  }
  const database = join(repository, 'core.db');
  sh('cd "$1"; tar -czf "$2" *', tree, database);
  // pacman fetches what is newer than its own, by whole seconds.
  changed += 1;
  utimesSync(database, changed, changed);
  rmSync(tree, { recursive: true });
}

const upgrade = usualUpgrade('ID=arch').trim();
const linux = (release: string): Package => ({
  name: 'linux',
  version: `${release.replaceAll('-', '.')}-1`,
  files: {
    [`usr/lib/modules/${release}/vmlinuz`]: kernel(release),
    [`boot/vmlinuz-${release}`]: kernel(release),
  },
  scriptlet: `post_install() { echo initrd >/boot/initramfs-${release}.img; }\npost_upgrade() { post_install; }\n`,
});
const server = (version: string, setting: string, more = ''): Package => ({
  name: 'server',
  version: `${version}-1`,
  files: { 'etc/server.conf': setting, 'usr/share/server/version': version },
  backup: ['etc/server.conf'],
  scriptlet: `post_install() { echo "installed $1" >>/var/lib/server; }\npost_upgrade() { echo "upgraded $2 to $1" >>/var/lib/server; test "$TRANSACTIONAL_UPDATE" = true; ${more} }\n`,
});

let first = '';
t.test('an installation', async (t) => {
  publish(server('1', 'port = 1\n'));
  first = await make('pacman -Sy --noconfirm --noprogressbar server && echo "port = 7" >/etc/server.conf');
  t.equal(read(first, 'var/lib/server'), 'installed 1-1\n', 'its scriptlet has run');
  t.notOk(existsSync(join(root, 'usr/share/server')), 'the base is what it was');
  t.strictSame(readdirSync(join(root, 'var/lib/pacman')), [], 'its data base, too');
  t.match(await booted(first, 'pacman -Q'), { status: 0, out: 'server 1-1\n' });
});

t.test('an upgrade, of a configuration that the machine has changed, and with a kernel', async (t) => {
  publish(server('2', 'port = 2\n'), linux('6.13.0-arch1'));
  const id = await make(`${upgrade} && pacman -S --noconfirm --noprogressbar linux`, '--base', first);
  t.equal(read(id, 'usr/share/server/version'), '2');
  t.equal(read(id, 'etc/server.conf'), 'port = 7\n', 'what the administrator wrote stays');
  t.equal(read(id, 'etc/server.conf.pacnew'), 'port = 2\n', 'and what is new is beside it');
  t.equal(read(id, 'var/lib/server'), 'installed 1-1\nupgraded 1-1 to 2-1\n');
  t.match(read(id, 'boot/initramfs-6.13.0-arch1.img'), 'initrd');
  t.match(await booted(id, 'pacman -Q'), { out: 'linux 6.13.0.arch1-1\nserver 2-1\n' });
  t.match(await booted(first, 'pacman -Q'), { out: 'server 1-1\n' }, 'the data base goes back with it');
  t.match(read(first, 'usr/share/server/version'), '1');
});

t.test('an upgrade that fails half-way, or brings a kernel without an initrd', async (t) => {
  const before = names();
  const big = { 'usr/share/trial/big': Buffer.alloc(1_000_000, 'x') };
  publish(server('3', 'port = 3\n'), { name: 'trial', version: '1-1', files: big });
  const full = 'mkdir /usr/share/trial; mount -t tmpfs -o size=16k full /usr/share/trial';
  const install = 'pacman -Sy --noconfirm --noprogressbar server trial';
  const noRoom = await run(`${full}; ${install}`, '--base', first);
  t.match(
    noRoom,
    { status: 1, out: '', err: /Partition \/usr\/share\/trial too full/ },
    'it knows its mounts',
  );
  const answer = await run(`${full}; sed -i /CheckSpace/d /etc/pacman.conf; ${install}`, '--base', first);
  t.match(answer, { status: 1, out: '', err: /upgrading server/ });
  t.match(answer.err, /installing trial[\s\S]*could not extract[\s\S]*nothing is left/);
  publish({ ...linux('6.14.0-arch1'), scriptlet: '' });
  const kernelOnly = await run('pacman -Sy --noconfirm --noprogressbar linux', '--base', first);
  t.match(kernelOnly, { status: 1, out: '', err: /would not boot: .*no initrd/ });
  const script = `pacman -Syuw --noconfirm --noprogressbar && touch /var/lib/pacman/db.lck && ${upgrade}`;
  t.match(await run(script, '--base', first), { status: 1, err: /unable to lock database/ });
  t.strictSame(names(), before);
  t.match(await booted(first, 'pacman -Q'), { out: 'server 1-1\n' });
});

t.test('a lock that pacman has left keeps no later one from its work', async (t) => {
  const id = await make('touch /var/lib/pacman/db.lck', '--base', first);
  t.equal(read(id, 'var/lib/pacman/db.lck'), null);
  t.match(await byGuide('Arch', '--base', id), { status: 0 });
  const upgraded = await make(upgrade, '--base', id);
  t.match(
    await run(upgrade, '--base', upgraded),
    { status: 32, out: '' },
    'there is nothing to upgrade then',
  );
});

t.test('what is typed by habit, in a root that can only be read, changes nothing', async (t) => {
  for (const command of ['pacman -S --noconfirm linux', upgrade, 'pacman -R --noconfirm server'])
    t.match(await booted(first, command), { status: 1, err: /unable to lock|Read-only/ }, command);
  t.match(await booted(first, 'pacman -Q'), { out: 'server 1-1\n' });
  t.ok(existsSync(at(first, 'usr/share/server/version')));
});
