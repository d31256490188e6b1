import t from 'tap';
import { absentSources } from '../../src/decide/absent-sources.ts';
import { usedIds } from '../../src/decide/used-ids.ts';
import { factsOf, mountsOf } from '../machine-fixture.ts';

t.test('file systems of fstab that the source has not mounted', async (t) => {
  const text =
    'UUID=id-sda2 / ext4 rw 0 1\nUUID=id-sda1 /boot vfat rw 0 2\nUUID=id-sda9 /srv ext4 rw\nUUID=id-sda1 none swap sw\n';
  const used = usedIds([{ path: '/etc/fstab', kind: 'fstab', text }]);
  const target = ['sdb2 /mnt/new', 'sdb1 /mnt/new/boot'];
  const cases: [what: string, facts: Parameters<typeof factsOf>[0], named: string | null][] = [
    ['mounted', {}, null],
    ['not mounted', { mounts: mountsOf('sda2 /', ...target) }, '/boot'],
    ['mounted elsewhere', { mounts: mountsOf('sda2 /', 'sda1 /efi0', ...target) }, null],
    [
      "mounted elsewhere by the kernel's name",
      {
        mounts: mountsOf('sda2 /', 'dm-0 /efi0', ...target),
        sources: new Map([['/dev/dm-0', '/dev/sda1']]),
      },
      null,
    ],
    [
      "the root by the kernel's name, the other not mounted",
      { mounts: mountsOf('dm-0 /', ...target), sources: new Map([['/dev/dm-0', '/dev/sda2']]) },
      '/boot',
    ],
    ['only in the clone', { mounts: mountsOf('sda2 /', 'sdb2 /mnt/new', 'sda1 /mnt/new/boot') }, '/boot'],
    ['something else there', { mounts: mountsOf('sda2 /', 'sdc1 /boot', ...target) }, null],
    ['below the directory that is written', { to: '/', mounts: mountsOf('sda2 /', ...target) }, null],
    ['a template in a directory', { root: '/srv/template', mounts: mountsOf('sda2 /', ...target) }, null],
    [
      'a root that is mounted at a directory',
      { root: '/srv/old', mounts: mountsOf('sdc1 /', 'sda2 /srv/old', ...target) },
      '/srv/old/boot',
    ],
    [
      'the same, with all of it',
      { root: '/srv/old', mounts: mountsOf('sdc1 /', 'sda2 /srv/old', 'sda1 /srv/old/boot', ...target) },
      null,
    ],
  ];
  for (const [what, facts, named] of cases) {
    const reasons = absentSources(used, factsOf(facts));
    t.equal(reasons.length, named === null ? 0 : 1, `${what}: ${reasons}`);
    if (named !== null) t.ok(reasons[0]?.split(' ').includes(named), what);
  }
  const remote = { kind: 'remote', host: 'h', root: '/' } as const;
  const facts = factsOf({ mounts: mountsOf('sda2 /', ...target) });
  t.strictSame(absentSources(used, { ...facts, source: remote }), []);
});
