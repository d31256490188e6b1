import { parsePartuuid } from '@twinroot/lib-blockdev';
import t from 'tap';
import { missingMember, presentMember } from '../../src/decide/member.ts';
import { device, id, machineOf, named, part } from '../machine-of.ts';

t.test('a member whose device is there', async (t) => {
  const row = part('sdb1', 2, { uuid: '6B7E-A837', label: 'ESP', size: 536870912 });
  const machine = machineOf([device('sdb', {}, row)], { mounts: 'sdb1:/mnt sdb1:/efi1' });
  const expected = {
    role: 'mirror',
    kind: 'esp',
    state: 'mounted',
    partuuid: id(2),
    path: '/dev/sdb1',
    uuid: '6B7E-A837',
    mountpoint: '/efi1',
    mountpoints: ['/mnt', '/efi1'],
    label: 'ESP',
    disk: '/dev/sdb',
    size: 536870912,
    free: null,
    evidence: null,
    member_by: 'pattern',
  };
  const facts = { role: 'mirror', kind: 'esp', evidence: null, member_by: 'pattern' } as const;
  const member = (isWanted: (path: string) => boolean) =>
    presentMember(machine, named(machine, 'sdb1'), facts, isWanted);
  t.strictSame(
    member((path) => path === '/efi1'),
    expected,
    'at a wanted mount point',
  );
  t.strictSame(
    member(() => false),
    { ...expected, mountpoint: '/mnt' },
    'else at the first',
  );
  const unmounted = machineOf([device('sdb', {}, row)]);
  t.match(
    presentMember(unmounted, named(unmounted, 'sdb1'), facts, () => true),
    {
      state: 'unmounted',
      mountpoint: null,
      mountpoints: [],
    },
  );
});

t.test('a mirror whose device is gone', async (t) => {
  const partuuid = parsePartuuid(id(2));
  if (!partuuid) throw new Error('no PARTUUID');
  const { role, state, path, member_by, ...more } = missingMember(partuuid, { by: 'operand', was: 'esp' });
  t.strictSame([role, state, path, member_by, more.partuuid], ['mirror', 'missing', null, 'operand', id(2)]);
});
