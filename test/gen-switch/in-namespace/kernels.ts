import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { contentOf, writeTree } from '../../fixtures/boot-tree.ts';
import { sh } from '../../fixtures/esp-machine.ts';
import { bootedOf, menuOf } from '../../fixtures/generation-menu.ts';
import { addOlderKernel, olderRelease } from '../../fixtures/older-kernel.ts';
import { generations, newSwitchMachine, setLoaderVariable, token } from '../../fixtures/switch-machine.ts';
import { binaryOf } from '../../support/binaries.ts';
import { call } from '../../support/call.ts';

// Generations with two kernels.

t.setTimeout(600_000);
const machine = await newSwitchMachine(addOlderKernel);
t.teardown(machine.remove);
const { run, current, esps, mnt, root, args } = machine;
const [a, b] = esps;
const [first, second, third] = generations;
const state = () => [current(), sh('cd "$1"; ls links next', mnt), contentOf(a), contentOf(b)];
const namesOf = (esp: string) => menuOf(esp).map(({ name }) => name);
const olderOf = (id: string) => `kernel-${id}-${olderRelease}.conf`;
const pathOf = (esp: string, name: string) =>
  join(esp, 'loader/entries', name.startsWith('kernel-') ? `${token}-${name}` : `${token}-gen-${name}`);
const textOf = (esp: string, name: string) => readFileSync(pathOf(esp, name), 'utf8');
const payloadsOf = (esp: string) => readdirSync(join(esp, token, 'gen'));
const list = async () => {
  const answer = await call(binaryOf('gen-list'), [...args, '--json']);
  return { ...answer, generations: JSON.parse(answer.out).generations };
};
const prune = (...more: readonly string[]) => call(binaryOf('gen-prune'), [...args, ...more]);
const check = async () => {
  const set = await call(binaryOf('esp-which'), ['--sysroot', root, '--json']);
  const { out } = await call(binaryOf('esp-check'), ['--sysroot', root, '--json'], { input: set.out });
  const checks: readonly { readonly check: string; readonly state: string; readonly why: string }[] =
    JSON.parse(out).checks;
  return checks.filter((one) => one.check === 'entries');
};

t.test('an entry of each kernel, on all ESPs; the newest one is booted', async (t) => {
  const dry = await run('--dry-run', '--json', second);
  t.equal(dry.status, 0, dry.err);
  const steps = JSON.parse(dry.out).steps.flatMap((step: { operation: string; path: string }) =>
    step.operation === 'copy' || step.operation === 'write' ? (step.path.match(/twin/g) ?? []) : [],
  );
  t.equal(steps.length, 6, 'two kernels, two initrds, two entries');
  const answer = await run('--json', second);
  t.equal(answer.status, 0, answer.err);
  t.notMatch(answer.err, 'no boot entry');
  t.match(JSON.parse(answer.out).generations, [
    { id: second, tried: 'untried', held_by: ['current', 'untried'] },
  ]);
  for (const esp of esps) {
    t.strictSame(namesOf(esp), [`${second}+3.conf`, olderOf(second)]);
    t.match(menuOf(esp), [
      {
        title: `Alpine Linux, generation ${second}, kernel 6.12.0-lts`,
        version: /^\d{14}-6\.12\.0-lts$/,
        left: 3,
      },
      {
        title: `Alpine Linux, generation ${second}, kernel 6.6.1-lts`,
        version: /^\d{14}-6\.6\.1-lts$/,
        left: null,
      },
    ]);
    t.equal(bootedOf(esp)?.name, `${second}+3.conf`);
    const own = join(mnt, 'snapshots', second, '@/boot');
    const [linux, initrd] = [...textOf(esp, olderOf(second)).matchAll(/^(?:linux|initrd) +(\S+)$/gm)].map(
      ([, path = '']) => readFileSync(join(esp, path)),
    );
    t.ok(linux?.equals(readFileSync(join(own, `vmlinuz-${olderRelease}`))));
    t.ok(initrd?.equals(readFileSync(join(own, `initramfs-${olderRelease}`))));
    t.match(textOf(esp, olderOf(second)), `rootflags=noatime,subvol=/snapshots/${second}/@ ro quiet`);
  }
  t.match(await check(), [{ state: 'ok' }, { state: 'ok' }]);
});

t.test('again, and nothing is written', async (t) => {
  const before = state();
  t.match(await run(second), { status: 0 });
  t.strictSame(state(), before);
});

t.test(
  'one that does not come up is passed over for the generation before, not for its other kernel',
  async (t) => {
    t.match(await run(third), { status: 0 });
    for (const esp of esps) {
      t.strictSame(namesOf(esp), [`${third}+3.conf`, olderOf(third), `${second}+3.conf`, olderOf(second)]);
      renameSync(pathOf(esp, `${third}+3.conf`), pathOf(esp, `${third}+0-3.conf`));
      t.equal(bootedOf(esp)?.name, `${second}+3.conf`);
    }
    t.equal((await list()).generations.at(-1)?.tried, 'bad');
    for (const esp of esps) renameSync(pathOf(esp, `${second}+3.conf`), pathOf(esp, `${second}+0-3.conf`));
    t.match(
      await check(),
      [
        { state: 'warn', why: /tries left/ },
        { state: 'warn', why: /tries left/ },
      ],
      'and nothing is left when all are bad: other kernels are not started by themselves',
    );
    for (const esp of esps) {
      renameSync(pathOf(esp, `${second}+0-3.conf`), pathOf(esp, `${second}.conf`));
      renameSync(pathOf(esp, `${third}+0-3.conf`), pathOf(esp, `${third}+3.conf`));
    }
  },
);

t.test('back: the entries of both kernels come first', async (t) => {
  const answer = await run('--previous');
  t.equal(answer.status, 0, answer.err);
  for (const esp of esps)
    t.strictSame(namesOf(esp), [`${second}.conf`, olderOf(second), `${third}+3.conf`, olderOf(third)]);
  const { generations: all } = await list();
  t.match(all, [
    { id: first, tried: null },
    { id: second, tried: 'good' },
    { id: third, tried: 'untried' },
  ]);
});

t.test('for one boot only: the pattern is that of its newest kernel', async (t) => {
  setLoaderVariable(root, 'LoaderFeatures', Buffer.from('ff00000000000000', 'hex'));
  const answer = await run('--next-boot', first);
  t.equal(answer.status, 0, answer.err);
  t.strictSame(namesOf(b).slice(-2), [`${first}+3.conf`, olderOf(first)], 'all others come before');
  setLoaderVariable(root, 'LoaderEntryOneShot', null);
});

t.test('what was published before there were entries of other kernels', async (t) => {
  /** The entry of a generation as it was then. */
  const asBefore = (text: string) =>
    text.replace(', kernel 6.12.0-lts', '').replace(/^(version +\d{14})-\S+$/m, '$1');
  const [name] = namesOf(a).filter((one) => one.startsWith(second));
  for (const esp of esps) {
    writeFileSync(pathOf(esp, `${second}.conf`), asBefore(textOf(esp, `${second}.conf`)));
    rmSync(pathOf(esp, olderOf(second)));
  }
  t.equal((await list()).generations[1]?.members.length, 2);
  t.match(await run(third), { status: 0 }, 'a switch to another one');
  t.notOk(namesOf(a).includes(olderOf(second)), 'leaves it as it is');
  t.match(textOf(a, `${second}.conf`), /^version +\d{14}$/m);
  t.match(await run(second), { status: 0 });
  t.strictSame(namesOf(b).slice(0, 4), [name, olderOf(second), `${third}+3.conf`, olderOf(third)]);
});

t.test('room for the newest kernel alone: that is published, and said', async (t) => {
  const large = '20220601030405QrStUvWx';
  sh(
    `cd "$1"; mkdir snapshots/$3; btrfs subvolume snapshot snapshots/$2/@ snapshots/$3/@ >/dev/null
     sed -i s/$2/$3/ snapshots/$3/@/etc/fstab; head -c 900000 /dev/urandom >snapshots/$3/@/boot/initramfs-${olderRelease}
     btrfs property set -ts snapshots/$3/@ ro true`,
    mnt,
    first,
    large,
  );
  const kept = `${b}.kept`;
  mkdirSync(kept);
  sh('cp -a "$1/." "$2"; mount -t tmpfs -o size=1600k tmpfs "$1"; cp -a "$2/." "$1"', b, kept);
  const before = state();
  const dry = await run('--dry-run', large);
  t.match(dry, {
    status: 0,
    err: /no boot entry of its kernel 6\.6\.1-lts: the mirror \S+ needs \d+ more bytes.*, ignoring/,
  });
  t.strictSame(state(), before);
  const answer = await run(large);
  t.match(answer, { status: 0, err: /no boot entry of its kernel 6\.6\.1-lts/ }, answer.err);
  t.strictSame(current()?.[0], large);
  for (const esp of esps) {
    t.strictSame(namesOf(esp).slice(0, 3), [`${large}+3.conf`, `${second}.conf`, olderOf(second)]);
    t.match(textOf(esp, `${large}+3.conf`), /^title .* kernel 6\.12\.0-lts$/m);
  }
  const again = state();
  t.match(await run(large), { status: 0, err: /no boot entry/ });
  t.strictSame(state(), again);
  sh('umount "$1"; rm -rf "$1"; mv "$2" "$1"', b, kept);
  const roomy = await run(large);
  t.equal(roomy.status, 0, roomy.err);
  t.notMatch(roomy.err, 'no boot entry');
  for (const esp of esps) t.strictSame(namesOf(esp).slice(0, 2), [`${large}+3.conf`, olderOf(large)]);
});

t.test('gen-prune takes the entries of all kernels of a generation, and what only they name', async (t) => {
  const large = current()?.[0] ?? '';
  t.match(await run(second), { status: 0 });
  for (const esp of esps) renameSync(pathOf(esp, `${large}+3.conf`), pathOf(esp, `${large}+0-3.conf`));
  const digests = (esp: string, id: string) =>
    [...textOf(esp, olderOf(id)).matchAll(/^initrd +\S+\/(\S+)$/gm)].map(([, name = '']) => name);
  const [own = ''] = digests(a, large);
  const [shared = ''] = digests(a, second);
  t.ok(payloadsOf(b).includes(own) && payloadsOf(b).includes(shared));
  const answer = await prune('--keep', '1', large);
  t.equal(answer.status, 0, answer.err);
  for (const esp of esps) {
    t.notMatch(namesOf(esp).join(), large);
    t.notOk(payloadsOf(esp).includes(own), 'it has no other');
    t.ok(payloadsOf(esp).includes(shared), 'another generation has it');
  }
  t.match((await list()).err, '');
});

t.test(
  'a generation that was deleted by hand, of which the entry of its older kernel alone is left',
  async (t) => {
    const gone = '20250102030405QrStUvWx';
    const uuid = sh('blkid -o value -s UUID "$(findmnt -no SOURCE "$1")"', mnt);
    const own = textOf(a, olderOf(second))
      .replaceAll(second, gone)
      .replace('root=UUID=1', `root=UUID=${uuid}`);
    writeTree(a, { [`loader/entries/${token}-${olderOf(gone)}`]: own });
    t.match(await run(second), { status: 0 });
    t.match(namesOf(b).join(), gone, 'it was mirrored');
    t.match((await list()).err, `an entry leads to ${gone}, which is gone`);
    t.match(await prune('--keep', '9', gone), { status: 0 });
    for (const esp of esps) t.notMatch(namesOf(esp).join(), gone);
    t.notMatch((await list()).err, gone);
  },
);

t.test('a kernel that a writable generation has no more loses its entry', async (t) => {
  const file = join(mnt, 'snapshots', first, `@/boot/vmlinuz-${olderRelease}`);
  t.match(await run(first), { status: 0 });
  t.strictSame(namesOf(b).slice(0, 2), [`${first}+3.conf`, olderOf(first)]);
  const bytes = readFileSync(file);
  rmSync(file);
  const answer = await run(first);
  t.equal(answer.status, 0, answer.err);
  for (const esp of esps) {
    t.notOk(namesOf(esp).includes(olderOf(first)));
    t.match(textOf(esp, `${first}+3.conf`), /^version +\d{14}$/m, 'and the one that is left is as ever');
  }
  writeFileSync(file, bytes);
});

t.test('rEFInd: a stanza of each kernel, the newest of each generation first', async (t) => {
  for (const esp of esps)
    writeTree(esp, { 'EFI/refind/refind.conf': 'timeout 5\ninclude generations.conf\n' });
  t.match(await run(third), { status: 0 });
  const menu = readFileSync(join(b, 'EFI/refind/generations.conf'), 'utf8');
  const stanzas = [...menu.matchAll(/^menuentry "Alpine Linux, generation (.*)" \{$/gm)].map(
    ([, title]) => title,
  );
  t.strictSame(stanzas.slice(0, 2), [`${third}, kernel 6.12.0-lts`, `${third}, kernel 6.6.1-lts`]);
  t.strictSame(
    stanzas.filter((title) => title?.startsWith(second)),
    [`${second}, kernel 6.12.0-lts`, `${second}, kernel 6.6.1-lts`],
  );
});

t.test('static stanzas: of other kernels those whose names stay', async (t) => {
  const newest = await run('--refind');
  t.equal(newest.status, 0, newest.err);
  t.equal(newest.out.match(/^menuentry /gm)?.length, 4, 'a name with a version is none of these');
  sh(
    `cd "$1"; btrfs property set -ts . ro false
     for i in vmlinuz initramfs; do mv boot/$i-$2 boot/$i-linux-lts; done; btrfs property set -ts . ro true`,
    join(mnt, 'snapshots', third, '@'),
    olderRelease,
  );
  const { out, status } = await run('--refind');
  t.equal(status, 0);
  const titles = [...out.matchAll(/^menuentry "(.*)" \{$/gm)].map(([, title]) => title);
  t.strictSame(titles.slice(3, 6), [
    'Alpine Linux, 3 before',
    'Alpine Linux, vmlinuz-linux-lts',
    'Alpine Linux, vmlinuz-linux-lts, 1 before',
  ]);
  t.match(
    out,
    /loader +\/current\/1\/@\/boot\/vmlinuz-linux-lts\n +initrd +\/current\/1\/@\/boot\/initramfs-linux-lts/,
  );
});
