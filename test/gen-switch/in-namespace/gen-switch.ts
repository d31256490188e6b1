import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { contentOf, writeTree } from '../../fixtures/boot-tree.ts';
import { sh } from '../../fixtures/esp-machine.ts';
import {
  entriesOf,
  generations,
  loaderVariable,
  newSwitchMachine,
  setLoaderVariable,
  token,
} from '../../fixtures/switch-machine.ts';
import { binaryOf } from '../../support/binaries.ts';
import { call } from '../../support/call.ts';

t.setTimeout(600_000);
const machine = await newSwitchMachine();
t.teardown(machine.remove);
const { run, feed, current, esps, mnt, root } = machine;
const [a, b] = esps;
const [first, second, third] = generations;
const namesOn = (esp: string) => Object.keys(entriesOf(esp));
const versionOf = (name: string) => /^version +(\d+)$/m.exec(entriesOf(a)[name] ?? '')?.[1] ?? '';
const state = () => [current(), sh('cd "$1"; ls links next', mnt), contentOf(a), contentOf(b)];

t.test('what would be done, and nothing is', async (t) => {
  const before = state();
  const dry = await run('--dry-run', '--json', second);
  t.equal(dry.status, 0, dry.err);
  t.strictSame(
    JSON.parse(dry.out).steps.map((step: { operation: string }) => step.operation),
    ['make', 'make', 'copy', 'copy', 'write', 'write', 'mirror', 'make', 'turn'],
  );
  t.strictSame(state(), before);
});

t.test('to a second generation', async (t) => {
  const answer = await run('--json', second);
  t.equal(answer.status, 0, answer.err);
  t.match(JSON.parse(answer.out).generations, [
    { id: second, current: 0, state: 'sealed', held_by: ['current'] },
  ]);
  t.strictSame(current(), [second, first, first, first]);
  for (const esp of esps) {
    t.strictSame(namesOn(esp), [`${second}+3.conf`]);
    t.match(readFileSync(join(esp, 'loader/loader.conf'), 'utf8'), 'timeout 3\ndefault twin-gen-*\n');
  }
  const text = entriesOf(b)[`${second}+3.conf`] ?? '';
  t.match(text, new RegExp(`^title +Alpine Linux, generation ${second}$`, 'm'));
  t.match(text, /^sort-key +alpine$/m);
  t.match(
    text,
    new RegExp(`^options +root=UUID=1 rootflags=noatime,subvol=/snapshots/${second}/@ ro quiet$`, 'm'),
  );
  for (const [, path = ''] of text.matchAll(/^(?:linux|initrd) +(\S+)$/gm)) {
    const found = readFileSync(join(b, path));
    const kind = path.includes('/linux-') ? 'vmlinuz' : 'initramfs';
    t.ok(found.equals(readFileSync(join(mnt, 'snapshots', second, `@/boot/${kind}-6.12.0-lts`))), path);
  }
});

t.test('again, and nothing is written', async (t) => {
  const before = state();
  const answer = await run(second);
  t.match(answer, { status: 0 }, answer.err);
  t.strictSame(state(), before);
});

t.test('a record on standard input; what is shared is there once', async (t) => {
  const record = JSON.stringify({
    schema: 'twinroot.generation/1',
    generations: [
      { id: third, time: 1, state: 'sealed', current: null, held_by: null, kernel: null, path: 'x' },
    ],
  });
  const answer = await feed(`${record}\n`);
  t.equal(answer.status, 0, answer.err);
  t.strictSame(current(), [third, second, first, first]);
  t.equal(sh('ls "$1" | wc -l', join(a, token, 'gen')), '3', 'one kernel, two initrds');
  t.ok(versionOf(`${third}+3.conf`) > versionOf(`${second}+3.conf`));
  t.match(await feed(''), { status: 2 }, 'no record');
});

t.test('--previous, and what has booted well has no counter', async (t) => {
  for (const esp of esps)
    renameSync(
      join(esp, `loader/entries/${token}-gen-${second}+3.conf`),
      join(esp, `loader/entries/${token}-gen-${second}.conf`),
    );
  const answer = await run('--previous');
  t.equal(answer.status, 0, answer.err);
  t.strictSame(current(), [second, third, first, first]);
  for (const esp of esps) t.strictSame(namesOn(esp).toSorted(), [`${second}.conf`, `${third}+3.conf`]);
  t.ok(versionOf(`${second}.conf`) > versionOf(`${third}+3.conf`));
});

t.test('a bad one that is switched to by hand gets its tries back', async (t) => {
  for (const esp of esps)
    renameSync(
      join(esp, `loader/entries/${token}-gen-${third}+3.conf`),
      join(esp, `loader/entries/${token}-gen-${third}+0-3.conf`),
    );
  const answer = await run(third);
  t.equal(answer.status, 0, answer.err);
  for (const esp of esps) t.strictSame(namesOn(esp).toSorted(), [`${second}.conf`, `${third}+3.conf`]);
});

t.test('a kernel that is rotten is mended', async (t) => {
  const name = sh('ls "$1" | grep linux', join(a, token, 'gen'));
  const path = join(a, token, 'gen', name);
  const bytes = readFileSync(path);
  sh(
    'mtime=$(stat -c %Y "$1"); printf X | dd of="$1" bs=1 seek=100 conv=notrunc status=none; touch -d @$mtime "$1"',
    path,
  );
  t.equal((await run(third)).status, 0);
  t.ok(readFileSync(path).equals(bytes));
});

t.test('refused, and nothing is changed', async (t) => {
  const before = state();
  const refused = async (why: RegExp, ...args: readonly string[]) => {
    const answer = await run(...args);
    t.match(answer, { status: 1, out: '', err: why });
    t.strictSame(state(), before, String(why));
  };
  await refused(/there is no generation/, '20240102030405AbCdEfGh');
  await refused(/is not the id/, '../../etc');
  const odd = '20250102030405QrStUvWx';
  const at = (script: string, ...args: readonly string[]) => sh(`cd "$1"; shift; ${script}`, mnt, ...args);
  at('mkdir snapshots/$2; btrfs subvolume snapshot snapshots/$1/@ snapshots/$2/@', first, odd);
  await refused(/is not sealed/, odd);
  const sealed = (is: boolean) => at('btrfs property set -ts snapshots/$1/@ ro $2', odd, String(is));
  sealed(true);
  await refused(new RegExp(`mounts /snapshots/${first}/@ on /`), odd);
  sealed(false);
  at('sed -i s/$1/$2/ snapshots/$2/@/etc/fstab; rm -r snapshots/$2/@/lib/modules/6.12.0-lts', first, odd);
  sealed(true);
  await refused(/has no modules/, odd);
  at('mkdir links/x; mv current was; mkdir current');
  const answer = await run(second);
  t.match(answer, { status: 1, err: /no symbolic link/ });
  at('rmdir current links/x; mv was current');
  t.strictSame(state(), before);
  at(
    'btrfs property set -ts snapshots/$1/@ ro false; btrfs subvolume delete snapshots/$1/@ >/dev/null; rmdir snapshots/$1',
    odd,
  );
  t.match(await run('--top', 'top', second), { status: 2 });
  t.match(await run('--previous', second), { status: 2 });
});

t.test('a btrfs that can only be read: no ESP is written either', async (t) => {
  const before = state();
  sh('mount -o remount,ro "$1"', mnt);
  t.match(await run(second), { status: 1, err: /mounted read-only: nothing was switched/ });
  sh('mount -o remount,rw "$1"', mnt);
  t.strictSame(state(), before);
});

t.test('an initrd that is truncated, by gzip, too', async (t) => {
  const id = '20250202030405QrStUvWx';
  const initrd = gzipSync(randomBytes(200_000)).subarray(0, 150_000);
  const before = state();
  sh(
    `cd "$1"; mkdir snapshots/$3; btrfs subvolume snapshot snapshots/$2/@ snapshots/$3/@ >/dev/null
     sed -i s/$2/$3/ snapshots/$3/@/etc/fstab`,
    mnt,
    first,
    id,
  );
  const root = join(mnt, 'snapshots', id, '@');
  writeFileSync(join(root, 'boot/initramfs-6.12.0-lts'), initrd);
  sh('btrfs property set -ts "$1" ro true', root);
  t.match(await run(id), {
    status: 1,
    err: /initramfs-6\.12\.0-lts .*cannot be unpacked: unexpected end of file/,
  });
  t.strictSame(state(), before);
  sh('btrfs property set -ts "$1" ro false; btrfs subvolume delete "$1" >/dev/null; rmdir "${1%/@}"', root);
});

t.test('a default of another in an EFI variable: the switch is made, and said', async (t) => {
  setLoaderVariable(root, 'LoaderEntryDefault', Buffer.from('6.6.1.conf\0', 'utf16le'));
  const answer = await run('--previous');
  t.match(answer, { status: 1, err: /LoaderEntryDefault is 6\.6\.1\.conf.*bootctl set-default/ });
  t.strictSame(current()?.[0], second);
  setLoaderVariable(root, 'LoaderEntryDefault', null);
});

t.test('in a live system: nothing is written to what it was booted from, and the ESP is named', async (t) => {
  const mountinfo = join(root, 'proc/self/mountinfo');
  const installed = readFileSync(mountinfo, 'utf8');
  writeFileSync(mountinfo, `${installed}9999 24 7:9 / /run/archiso/bootmnt ro - iso9660 /dev/loop9 ro\n`);
  const before = state();
  t.match(await run(third), { status: 1, err: /live system .*--source/ });
  t.match(await call(binaryOf('gen-prune'), [...machine.args, '--keep', '1', first]), {
    status: 1,
    err: /live system/,
  });
  t.match(await run('--source', 'nowhere', third), { status: 1, err: /nowhere/ });
  t.match(await run('--source', '/efi1', '--next-boot', third), { status: 2 });
  t.strictSame(state(), before);
  const [now] = current() ?? [];
  const other = now === third ? second : third;
  const named = await run('--source', '/efi1', '--json', other);
  t.equal(named.status, 0, named.err);
  t.notMatch(named.err, /live system/);
  t.equal(JSON.parse(named.out).generations[0].members.length, 2, 'it is on both');
  t.strictSame(current()?.[0], other);
  t.strictSame(contentOf(a), contentOf(b), 'from the one that was named to the other one');
  writeFileSync(mountinfo, installed);
});

t.test('for the next boot only', async (t) => {
  const before = current();
  t.match(await run('--next-boot', first), { status: 1, err: /LoaderEntryOneShot/ });
  setLoaderVariable(root, 'LoaderFeatures', Buffer.from('ff00000000000000', 'hex'));
  const versions = Object.entries(entriesOf(a));
  const answer = await run('--next-boot', first);
  t.equal(answer.status, 0, answer.err);
  t.equal(
    readFileSync(loaderVariable(root, 'LoaderEntryOneShot')).subarray(4).toString('utf16le'),
    `${token}-gen-${first}*.conf\0`,
  );
  t.strictSame(current(), before);
  for (const [name, text] of versions) t.equal(entriesOf(a)[name], text, `${name} stays`);
  t.equal(versionOf(`${first}+3.conf`), '0'.repeat(14), 'all others come before it');
  t.match(namesOn(b), [`${first}+3.conf`]);
});

t.test('a next boot that was asked for before, and is another: the switch is made, and said', async (t) => {
  setLoaderVariable(root, 'LoaderEntryOneShot', Buffer.from(`${token}-gen-${second}*.conf\0`, 'utf16le'));
  const answer = await run(third);
  t.match(answer, { status: 1, err: /LoaderEntryOneShot is .*bootctl set-oneshot/ });
  t.strictSame(current()?.[0], third);
  setLoaderVariable(root, 'LoaderEntryOneShot', null);
  t.match(await run(third), { status: 0 });
});

t.test('a mirror that cannot be written: current stays', async (t) => {
  const before = current();
  const place = join(b, 'loader/entries');
  renameSync(place, `${place}.kept`);
  writeFileSync(place, '');
  const answer = await run(third);
  t.match(answer, { status: 1 }, answer.err);
  t.strictSame(current(), before);
  rmSync(place);
  renameSync(`${place}.kept`, place);
  t.equal((await run(third)).status, 0, 'and the next run makes it');
  t.strictSame(current()?.[0], third);
});

t.test('current that leads nowhere, or is missing, is repaired', async (t) => {
  for (const broken of ['ln -sfn ./links/nowhere current', 'rm current']) {
    sh(`cd "$1"; ${broken}`, mnt);
    const answer = await run(second);
    t.match(answer, { status: 0, err: /repaired/ }, answer.err);
    t.strictSame(current()?.[0], second);
    t.equal(new Set(current()).size, 3, 'those that it led to are kept');
  }
});

t.test('no room on a mirror: nothing is written, and the numbers are said', async (t) => {
  const small = `${b}.small`;
  mkdirSync(small);
  sh('cp -a "$1/." "$2"; mount -t tmpfs -o size=1200k tmpfs "$1"; cp -a "$2/." "$1"', b, small);
  const large = '20260102030405QrStUvWx';
  sh(
    `cd "$1"; mkdir snapshots/$3; btrfs subvolume snapshot snapshots/$2/@ snapshots/$3/@ >/dev/null
     sed -i s/$2/$3/ snapshots/$3/@/etc/fstab; head -c 900000 /dev/urandom >snapshots/$3/@/boot/initramfs-6.12.0-lts
     btrfs property set -ts snapshots/$3/@ ro true`,
    mnt,
    first,
    large,
  );
  const before = state();
  const answer = await run(large);
  t.match(answer, { status: 1, err: /mirror \S+ needs \d+ more bytes/ });
  t.strictSame(state(), before);
  const dry = await run('--dry-run', '--json', large);
  t.match(dry, { status: 1, err: /mirror \S+ needs \d+ more bytes/ });
  const steps = JSON.parse(dry.out).steps.map((step: { operation: string }) => step.operation);
  t.ok(steps.includes('copy') && steps.includes('turn'), 'the plan is there');
  t.strictSame(state(), before);
  sh('umount "$1"', b);
});

t.test('an empty directory on which a run that was killed had a root', async (t) => {
  const places = join(root, 'run/twinroot/mnt');
  for (const name of ['gen-switch-4711', 'gen-new-4711', 'gen-switch-x'])
    mkdirSync(join(places, name), { recursive: true });
  t.match(await run(second), { status: 0 });
  t.strictSame(readdirSync(places).toSorted(), ['gen-new-4711', 'gen-switch-x']);
});

t.test('stanzas for rEFInd', async (t) => {
  const before = state();
  const answer = await run('--refind');
  t.equal(answer.status, 0, answer.err);
  t.equal(answer.out.match(/^menuentry /gm)?.length, 4);
  t.match(answer.out, /loader +\/current\/0\/@\/boot\/vmlinuz-6\.12\.0-lts/);
  t.match(answer.out, /rootflags=noatime,subvol=current\/3\/@ ro quiet"/);
  t.match(answer.err, /has the version in its name/);
  t.strictSame(state(), before);
});

t.test('a boot loader that does not count: no counter', async (t) => {
  const [now = ''] = current() ?? [];
  const other = now === second ? third : second;
  const info = readFileSync(loaderVariable(root, 'LoaderInfo')).subarray(4);
  /** The name that its entry would get if it had none. */
  const nameOf = async (id: string) => {
    const kept = readdirSync(join(a, 'loader/entries')).filter((name) => name.includes(id));
    for (const name of kept) renameSync(join(a, 'loader/entries', name), join(root, name));
    const { out } = await run('--dry-run', '--json', id);
    for (const name of kept) renameSync(join(root, name), join(a, 'loader/entries', name));
    return JSON.parse(out).steps.find(({ path }: { path: string }) => path.includes(`${token}-gen-`))?.path;
  };
  const list = async (): Promise<readonly { readonly id: string; readonly tried: string | null }[]> =>
    JSON.parse((await call(binaryOf('gen-list'), [...machine.args, '--json'])).out).generations;
  /** Gives its entry on the booted ESP another counter, until it is called. */
  const renamed = (id: string, counter: string) => {
    const directory = join(a, 'loader/entries');
    const name = readdirSync(directory).find((one) => one.includes(id)) ?? '';
    const fresh = `${token}-gen-${id}${counter}.conf`;
    renameSync(join(directory, name), join(directory, fresh));
    return () => renameSync(join(directory, fresh), join(directory, name));
  };
  const place = (name: string) => `loader/entries/${token}-gen-${name}`;
  setLoaderVariable(root, 'LoaderFeatures', Buffer.from('fb00000000000000', 'hex'));
  t.equal(await nameOf(other), place(`${other}.conf`), 'it says that it does not');
  setLoaderVariable(root, 'LoaderFeatures', Buffer.from('0400000000000000', 'hex'));
  t.equal(await nameOf(now), place(`${now}+3.conf`), 'it says that it does');
  setLoaderVariable(root, 'LoaderFeatures', null);
  setLoaderVariable(root, 'LoaderInfo', Buffer.from('rEFInd 0.14.2\0', 'utf16le'));
  const good = renamed(other, '');
  const listed = await list();
  t.equal(listed.find(({ id }) => id === other)?.tried, null, 'and nothing is called good');
  t.equal(await nameOf(other), place(`${other}.conf`), 'another one, which does not say it');
  setLoaderVariable(root, 'LoaderInfo', info);
  t.equal((await list()).find(({ id }) => id === other)?.tried, 'good');
  good();
  t.equal(await nameOf(now), place(`${now}+3.conf`), 'systemd-boot that does not say it');
});

t.test('rEFInd that includes generations.conf has all generations in its menu, on all ESPs', async (t) => {
  for (const esp of esps)
    writeTree(esp, { 'EFI/refind/refind.conf': 'timeout 5\ninclude generations.conf\n' });
  const now = current()?.[0] ?? '';
  const other = now === second ? third : second;
  const dry = await run('--dry-run', '--json', other);
  t.match(dry.out, '"path":"EFI/refind/generations.conf"');
  const answer = await run(other);
  t.equal(answer.status, 0, answer.err);
  const menu = readFileSync(join(b, 'EFI/refind/generations.conf'), 'utf8');
  const stanzas = [...menu.matchAll(/subvol=\/snapshots\/(\w+)\/@/g)].map(([, id]) => id);
  t.strictSame(stanzas.slice(0, 2), [other, now], 'the one that was switched to last is the first');
  for (const [, path = ''] of menu.matchAll(/^ +(?:loader|initrd) +(\S+)$/gm))
    t.ok(existsSync(join(b, path)), path);
  t.ok(namesOn(a).includes(`${other}.conf`), 'nobody counts, so there is no counter');
  // Those of before have counters still, and nobody finds them good.
  for (const esp of esps)
    sh(
      'cd "$1"; for name in *+3.conf; do [ ! -e "$name" ] || mv "$name" "${name%+3.conf}.conf"; done',
      join(esp, 'loader/entries'),
    );
  const before = state();
  t.equal((await run(other)).status, 0);
  t.strictSame(state(), before, 'again, and nothing is written');
  const pruned = await call(binaryOf('gen-prune'), [
    ...machine.args,
    '--keep',
    '1',
    ...stanzas.slice(2).map(String),
  ]);
  t.equal(pruned.status, 0, pruned.err);
  for (const esp of esps)
    t.notMatch(
      readFileSync(join(esp, 'EFI/refind/generations.conf'), 'utf8'),
      String(stanzas[2]),
      'what is gone has no stanza',
    );
});

t.test('a machine without UEFI: current alone is turned', async (t) => {
  const place = join(root, 'sys/firmware/efi');
  renameSync(place, `${root}.efi`);
  const before = contentOf(a);
  const answer = await run(third);
  t.match(answer, { status: 0, err: /no boot entry is written/ }, answer.err);
  t.strictSame(current()?.[0], third);
  t.strictSame(contentOf(a), before);
  t.match(await run('--next-boot', second), { status: 1 });
  renameSync(`${root}.efi`, place);
});
