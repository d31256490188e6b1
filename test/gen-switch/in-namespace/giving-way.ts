import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { contentOf, writeTree } from '../../fixtures/boot-tree.ts';
import { sh } from '../../fixtures/esp-machine.ts';
import { bootedOf, menuOf } from '../../fixtures/generation-menu.ts';
import { addOlderKernel, olderRelease } from '../../fixtures/older-kernel.ts';
import { generations, newSwitchMachine, setLoaderVariable, token } from '../../fixtures/switch-machine.ts';
import { commandWith, whyNoFaults } from '../../support/fault.ts';

// ESPs that are full of older kernels: what would have had room without them has it with them.

t.setTimeout(900_000);
const machine = await newSwitchMachine(addOlderKernel);
t.teardown(() => {
  for (const esp of machine.esps) sh('umount "$1" 2>/dev/null || :', esp);
  machine.remove();
});
const { run, current, esps, mnt, root, program, args } = machine;
const [a, b] = esps;
const [first, second, third] = generations;
const large = '20260102030405QrStUvWx';
const at = (script: string, ...words: readonly string[]) => sh(`cd "$1"; shift; ${script}`, mnt, ...words);
/** Gives kernels of a generation other initrds, of random bytes. */
const initrds = (id: string, release: string, size: number) =>
  at(
    `btrfs property set -ts snapshots/$1/@ ro false; head -c $3 /dev/urandom >snapshots/$1/@/boot/initramfs-$2
     btrfs property set -ts snapshots/$1/@ ro true`,
    id,
    release,
    String(size),
  );
initrds(second, olderRelease, 600_000);
initrds(third, olderRelease, 700_000);
at(
  `mkdir snapshots/$2; btrfs subvolume snapshot snapshots/$1/@ snapshots/$2/@ >/dev/null
   sed -i s/$1/$2/ snapshots/$2/@/etc/fstab; rm snapshots/$2/@/boot/*-$3`,
  first,
  large,
  olderRelease,
);
initrds(large, '6.12.0-lts', 900_000);
const olderOf = (id: string) => `kernel-${id}-${olderRelease}.conf`;
const namesOf = (esp: string) => menuOf(esp).map(({ name }) => name);
const before = [`${third}+3.conf`, olderOf(third), `${second}+3.conf`, olderOf(second)];
/** What both have at first, with so many KiB of room. */
const renew = (...rooms: readonly (readonly [esp: string, room: number])[]) => {
  for (const [esp, room] of rooms)
    sh(
      `umount "$1" 2>/dev/null || :; size=$(du -s --block-size=1k "$1.kept" | cut -f1)
       mount -t tmpfs -o size=$((size + $2))k tmpfs "$1"; cp -a "$1.kept/." "$1"`,
      esp,
      String(room),
    );
  at('rm -rf links next current; cp -a kept/. .');
};
const state = () => [current(), contentOf(a), contentOf(b)];
/** Whether all that the entries on an ESP name is there. */
const isWhole = (esp: string) =>
  menuOf(esp).every(({ name }) => {
    const file = name.startsWith('kernel-') ? `${token}-${name}` : `${token}-gen-${name}`;
    const text = readFileSync(join(esp, 'loader/entries', file), 'utf8');
    return [...text.matchAll(/^(?:linux|initrd) +(\S+)$/gm)].every(([, path = '']) =>
      existsSync(join(esp, path)),
    );
  });

t.test('two generations with two kernels each', async (t) => {
  for (const id of [second, third]) t.match(await run(id), { status: 0 });
  for (const esp of esps) {
    t.strictSame(namesOf(esp), before);
    sh('mkdir "$1.kept"; cp -a "$1/." "$1.kept"', esp);
  }
  at('mkdir kept; cp -a links next current kept');
});

for (const [what, tight] of [
  [
    'the mirror',
    [
      [a, 9000],
      [b, 700],
    ],
  ],
  [
    'the booted ESP',
    [
      [a, 700],
      [b, 9000],
    ],
  ],
] as const)
  t.test(`${what} has no room: the oldest of other kernels gives way on all ESPs`, async (t) => {
    renew(...tight);
    const was = state();
    const dry = await run('--dry-run', '--json', large);
    t.match(dry, { status: 0, err: /older kernel, which would give way/ });
    t.match(
      JSON.parse(dry.out).steps,
      [
        { operation: 'delete', path: `loader/entries/${token}-${olderOf(second)}` },
        { operation: 'delete', path: /gen\/linux-6\.6\.1/ },
        { operation: 'delete', path: /gen\/initrd-6\.6\.1/ },
        { operation: 'copy' },
      ].toSpliced(1, 1),
      'the kernel is that of others, too',
    );
    t.strictSame(state(), was);
    const answer = await run(large);
    t.match(answer, {
      status: 0,
      err: new RegExp(`${olderOf(second)}, an entry of an older kernel, which gives way`),
    });
    t.strictSame(current()?.[0], large);
    for (const esp of esps) {
      t.strictSame(namesOf(esp), [`${large}+3.conf`, `${third}+3.conf`, olderOf(third), `${second}+3.conf`]);
      t.ok(isWhole(esp));
      t.equal(
        readdirSync(join(esp, token, 'gen')).filter((name) => name.startsWith('initrd-6.6.1')).length,
        1,
      );
    }
    const again = state();
    t.match(await run(large), { status: 0 });
    t.strictSame(state(), again);
  });

t.test('what somebody has chosen does not give way, and another one does', async (t) => {
  renew([a, 9000], [b, 700]);
  setLoaderVariable(root, 'LoaderEntryDefault', Buffer.from(`${token}-${olderOf(second)}\0`, 'utf16le'));
  const answer = await run(large);
  t.match(answer, { status: 1, err: /LoaderEntryDefault is/ }, 'that it is booted is said');
  t.strictSame(namesOf(b), [`${large}+3.conf`, `${third}+3.conf`, `${second}+3.conf`, olderOf(second)]);
  renew([a, 9000], [b, 700]);
  setLoaderVariable(root, 'LoaderEntryDefault', Buffer.from(`${token}-kernel-*\0`, 'utf16le'));
  const was = state();
  t.match(await run(large), { status: 1, err: /mirror \S+ needs \d+ more bytes/ });
  t.strictSame(state(), was);
  setLoaderVariable(root, 'LoaderEntryDefault', null);
});

t.test('it would not be enough: nothing is changed', async (t) => {
  renew([a, 9000], [b, 10]);
  initrds(large, '6.12.0-lts', 1_700_000);
  const was = state();
  t.match(await run(large), { status: 1, err: /mirror \S+ needs \d+ more bytes/ });
  t.strictSame(state(), was);
  initrds(large, '6.12.0-lts', 900_000);
});

t.test(
  'killed at each step: what was booted is whole, and the next run goes on',
  { skip: whyNoFaults() ?? false },
  async (t) => {
    let kills = 0;
    for (const calls of ['rename', 'unlink'])
      for (let when = 1; ; when++) {
        renew([a, 700], [b, 700]);
        const killed = await commandWith(program, { calls, how: 'signal=KILL', when }, [...args, large]);
        if (!killed.wasHit) break;
        kills += 1;
        for (const esp of esps) {
          t.ok(isWhole(esp), `${calls} ${when}`);
          t.match(bootedOf(esp)?.name, new RegExp(`^(?:${third}|${large})\\+3\\.conf$`));
        }
        const again = await run(large);
        if (again.status !== 0) t.fail(`${calls} ${when}: ${again.err}`);
        t.strictSame(namesOf(b), [`${large}+3.conf`, `${third}+3.conf`, olderOf(third), `${second}+3.conf`]);
      }
    t.comment(`${kills} kills`);
    t.ok(kills > 5);
  },
);

t.test('rEFInd: what gives way is in no menu before it goes', async (t) => {
  renew([a, 9000], [b, 9000]);
  for (const esp of esps) writeTree(esp, { 'EFI/refind/refind.conf': 'include generations.conf\n' });
  t.match(await run(third), { status: 0 });
  for (const esp of esps) sh('rm -rf "$1.kept"/*; cp -a "$1/." "$1.kept"', esp);
  renew([a, 700], [b, 9000]);
  t.match(readFileSync(join(b, 'EFI/refind/generations.conf'), 'utf8'), `${second}, kernel ${olderRelease}`);
  const answer = await run(large);
  t.match(answer, { status: 0 }, answer.err);
  for (const esp of esps) {
    const menu = readFileSync(join(esp, 'EFI/refind/generations.conf'), 'utf8');
    t.notMatch(menu, `${second}, kernel ${olderRelease}`);
    t.match(menu, `${third}, kernel ${olderRelease}`);
  }
});
