import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type Files, makeInitrd, shells } from '../fixtures/initrd.ts';
import { workspace } from '../support/binaries.ts';
import { install } from '../support/install-call.ts';
import { needs } from '../support/needs.ts';

const uuid = '7c2f6a50-3f0e-4b7a-9a41-d0c5b8e6f112';
const btrfs = (missing: '0' | '1', profiles: readonly string[]): Files =>
  Object.fromEntries([
    [`/sys/fs/btrfs/${uuid}/devinfo/1/missing`, '0\n'],
    [`/sys/fs/btrfs/${uuid}/devinfo/2/missing`, `${missing}\n`],
    ...profiles.map((profile) => [`/sys/fs/btrfs/${uuid}/allocation/${profile}/total_bytes`, '1\n']),
  ]);
const raid = ['data/raid1', 'metadata/raid1', 'system/raid1'];
const md = (degraded: string): Files => ({ '/sys/block/md0/md/degraded': `${degraded}\n` });

const cases: readonly [what: string, files: Files, lines: readonly RegExp[]][] = [
  ['nothing is RAID1', {}, []],
  ['all is there', { ...btrfs('0', raid), ...md('0') }, []],
  [
    'a btrfs lacks a device, and the initrd has said so',
    { ...btrfs('1', raid), '/run/twinroot/degraded': `root btrfs ${uuid}\nmissing 2\nwaited 30\n` },
    [/btrfs 7c2f6a50.* had not come within 30 s$/, /^btrfs 7c2f6a50\S+ lacks device 2: /],
  ],
  ['a btrfs has data on one disk', btrfs('0', [...raid, 'data/single']), [/ has data on one disk only/]],
  ['a btrfs has metadata twice on one', btrfs('0', [...raid, 'metadata/dup']), [/ has metadata on one disk/]],
  ['data that was never RAID1', btrfs('0', ['data/single', 'metadata/raid1', 'system/raid1']), []],
  ['an array lacks a disk', md('1'), [/^\/dev\/md0 lacks 1 of its disks: /]],
];

const place = t.testdir();
t.match(await install('--unitdir', '/usr/lib/systemd/system', place), { status: 0, err: '' });

t.test('what a RAID1 lacks is told, and is a failure', needs('dash'), async (t) => {
  for (const [what, files, lines] of cases) {
    const machine = makeInitrd(t.testdir(), place, shells.dash, files);
    const { status, out, err } = await machine.run('/usr/lib/twinroot/degraded-report');
    t.same([status, out], [lines.length > 0 ? 1 : 0, ''], `${what}: ${err}`);
    const said = err.split('\n').slice(0, -1);
    t.equal(said.length, lines.length, `${what}: ${err}`);
    for (const [index, line] of lines.entries()) t.match(said[index], line, what);
  }
});

t.test('what the report names is in the guide', async (t) => {
  const guide = readFileSync(join(workspace, 'docs/guides/raid.md'), 'utf8');
  for (const word of ['scrub', 'balance', 're-add', 'twinroot.degraded=']) t.ok(guide.includes(word), word);
});
