import t from 'tap';
import { deviceSurvival } from '../../src/decide/device-survival.ts';
import { bestOf, namedPoolSurvival, sourceSurvival } from '../../src/decide/source-survival.ts';
import { machine, rootUuid } from '../machine-fixture.ts';

const facts = machine({
  texts: { '/dev/disk/by-id/first-part2': '/dev/sda2', '/dev/disk/by-id/second-part2': '/dev/sdb2' },
  pools: [{ name: 'tank', vdevs: [{ type: 'disk', disks: [{ path: '/dev/sda', isOnline: true }] }] }],
});
const lostDisks = new Set(['/dev/sda']);
const question = { facts, lostDisks, survivalOf: deviceSurvival(facts, lostDisks) };
const kind = (source: string) => sourceSurvival(question, source)?.kind ?? null;

t.test('a device is lost with its disk, and a file system over several is not', async (t) => {
  const rows: readonly (readonly [string, string | null])[] = [
    [`UUID=${rootUuid}`, 'degraded'],
    [`/dev/disk/by-uuid/${rootUuid}`, 'degraded'],
    ['PARTUUID=11111111-1111-4111-8111-111111111111', 'lost'],
    ['PARTUUID=22222222-2222-4222-8222-222222222222', 'degraded'],
    ['/dev/sda2', 'unknown'],
    ['/dev/sdb2', 'unknown'],
    ['/dev/sda1', 'lost'],
    ['/dev/nvme0n1p2', 'lost'],
    ['/dev/disk/by-id/first-part2', 'lost'],
    ['/dev/disk/by-id/second-part2', 'degraded'],
    ['/dev/disk/by-id/other', 'unknown'],
    ['/dev/disk/by-path/pci-0000:00:06.0-nvme-1-part3', 'unknown'],
    ['/dev/sdz', 'lost'],
    ['/srv/image', null],
    ['tmpfs', null],
  ];
  for (const [source, expected] of rows) t.equal(kind(source), expected, source);
});

t.test('names by the order of disks move up when one that comes before is lost', async (t) => {
  const second = new Set(['/dev/sdb']);
  const other = { facts, lostDisks: second, survivalOf: deviceSurvival(facts, second) };
  t.equal(sourceSurvival(other, '/dev/sda2')?.kind, 'degraded', 'the first one stays the first');
  t.equal(sourceSurvival(other, '/dev/sdb2')?.kind, 'unknown');
});

t.test('a pool, by its name', async (t) => {
  t.equal(namedPoolSurvival(question, 'tank').kind, 'lost');
  t.equal(namedPoolSurvival(question, 'other').kind, 'unknown');
});

t.test('of several one is enough', async (t) => {
  t.equal(bestOf([]), null);
  t.equal(
    bestOf([
      { kind: 'lost', why: '' },
      { kind: 'degraded', why: '' },
    ])?.kind,
    'degraded',
  );
});
