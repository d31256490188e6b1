import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import {
  type BootTree,
  contentOf,
  entry,
  image,
  kernel,
  program,
  removeFrom,
  snapshotOf,
  textOf,
  writeTree,
} from '../fixtures/boot-tree.ts';
import { large, newMachine, place, valuesOf, version } from '../fixtures/esp-registry.ts';
import { brief, espMirror } from '../support/esp-mirror-call.ts';
import { espMirrorWith, whyNoFaults } from '../support/fault.ts';

t.setTimeout(600_000);

// Who is newer, by the registries of two ESPs of one machine that is booted from either.

const idOf = (esp: string) => valuesOf(esp, 'generation')[0];

/** Compares every digest of a manifest with the file. */
function checkManifest(t: Pick<typeof import('tap').t, 'equal' | 'ok'>, esp: string): void {
  const lines = valuesOf(esp, 'file');
  t.ok(lines.length > 0);
  const there = new Map(Object.keys(contentOf(esp)).map((path) => [path.toUpperCase(), path]));
  for (const line of lines) {
    const [digest, size, , path = ''] = line.split(' ');
    const bytes = readFileSync(join(esp, there.get(path) ?? path));
    t.equal(createHash('sha256').update(bytes).digest('hex'), digest, path);
    t.equal(bytes.length, Number(size));
  }
}

t.test('the first run makes the registry, and where there is nothing to do nothing is written', async (t) => {
  const { a, b, from } = await newMachine(t);
  writeTree(a, version('6.6.2'));
  t.equal(brief(await from('a', '--dry-run')), '0');
  t.notOk(existsSync(join(a, place)), 'a plan makes none');
  t.equal(brief(await from('a')), 'mirrored 0');
  t.equal(textOf(b, place), textOf(a, place));
  t.equal(valuesOf(a, 'member').length, 2);
  checkManifest(t, a);
  checkManifest(t, b);
  const before = [a, b].map(snapshotOf);
  t.equal(brief(await from('a')), 'same 0');
  t.equal(brief(await from('a', '--checksum')), 'same 0');
  t.equal(brief(await from('b')), 'same 0', 'whichever is booted');
  t.strictSame([a, b].map(snapshotOf), before);
});

t.test('what was installed, and what was removed or replaced by an older one, is mirrored', async (t) => {
  const { a, b, from } = await newMachine(t);
  await from('a');
  const first = idOf(a);
  writeTree(a, version('6.7.0'));
  t.equal(brief(await from('a')), 'mirrored 0');
  t.notOk(idOf(a) === first);
  t.strictSame(valuesOf(a, 'parent'), [first]);
  t.equal(textOf(b, place), textOf(a, place));
  removeFrom(a, '6.7.0', 'loader/entries/6.7.0.conf');
  const removed = await from('a');
  t.equal(brief(removed), 'mirrored 0', removed.err);
  writeTree(a, {
    'vmlinuz-linux': kernel('6.9.0'),
    'loader/entries/arch.conf': entry('Arch', '/vmlinuz-linux'),
  });
  t.equal(brief(await from('a')), 'mirrored 0');
  writeTree(a, { 'vmlinuz-linux': kernel('6.8.0') });
  t.equal(brief(await from('a')), 'mirrored 0', 'a downgrade');
  checkManifest(t, b);
});

t.test('a kernel that is installed again, the same, and then a newer one', async (t) => {
  const { a, b, from } = await newMachine(t);
  for (const size of [10, 300_000]) {
    const install = (release: string, seconds: number) =>
      writeTree(
        a,
        {
          'vmlinuz-linux': Buffer.concat([kernel(release), Buffer.alloc(size)]),
          'loader/entries/arch.conf': entry('Arch', '/vmlinuz-linux'),
        },
        seconds,
      );
    install('6.9.0', 1_700_000_000);
    t.equal(brief(await from('a')), 'mirrored 0');
    install('6.9.0', 1_710_000_000);
    const again = await from('a');
    t.equal(again.status, 0, again.err);
    checkManifest(t, b);
    t.equal(brief(await from('a')), 'same 0', 'once');
    install('6.9.1', 1_720_000_000);
    const next = await from('a');
    t.equal(brief(next), 'mirrored 0', next.err);
    checkManifest(t, b);
  }
});

t.test('a stale disk is booted: the newer one stays as it is', async (t) => {
  const { root, a, b, from } = await newMachine(t);
  await from('a');
  const old = join(root, 'old');
  cpSync(a, old, { recursive: true, preserveTimestamps: true });
  writeTree(b, version('6.7.0'));
  t.equal(brief(await from('b')), 'mirrored 0');
  rmSync(a, { recursive: true });
  cpSync(old, a, { recursive: true, preserveTimestamps: true });
  const before = [a, b].map(snapshotOf);
  const run = await from('a');
  t.equal(brief(run), 'refused 1');
  t.match(run.err, /loader\/entries\/6\.7\.0\.conf/);
  t.match(run.err, /--force/);
  t.strictSame([a, b].map(snapshotOf), before, 'nothing is written');
  t.equal(brief(await from('b')), 'mirrored 0', 'from the newer one');
  t.strictSame(contentOf(a), contentOf(b));
});

t.test('each was booted without the other, and got a kernel: neither is overwritten', async (t) => {
  const { a, b, from } = await newMachine(t);
  await from('a');
  // The older kernel is on the mirror: versions would say nothing.
  writeTree(a, version('6.8.0'));
  writeTree(b, version('6.5.0'));
  const before = [a, b].map(snapshotOf);
  for (const booted of ['a', 'b'] as const) {
    const run = await from(booted);
    t.equal(brief(run), 'refused 1', booted);
    t.match(run.err, booted === 'a' ? '6.5.0' : '6.8.0');
    t.strictSame([a, b].map(snapshotOf), before);
  }
  t.equal(brief(await from('b', '--force')), 'mirrored 0');
  t.strictSame(contentOf(a), contentOf(b));
  t.equal(brief(await from('a')), 'same 0');
});

t.test('only the mirror was changed', async (t) => {
  const { b, from } = await newMachine(t);
  await from('a');
  writeTree(b, { 'loader/loader.conf': 'timeout 30\n' });
  const run = await from('a');
  t.equal(brief(run), 'refused 1');
  t.match(run.err, 'loader/loader.conf');
  t.equal(textOf(b, 'loader/loader.conf'), 'timeout 30\n');
  t.equal(brief(await from('a', '--force')), 'mirrored 0');
  t.equal(textOf(b, 'loader/loader.conf'), 'timeout 3\n');
});

t.test('what the mirror has lost comes back, and what somebody removed there is his work', async (t) => {
  const { a, b, from } = await newMachine(t);
  writeTree(a, { ...version('6.7.0'), 'EFI/BOOT/BOOTX64.EFI': image({ '.text': 'x'.repeat(5000) }) });
  await from('a');
  const whole = contentOf(b);
  removeFrom(b, '6.7.0/linux', 'EFI/BOOT/BOOTX64.EFI');
  t.equal(brief(await from('a')), 'mirrored 0', 'a kernel without which an entry is left, and a boot loader');
  t.strictSame(contentOf(b), whole);
  truncateSync(join(b, 'EFI/BOOT/BOOTX64.EFI'), 4000);
  truncateSync(join(b, '6.7.0/linux'), 0);
  t.equal(brief(await from('a', '--checksum')), 'mirrored 0', 'one is cut, and one is empty');
  t.strictSame(contentOf(b), whole);
  removeFrom(b, '6.7.0', 'loader/entries/6.7.0.conf');
  const removed = await from('a');
  t.equal(brief(removed), 'refused 1', 'a kernel and its entry');
  t.match(removed.err, 'LOADER/ENTRIES/6.7.0.CONF');
});

t.test('an entry that was never complete keeps no later change from the mirror', async (t) => {
  const { a, b, from } = await newMachine(t);
  writeTree(a, { 'loader/entries/broken.conf': entry('Broken', '/not/there') });
  const held = await from('a');
  t.match([held.status, held.err], [0, /broken\.conf/], 'it is held back, and said');
  writeTree(a, version('6.7.0'));
  const next = await from('a');
  t.equal(brief(next), 'mirrored 0', next.err);
  t.notOk(existsSync(join(b, 'loader/entries/broken.conf')));
  t.match(await from('b'), { status: 0 }, 'nor is the other disk refused when it is booted');
  writeTree(a, { 'not/there': kernel('6.7.1'), 'loader/entries/broken.conf': entry('Whole', '/not/there') });
  t.equal(brief(await from('a')), 'mirrored 0', 'complete, it comes');
  t.strictSame(contentOf(a), contentOf(b));
});

t.test('the same change on both sides is nobody else’s work', async (t) => {
  const { a, b, from } = await newMachine(t);
  await from('a');
  for (const esp of [a, b]) writeTree(esp, { 'EFI/BOOT/BOOTX64.EFI': program('systemd-boot 2') });
  t.equal(brief(await from('a')), 'same 0');
  t.equal(textOf(b, place), textOf(a, place));
  checkManifest(t, b);
});

t.test('what is no work of this set does not count', async (t) => {
  const { root, a, b, from } = await newMachine(t);
  writeTree(root, { 'etc/machine-id': `${'a'.repeat(32)}\n`, 'etc/os-release': 'ID=debian\n' });
  const theirs: BootTree = {
    'EFI/ubuntu/grubx64.efi': program('grub'),
    'EFI/other/loader.efi': program('other'),
    'loader/entries/ffeeddccbbaa99887766554433221100-6.1.conf': entry('Other', '/other-linux'),
    'other-linux': kernel('6.1'),
  };
  for (const esp of [a, b]) writeTree(esp, theirs);
  await from('a');
  const registry = textOf(a, place);
  t.notMatch(registry, /UBUNTU|OTHER|FFEEDD/);
  // The other system updates its files, the firmware's and the loader's own change, an entry was blessed.
  writeTree(b, {
    'other-linux': kernel('6.2'),
    'EFI/ubuntu/grubx64.efi': program('grub 2'),
    'loader/random-seed': 'x'.repeat(32),
    'EFI/UpdateCapsule/fw.cap': 'capsule',
  });
  writeTree(a, version('6.7.0'));
  t.equal(brief(await from('a')), 'mirrored 0');
  renameSync(join(a, 'loader/entries/6.7.0.conf'), join(a, 'loader/entries/6.7.0+2-1.conf'));
  const before = textOf(a, place);
  t.equal((await from('a')).status, 0);
  t.equal(textOf(a, place), before, 'a boot counter makes no generation');
});

t.test('a registry that does not count is said, and made again', async (t) => {
  const { a, b, from } = await newMachine(t);
  await from('a');
  const whole = textOf(a, place);
  for (const [what, text] of [
    ['torn', whole.slice(0, 300)],
    ['changed by hand', whole.replace('generation 1', 'generation 9')],
    ['CRLF', whole.replaceAll('\n', '\r\n')],
    ['empty', ''],
  ] as const) {
    for (const [name, esp] of [
      ['mirror', b],
      ['source', a],
    ] as const) {
      writeFileSync(join(esp, place), text);
      const run = await from('a');
      t.equal(brief(run), 'same 0', `${what} on the ${name}: ${run.err}`);
      t.match(run.err, 'damaged');
      t.equal(textOf(b, place), textOf(a, place));
    }
    t.equal(valuesOf(a, 'set')[0], /set +(\w+)/.exec(whole)?.[1], 'the set is the same');
  }
});

t.test('a registry of another format is not written over', async (t) => {
  const { a, b, from } = await newMachine(t);
  await from('a');
  writeTree(a, version('6.7.0'));
  for (const esp of [a, b]) {
    const whole = textOf(esp, place);
    writeFileSync(join(esp, place), whole.replace('esp-sync 1', 'esp-sync 2'));
    const before = [a, b].map(snapshotOf);
    const run = await from('a', '--force');
    t.equal(brief(run), 'refused 1');
    t.match(run.err, 'format 2');
    t.strictSame([a, b].map(snapshotOf), before);
    writeFileSync(join(esp, place), whole);
  }
});

t.test('a disk of another set is not written, whoever forces it', async (t) => {
  const [one, other] = [
    await newMachine(t),
    await newMachine({ testdir: () => join(t.testdirName, 'other') }),
  ];
  await one.from('a');
  writeTree(other.a, version('6.7.0'));
  await other.from('a');
  // It has a partition of this set's name, and another machine's content.
  rmSync(one.b, { recursive: true });
  cpSync(other.b, one.b, { recursive: true, preserveTimestamps: true });
  const before = snapshotOf(one.b);
  for (const options of [[], ['--force']]) {
    const run = await one.from('a', ...options);
    t.equal(brief(run), 'refused 1');
    t.match(run.err, 'esp-join');
    t.strictSame(snapshotOf(one.b), before);
  }
});

t.test('a source that was copied from another machine begins a set of its own', async (t) => {
  const { a, b, from } = await newMachine(t);
  await from('a');
  const [, id = ''] = valuesOf(a, 'set')[0]?.match(/(\w+)/) ?? [];
  const second = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';
  const others = textOf(a, place)
    .replaceAll('0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6', '11111111-1c2d-4b5e-8f90-a1b2c3d4e5f6')
    .replace(/^end .*\n/m, '');
  writeFileSync(join(a, place), `${others}end sha256:${createHash('sha256').update(others).digest('hex')}\n`);
  rmSync(join(b, place));
  const run = await from('a');
  t.equal(brief(run), 'same 0', run.err);
  t.match(run.err, 'another set');
  t.notOk(valuesOf(a, 'set').includes(id), 'the set is a new one');
  t.ok(valuesOf(a, 'member').some((member) => member.endsWith(second)));
  t.equal(textOf(b, place), textOf(a, place));
});

t.test('a part is mirrored, then the rest', async (t) => {
  const { a, b, from } = await newMachine(t);
  await from('a');
  writeTree(a, { ...version('6.7.0'), 'extra/tool.efi': program('tool') });
  t.equal(brief(await from('a', '--exclude', 'extra')), 'mirrored 0');
  t.notOk(existsSync(join(b, 'extra/tool.efi')));
  t.equal(brief(await from('a', '--exclude', 'extra')), 'same 0');
  t.equal(brief(await from('a')), 'mirrored 0');
  t.equal(textOf(b, 'extra/tool.efi'), textOf(a, 'extra/tool.efi'));
  t.equal(textOf(b, place), textOf(a, place));
});

t.test('a rotten file of the source does not spread', async (t) => {
  const { a, b, from } = await newMachine(t);
  await from('a');
  const initrd = '6.6.1/initrd';
  const rot = (esp: string) => {
    const { mtimeMs } = statSync(join(esp, initrd));
    const bytes = readFileSync(join(esp, initrd));
    bytes[100_000] = 0;
    writeFileSync(join(esp, initrd), bytes);
    utimesSync(join(esp, initrd), mtimeMs / 1000, mtimeMs / 1000);
  };
  rot(a);
  const before = snapshotOf(b);
  t.equal(brief(await from('a')), 'same 0', 'nothing is read that looks the same');
  const run = await from('a', '--checksum');
  t.equal(brief(run), 'held 1');
  t.match(run.err, /6\.6\.1\/initrd/);
  t.match(run.err, '--heal');
  t.strictSame(snapshotOf(b), before);
  const healed = await from('a', '--heal');
  t.equal(brief(healed), 'same 0', healed.err);
  t.strictSame(contentOf(a), contentOf(b));
  rot(b);
  t.equal(brief(await from('a', '--checksum')), 'mirrored 0', 'on the mirror it is mended');
  rot(a);
  rot(b);
  const lost = await from('a', '--heal');
  t.equal(brief(lost), 'held 1', lost.err);
  t.strictSame(contentOf(b), contentOf(a));
});

t.test(
  'a run is killed before each name that it gives or takes',
  { skip: whyNoFaults() ?? false },
  async (t) => {
    const { root, a, from, input } = await newMachine(t);
    await from('a');
    writeTree(a, version('6.7.0'));
    removeFrom(a, '6.6.1', 'loader/entries/6.6.1.conf');
    const copyOf = (name: string) => {
      const copy = join(root, '..', name);
      rmSync(copy, { recursive: true, force: true });
      cpSync(root, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
      return copy;
    };
    let kills = 0;
    for (let when = 1; ; when += 1) {
      const cut = copyOf('cut');
      const run = await espMirrorWith(
        { calls: 'rename', how: 'signal=KILL', when },
        ['--sysroot', cut],
        input.a,
      );
      if (!run.wasHit) break;
      kills += 1;
      const turned = copyOf('turned');
      for (const esp of ['efi0', 'efi1']) {
        rmSync(join(turned, esp), { recursive: true });
        cpSync(join(cut, esp), join(turned, esp), { recursive: true, preserveTimestamps: true });
      }
      const before = contentOf(join(turned, 'efi0'));
      const wrong = await espMirror(['--sysroot', turned], { input: input.b });
      t.match(
        brief(wrong),
        /^(refused 1|same 0)$/,
        `${when}: what was cut is booted, and is not the newer one`,
      );
      if (wrong.status === 1) t.strictSame(contentOf(join(turned, 'efi0')), before);
      const next = await espMirror(['--sysroot', cut], { input: input.a });
      t.match(brief(next), /^(mirrored|same) 0$/, `${when}: ${next.err}`);
      t.strictSame(contentOf(join(cut, 'efi1')), contentOf(join(cut, 'efi0')));
    }
    t.ok(kills > 5, `${kills} kills`);
  },
);

t.test(
  'a file of the source that changes while it is mirrored',
  { skip: whyNoFaults() ?? false },
  async (t) => {
    const { root, a, b, from, input } = await newMachine(t);
    const arch = (mark: string): BootTree => ({
      'vmlinuz-linux': kernel(mark),
      'initramfs-linux.img': large(mark),
      'loader/entries/arch.conf': entry('Arch', '/vmlinuz-linux', '/initramfs-linux.img'),
    });
    writeTree(a, arch('1'));
    await from('a');
    writeTree(a, arch('2'), 1_700_000_010);
    const slow = { calls: 'fsync', how: 'delay_exit=100000', when: 'always' } as const;
    const running = espMirrorWith(slow, ['--sysroot', root], input.a);
    // The entry is pointed to copies: what is there is neither the old nor the new.
    while (!textOf(b, 'loader/entries/arch.conf').includes('TWIN')) await sleep(5);
    writeTree(a, { 'initramfs-linux.img': large('3') }, 1_700_000_020);
    const run = await running;
    t.equal(brief(run), 'mirrored 0', run.err);
    t.strictSame(contentOf(b), contentOf(a));
  },
);

t.test(
  'a boot without a member that cannot be noted is no failure',
  { skip: whyNoFaults() ?? false },
  async (t) => {
    const { root, a, from, input } = await newMachine(t);
    await from('a');
    writeTree(root, { 'proc/sys/kernel/random/boot_id': '11111111-2222-4333-8444-555555555555\n' });
    rmSync(join(root, 'dev/nvme1n1p1'));
    const before = textOf(a, place);
    const full = { calls: 'fsync', how: 'error=ENOSPC', when: 1 } as const;
    const run = await espMirrorWith(full, ['--sysroot', root], input.a);
    t.ok(run.wasHit);
    t.equal(brief(run), 'missing 0', run.err);
    t.match(run.err, /no room on \/efi0 for its registry loader\/esp-sync.*ignoring/);
    t.equal(textOf(a, place), before);
  },
);

t.test('a boot without a member is noted, once, and both know it afterwards', async (t) => {
  const { root, a, b, from, input } = await newMachine(t);
  await from('a');
  const boot = (id: string) => writeTree(root, { 'proc/sys/kernel/random/boot_id': `${id}\n` });
  const without = (text: string) => {
    const { schema, members } = JSON.parse(text);
    const alone = members.map((member: { role: string }) =>
      member.role === 'booted' ? member : { ...member, state: 'missing', path: null, mountpoint: null },
    );
    return `${JSON.stringify({ schema, members: alone })}\n`;
  };
  const [one, two] = ['11111111-2222-4333-8444-555555555555', '66666666-2222-4333-8444-555555555555'];
  /** Does something while the disk of a member is away. */
  const away = async <T>(node: string, during: () => Promise<T>): Promise<T> => {
    renameSync(join(root, 'dev', node), join(root, 'away'));
    const done = await during();
    renameSync(join(root, 'away'), join(root, 'dev', node));
    return done;
  };
  const mirrorAlone = (booted: 'a' | 'b', ...options: readonly string[]) =>
    away(booted === 'a' ? 'nvme1n1p1' : 'nvme0n1p1', () =>
      espMirror(['--sysroot', root, ...options], { input: without(input[booted]) }),
    );
  boot(one);
  const generation = idOf(a);
  t.equal(brief(await mirrorAlone('a', '--dry-run')), '0');
  t.strictSame(valuesOf(a, 'alone'), [], 'a plan notes nothing');
  t.equal(brief(await mirrorAlone('a')), 'missing 0');
  t.match(valuesOf(a, 'alone'), [/^11111111222243338444555555555555 \d+ 7d1f2a3b-/]);
  t.equal(idOf(a), generation, 'it is no generation');
  const before = snapshotOf(a);
  await mirrorAlone('a');
  t.strictSame(snapshotOf(a), before, 'in one boot once');
  boot(two);
  await mirrorAlone('b');
  t.match(valuesOf(b, 'alone'), [/^66666666.* 0e3a8f0c-/]);
  t.equal(brief(await from('a')), 'same 0');
  t.equal(textOf(b, place), textOf(a, place));
  t.equal(valuesOf(a, 'alone').length, 2, 'each half was used without the other');
  const both = [a, b].map(snapshotOf);
  await from('a');
  t.strictSame([a, b].map(snapshotOf), both);
});
