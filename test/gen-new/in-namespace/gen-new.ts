import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { kernel } from '../../fixtures/boot-tree.ts';
import { sh } from '../../fixtures/esp-machine.ts';
import { fillRoot } from '../../fixtures/generations-root.ts';
import { handMade, newTop } from '../../fixtures/generations-top.ts';
import { binaryOf } from '../../support/binaries.ts';
import { type Answer, call } from '../../support/call.ts';

// A tree that is made as Alpine's page does it, by hand, with a small system in it that runs.

t.setTimeout(600_000);
const { mnt, device, at, remove } = newTop();
t.teardown(remove);
const first = handMade.id;
const inTop = (...parts: readonly string[]) => join(mnt, ...parts);
fillRoot(inTop('snapshots', first, '@'));
const uuid = sh('blkid -o value -s UUID "$1"', device);
const template = `# the template
UUID=${uuid} / btrfs subvol=CURRENT_SNAPSHOTS_PATH/@,ro,noatime 0 0
UUID=${uuid} /var/log btrfs subvol=/commons/@var@log,rw,noatime 0 0
UUID=${uuid} /home btrfs subvol=/commons/@home,rw,noatime 0 0
tmpfs /tmp tmpfs mode=1777 0 0
`;
writeFileSync(inTop('fstab'), template);

const gen = (...args: readonly string[]) => call(binaryOf('gen-new'), ['--top', mnt, ...args]);
const run = (script: string, ...options: readonly string[]) => gen(...options, '--', 'sh', '-c', script);
const idOf = ({ out }: Answer) => JSON.parse(out).generations[0].id as string;
const names = () => readdirSync(inTop('snapshots')).toSorted();
const isReadOnly = (path: string) => sh('btrfs property get -ts "$1" ro', inTop(path)) === 'ro=true';
const rootOf = (id: string, ...parts: readonly string[]) => inTop('snapshots', id, '@', ...parts);
/** Nothing of a run is left, in the tree and in the machine. */
function nothingIsLeft(t: Test, before: readonly string[], what: string) {
  t.strictSame(names(), before, `${what}: no generation more`);
  t.equal(
    sh('grep -c "gen-new-\\|subvol=/snapshots/.new" /proc/self/mountinfo || :'),
    '0',
    `${what}: no mount`,
  );
}

t.test('a copy, sealed', async (t) => {
  const answer = await gen('--json');
  t.match(answer, { status: 0 });
  const id = idOf(answer);
  t.match(JSON.parse(answer.out).generations, [
    { id, state: 'sealed', current: null, held_by: null, kernel: '6.12.0-lts', path: `snapshots/${id}/@` },
  ]);
  t.equal(JSON.parse(answer.out).generations.length, 1, 'it alone is written');
  t.ok(isReadOnly(`snapshots/${id}/@`));
  t.equal(
    readFileSync(rootOf(id, 'etc/fstab'), 'utf8'),
    template.replaceAll('CURRENT_SNAPSHOTS_PATH', `/snapshots/${id}`),
  );
  t.notOk(existsSync(rootOf(first, 'etc/fstab')), 'the base is what it was');
  t.notOk(isReadOnly(`snapshots/${first}/@`));
  t.match(sh('readlink "$1"', inTop('current')), handMade.links, 'current is not turned');
});

t.test('a command sees its own machine', async (t) => {
  sh('echo "nameserver 192.0.2.1" >/run/resolv; mount --bind /run/resolv /etc/resolv.conf');
  t.teardown(() => sh('umount /etc/resolv.conf'));
  writeFileSync(inTop('commons/@home/mine'), 'mine');
  const answer = await run(
    `set -e
cat /home/mine /etc/resolv.conf; echo log >/var/log/written; echo scratch >/tmp/scratch
test -c /dev/null; test -r /proc/self/status; test -d /sys/block; test -w /run
test "$TRANSACTIONAL_UPDATE" = true; test ! -e /sys/firmware/efi/efivars/BootOrder-8be4df61-93ca-11d2-aa0d-00e098032b8c
echo new >/etc/new; echo to-stdout; echo to-stderr >&2; ls / >/etc/seen; cat /proc/1/comm >/etc/first`,
    '--json',
  );
  t.match(answer, { status: 0 });
  const id = idOf(answer);
  for (const text of ['mine', '192.0.2.1', 'to-stdout', 'to-stderr']) t.ok(answer.err.includes(text), text);
  t.equal(readFileSync(inTop('commons/@var@log/written'), 'utf8'), 'log\n', 'what is common is written');
  t.equal(readFileSync(rootOf(id, 'etc/new'), 'utf8'), 'new\n');
  t.notOk(existsSync(rootOf(id, 'tmp/scratch')));
  t.strictSame(readdirSync(rootOf(id, 'var/log')), [], 'below the mount nothing is');
  t.notOk(existsSync(rootOf(first, 'etc/new')), 'the base is what it was');
  // The machine's resolv.conf is not a part of it.
  const resolver = lstatSync(rootOf(id, 'etc/resolv.conf'), { throwIfNoEntry: false });
  t.notOk(resolver?.size, 'the resolver is the machine’s, for the run only');
});

t.test('a resolv.conf that leads to /run', async (t) => {
  sh('echo "nameserver 192.0.2.2" >/run/resolv; mount --bind /run/resolv /etc/resolv.conf');
  t.teardown(() => sh('umount /etc/resolv.conf'));
  const id = idOf(
    await run(
      'rm -f /etc/resolv.conf; ln -s ../run/systemd/resolve/stub-resolv.conf /etc/resolv.conf',
      '--json',
    ),
  );
  t.match(
    sh('readlink "$1"', rootOf(id, 'etc/resolv.conf')),
    'stub-resolv.conf',
    'what the command has put there stays',
  );
  const answer = await run('cat /etc/resolv.conf', '--base', id);
  t.match(answer, { status: 0, err: /192\.0\.2\.2/ });
  writeFileSync(rootOf(first, 'etc/resolv.conf'), 'nameserver 192.0.2.3\n');
  const plain = await run('cat /etc/resolv.conf', '--json');
  t.match(plain, { status: 0, err: /192\.0\.2\.2/ });
  t.equal(
    readFileSync(rootOf(idOf(plain), 'etc/resolv.conf'), 'utf8'),
    'nameserver 192.0.2.3\n',
    'its own is back',
  );
  t.strictSame(
    readdirSync(rootOf(idOf(plain), 'etc')).filter((name) => /resolv|twinroot|~/.test(name)),
    ['resolv.conf'],
  );
});

t.test('services of Debian are not started', async (t) => {
  const script = 'mkdir -p /usr/sbin; echo >/usr/sbin/invoke-rc.d';
  const id = idOf(await run(script, '--json'));
  const asked = await run(
    'sh /usr/sbin/policy-rc.d ssh start; test $? = 101 && test "$SYSTEMD_OFFLINE" = 1',
    '--base',
    id,
    '--json',
  );
  t.equal(asked.status, 0, asked.err);
  t.strictSame(readdirSync(rootOf(idOf(asked), 'usr/sbin')), ['invoke-rc.d'], 'what was lent is gone');
  const own = idOf(await run('echo exit 0 >/usr/sbin/policy-rc.d', '--base', id, '--json'));
  t.equal(
    readFileSync(rootOf(own, 'usr/sbin/policy-rc.d'), 'utf8'),
    'exit 0\n',
    'what the command put there stays',
  );
  t.match(await run('sh /usr/sbin/policy-rc.d', '--base', own), { status: 0 }, 'and is not replaced');
});

t.test('a command that fails, or is not there: nothing is left', async (t) => {
  const before = names();
  t.match(await run('echo x >/etc/x; exit 7'), {
    status: 1,
    out: '',
    err: /nothing is left[\s\S]*ended with status 7/,
  });
  nothingIsLeft(t, before, 'status 7');
  t.match(await run('echo x >/etc/x; exit 32'), { status: 32, out: '', err: /nothing to do/ });
  nothingIsLeft(t, before, 'status 32');
  t.match(await run('kill -9 $$'), { status: 1, out: '', err: /nothing is left/ });
  t.match(await gen('--', 'no-such-program'), { status: 1, out: '', err: /no-such-program/ });
  t.match(await run('rm /boot/vmlinuz*'), { status: 1, out: '', err: /would not boot: it has no kernel/ });
  t.match(await run('rm -r /lib/modules/*'), { status: 1, out: '', err: /would not boot: .*no modules/ });
  t.match(await run('rm /boot/init*'), { status: 1, out: '', err: /would not boot: .*no initrd/ });
  t.match(await run('rm -r /etc'), { status: 1, out: '', err: /no directory etc/ });
  t.match(await run('rm -r /etc; ln -s /home /etc'), { status: 1, out: '', err: /no directory etc/ });
  nothingIsLeft(t, before, 'the others');
  t.notOk(existsSync(inTop('commons/@home/fstab')));
});

t.test('processes and mounts that a command leaves', async (t) => {
  const answer = await run(
    'sleep 4711 >/dev/null 2>&1 & mkdir -p /mnt/a; mount -t tmpfs left /mnt/a; mount -t tmpfs left /mnt/a',
    '--json',
  );
  t.match(answer, { status: 0, err: /left processes behind.*: sleep\n/ });
  t.match(answer.err, /left mounts behind.*\/mnt\/a, \/mnt\/a/);
  t.equal(sh('pgrep -f "sleep [4]711" | wc -l'), '0');
  t.ok(isReadOnly(`snapshots/${idOf(answer)}/@`));
  nothingIsLeft(t, names(), 'afterwards');
});

t.test('what a command has started and what has ended is no matter', async (t) => {
  const answer = await run('(sh -c "exit 3" &); (sleep 0.1 &); sleep 0.3');
  t.match(answer, { status: 0 });
  t.notMatch(answer.err, /processes/);
});

t.test('subvolumes beside and inside', async (t) => {
  at('btrfs subvolume create snapshots/$1/@opt; echo opt >snapshots/$1/@opt/file', first);
  t.teardown(() => writeFileSync(inTop('fstab'), template));
  writeFileSync(
    inTop('fstab'),
    `${template}UUID=${uuid} /opt btrfs subvol=CURRENT_SNAPSHOTS_PATH/@opt 0 0\n`,
  );
  const id = idOf(await run('echo changed >/opt/file', '--json'));
  t.equal(readFileSync(inTop('snapshots', id, '@opt/file'), 'utf8'), 'changed\n');
  t.equal(readFileSync(inTop('snapshots', first, '@opt/file'), 'utf8'), 'opt\n');
  t.ok(lstatSync(rootOf(id, 'opt')).isDirectory(), 'its place is made');
  t.notOk(isReadOnly(`snapshots/${id}/@opt`), 'what could be written still can be');
  writeFileSync(
    inTop('fstab'),
    `${template}UUID=${uuid} /srv btrfs subvol=CURRENT_SNAPSHOTS_PATH/@srv 0 0\n`,
  );
  t.match(await gen(), { status: 1, out: '', err: /@srv of each generation/ });
  writeFileSync(inTop('fstab'), `${template}UUID=${uuid} /srv btrfs subvol=/commons/@srv 0 0\n`);
  t.match(await gen(), { status: 1, out: '', err: /commons\/@srv on \/srv/ });
  writeFileSync(inTop('fstab'), template);
  at('btrfs subvolume create snapshots/$1/@/nested', first);
  t.match(await gen(), { status: 0, err: /empty directories there: \/nested/ });
  at('btrfs subvolume delete snapshots/$1/@/nested; btrfs subvolume delete snapshots/$1/@opt', first);
});

t.test('a data base of packages that all generations have in common', async (t) => {
  const said = /var\/lib\/dpkg is on \/var\/lib, which is no part of a generation/;
  t.teardown(() => writeFileSync(inTop('fstab'), template));
  const script = 'mkdir -p /usr/bin /var/lib/dpkg; echo >/usr/bin/dpkg';
  const id = idOf(await run(script, '--json'));
  t.notMatch((await gen('--base', id)).err, said);
  at('btrfs subvolume create commons/@var@lib');
  writeFileSync(inTop('fstab'), `${template}UUID=${uuid} /var/lib btrfs subvol=/commons/@var@lib 0 0\n`);
  t.match(await gen('--base', id), { status: 0, err: said });
  t.match(await gen('--base', id, '--dry-run'), { status: 0, err: said });
  t.notMatch((await gen()).err, said, 'where there is no dpkg');
  at('btrfs subvolume delete commons/@var@lib');
});

t.test('bases', async (t) => {
  const id = idOf(await run('echo base >/etc/base', '--json', '--keep'));
  t.ok(existsSync(inTop('snapshots', id, 'keep')));
  t.notOk(existsSync(rootOf(idOf(await gen('--json')), 'etc/base')), 'current is the default');
  const next = idOf(await gen('--json', '--base', id));
  t.ok(existsSync(rootOf(next, 'etc/base')));
  t.notOk(existsSync(inTop('snapshots', next, 'keep')), 'what keeps the base is not copied');
  t.match(await gen('--base', 'booted'), { status: 1, err: /runs from no generation/ });
  t.match(await gen('--base', '20010101000000AAAAAAAA'), { status: 1, err: /no generation 2001/ });
  at(
    'mkdir snapshots/$2; btrfs subvolume snapshot snapshots/$1/@ snapshots/$2/@',
    first,
    '20010101000000AAAAAAAA',
  );
  t.match(await gen('--base', '20010101000000AAAAAAAA'), { status: 1, err: /not sealed/ });
  at('btrfs subvolume delete snapshots/$1/@; rmdir snapshots/$1', '20010101000000AAAAAAAA');
});

t.test('a fstab that a command has made a link', async (t) => {
  for (const target of ['../usr/fstab', '/proc/self/mounts', 'nowhere']) {
    const answer = await run(`rm -f /etc/fstab; ln -s ${target} /etc/fstab`, '--json');
    t.equal(answer.status, 0, answer.err);
    const id = idOf(answer);
    t.ok(lstatSync(rootOf(id, 'etc/fstab')).isFile());
    t.match(readFileSync(rootOf(id, 'etc/fstab'), 'utf8'), `/snapshots/${id}`);
  }
});

t.test('ids come one after the other, whatever the clock says', async (t) => {
  const future = '29991231235959ZZZZZZZZ';
  at('mkdir snapshots/$1; btrfs subvolume create snapshots/$1/@', future);
  t.ok(idOf(await gen('--json')) > future);
  at('btrfs subvolume delete snapshots/$1/@; rmdir snapshots/$1', future);
});

t.test('killed while the command runs: the next run cleans up, and nothing else is changed', async (t) => {
  const before = names();
  for (const signal of ['SIGKILL', 'SIGTERM', 'SIGINT'] as const) {
    const script = 'mkdir /etc/deep; echo >/etc/started; sleep 4712';
    const child = spawn(binaryOf('gen-new'), ['--top', mnt, '--', 'sh', '-c', script], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    const started = () => names().some((name) => existsSync(rootOf(name, 'etc/started')));
    while (!started() && child.exitCode === null) await new Promise((done) => setTimeout(done, 20));
    child.kill(signal);
    await ended;
    while (sh('pgrep -f "sleep [4]712" | wc -l') !== '0') await new Promise((done) => setTimeout(done, 20));
    if (signal !== 'SIGKILL') nothingIsLeft(t, before, signal);
    else {
      t.equal(names().length, before.length + 1, 'something is left');
      t.ok(existsSync(`/run/twinroot/mnt/gen-new-${child.pid}`));
      t.match(await run('exit 3'), { status: 1, err: /left by a run that was cut/ });
      nothingIsLeft(t, before, signal);
      t.notOk(existsSync(`/run/twinroot/mnt/gen-new-${child.pid}`), 'nor where it had mounted that');
    }
  }
});

t.test('what somebody else has made beside generations stays', async (t) => {
  at('mkdir snapshots/.new-mine; btrfs subvolume create snapshots/.new-mine/@');
  t.match(await run('exit 3'), { status: 1 });
  t.ok(existsSync(inTop('snapshots/.new-mine/@')));
  at('btrfs subvolume delete snapshots/.new-mine/@; rmdir snapshots/.new-mine');
});

t.test('what a command has made inside, read-only, goes too', async (t) => {
  const before = names();
  const script = 'echo >/etc/started; sleep 4713';
  const child = spawn(binaryOf('gen-new'), ['--top', mnt, '--', 'sh', '-c', script], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const making = () => names().find((name) => existsSync(rootOf(name, 'etc/started')));
  while (making() === undefined) await new Promise((done) => setTimeout(done, 20));
  const name = making() ?? '';
  child.kill('SIGKILL');
  await ended;
  at(
    'btrfs subvolume create snapshots/$1/@/inside; btrfs property set -ts snapshots/$1/@/inside ro true; btrfs property set -ts snapshots/$1/@ ro true',
    name,
  );
  t.match(await run('exit 3'), { status: 1 });
  nothingIsLeft(t, before, 'inside');
});

t.test('a dry run', async (t) => {
  const before = names();
  const answer = await gen('--dry-run', '--', 'apk', 'upgrade');
  t.match(answer, { status: 0 });
  t.match(answer.out, /snapshot .*\n.* run .*\n.* write .*\n.* seal /);
  nothingIsLeft(t, before, 'dry run');
});

t.test('a command that leaves a kernel that no firmware starts: nothing is left', async (t) => {
  const before = names();
  for (const spoil of [
    '>/boot/vmlinuz-6.12.0-lts',
    'echo x >/boot/vmlinuz-6.12.0-lts',
    '>/boot/initramfs-6.12.0-lts.img',
  ])
    t.match(
      await gen('--', 'sh', '-c', spoil),
      { status: 1, err: /is empty|is no PE image|an empty one/ },
      spoil,
    );
  t.strictSame(names(), before);
});

t.test("Arch's kernel, beside its modules and in boot, is upgraded", async (t) => {
  const releases = ['6.10.1-arch1-1', '6.10.2-arch1-1'] as const;
  for (const release of releases) writeFileSync(rootOf(first, `linux-${release}`), kernel(release));
  t.teardown(() => {
    for (const release of releases) rmSync(rootOf(first, `linux-${release}`));
  });
  const install = (release: string) =>
    `d=/usr/lib/modules/${release}; mkdir -p $d; echo linux >$d/pkgbase; cat /linux-${release} >$d/vmlinuz
     cat $d/vmlinuz >/boot/vmlinuz-linux; echo ${release} >/boot/initramfs-linux.img`;
  const [older, newer] = releases;
  const answer = await run(`rm -r /boot/* /lib/modules/*; ${install(older)}`, '--json');
  t.match(answer, { status: 0 }, answer.err);
  const next = await run(`rm -r /usr/lib/modules/*; ${install(newer)}`, '--json', '--base', idOf(answer));
  t.match(next, { status: 0, err: /sealed/ }, next.err);
  t.match(JSON.parse(next.out).generations, [{ kernel: newer }]);
});

t.test('a subvolume that the template mounts on /boot: a command does not reach it', async (t) => {
  t.teardown(() => writeFileSync(inTop('fstab'), template));
  at('btrfs subvolume create commons/@boot; echo kernel >commons/@boot/vmlinuz-running');
  writeFileSync(inTop('fstab'), `${template}UUID=${uuid} /boot btrfs subvol=/commons/@boot 0 0\n`);
  const failing = await run('rm -rf /boot/*; echo x >/boot/x; exit 1');
  t.match(failing, {
    status: 1,
    err: /commons\/@boot on \/boot, where each generation has kernels of its own/,
  });
  t.equal(readFileSync(inTop('commons/@boot/vmlinuz-running'), 'utf8'), 'kernel\n');
  const good = await run('echo x >/boot/x', '--json');
  t.match(good, { status: 0 }, good.err);
  t.ok(existsSync(rootOf(idOf(good), 'boot/x')));
  t.strictSame(readdirSync(inTop('commons/@boot')), ['vmlinuz-running']);
  at('btrfs subvolume delete commons/@boot');
});

t.test('what is not right', async (t) => {
  const before = names();
  t.match(await gen('--base'), { status: 2 });
  t.match(await call(binaryOf('gen-new'), ['--top', 'mnt']), { status: 2 });
  t.match(await gen('--init', '--', 'true'), { status: 2 });
  at('mv fstab else');
  t.match(await gen(), { status: 1, err: /no file fstab/ });
  at('mkdir fstab');
  t.match(await gen(), { status: 1, err: /no file fstab/ });
  at('rmdir fstab; echo "UUID=x / btrfs subvol=@ 0 0" >fstab');
  t.match(await gen(), { status: 1, err: /does not have CURRENT_SNAPSHOTS_PATH/ });
  at('mv else fstab; mv current other');
  t.match(await gen(), { status: 0, err: /the newest one, .*, is taken/ });
  at('mv other current; mv snapshots other');
  t.match(await gen(), { status: 32, err: /--init/ });
  at('mv other snapshots; head -c 1G /dev/zero >fill 2>/dev/null || :');
  const full = await gen();
  t.match(full, { status: 1, err: /MiB free/ });
  at('rm fill; sync -f .');
  t.equal(names().length, before.length + 1);
  sh('mount -o remount,ro "$1"', mnt);
  const readOnly = await gen();
  t.match(readOnly, { status: 1, err: /read-only/i });
  sh('mount -o remount,rw "$1"', mnt);
});
