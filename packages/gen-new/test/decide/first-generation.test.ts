import t from 'tap';
import { firstRecords, planFirst } from '../../src/decide/first-generation.ts';

const id = '20260101000000AAAAAAAA';
const template =
  'UUID=x / btrfs subvol=CURRENT_SNAPSHOTS_PATH/@,ro 0 0\nUUID=x /home btrfs subvol=/commons/@home,rw 0 0\nUUID=x /srv btrfs subvol=@srv 0 0\n';
const from = { kind: 'root', from: '@rootfs' } as const;
const lines = (init: Parameters<typeof firstRecords>[1], isThere: boolean) => {
  const plan = planFirst(init.kind === 'link' ? from : init, id, template);
  if (plan.kind === 'refused') return plan.reason;
  return firstRecords(plan, init, isThere).map(({ operation, path }) => `${operation} ${path}`);
};

t.match(planFirst(from, id, template), {
  kind: 'first',
  commons: ['/home'],
  generation: {
    id,
    making: `snapshots/.new-${id}`,
    sealed: `snapshots/${id}`,
    snapshots: [{ from: '@rootfs', name: '@', isSealed: true }],
  },
});
t.match(planFirst({ kind: 'empty' }, id, template), { generation: { snapshots: [{ isSealed: false }] } });
t.match(planFirst(from, id, ''), { kind: 'refused', reason: /no line for/ });
t.strictSame(lines(from, false), [
  'write fstab',
  'make commons/@home',
  'snapshot snapshots/ID/@',
  'write snapshots/ID/@/etc/fstab',
  'seal snapshots/ID/@',
  'turn current',
]);
t.strictSame(lines({ kind: 'empty' }, true), ['make commons/@home', 'make snapshots/ID/@', 'turn current']);
