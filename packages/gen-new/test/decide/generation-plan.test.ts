import t from 'tap';
import { type PlanFacts, planGeneration } from '../../src/decide/generation-plan.ts';

const base = {
  id: '20260101000000AAAAAAAA',
  time: 0,
  isSealed: true,
  slot: 0,
  isDefault: false,
  isKept: false,
  hasNested: false,
  base: null,
  kernels: [],
};
const facts: PlanFacts = {
  base,
  subvolumes: [
    { name: '@', isReadOnly: false },
    { name: '@opt', isReadOnly: false },
  ],
  names: [base.id],
  template:
    'UUID=x / btrfs subvol=CURRENT_SNAPSHOTS_PATH/@,ro 0 0\nUUID=x /var/log btrfs subvol=/commons/@var@log 0 0\nUUID=x /opt btrfs subvol=CURRENT_SNAPSHOTS_PATH/@opt 0 0\n',
  paths: new Set(['commons/@var@log']),
  now: Date.UTC(2026, 1, 1) / 1000,
  letters: 'BBBBBBBB',
};
const id = '20260201000000BBBBBBBB';

t.strictSame(planGeneration(facts), {
  kind: 'plan',
  id,
  making: `snapshots/.new-${id}`,
  sealed: `snapshots/${id}`,
  fstab: (facts.template ?? '').replaceAll('CURRENT_SNAPSHOTS_PATH', `/snapshots/${id}`),
  mounts: [
    { subvolume: `snapshots/.new-${id}/@opt`, mountpoint: '/opt' },
    { subvolume: 'commons/@var@log', mountpoint: '/var/log' },
  ],
  sharedBoot: null,
  snapshots: [
    { from: `snapshots/${base.id}/@`, name: '@', isSealed: true },
    { from: `snapshots/${base.id}/@opt`, name: '@opt', isSealed: false },
  ],
});
t.match(planGeneration({ ...facts, template: null }), { kind: 'refused', reason: /no file fstab/ });
t.match(planGeneration({ ...facts, template: '' }), { kind: 'refused', reason: /no line for/ });
t.match(planGeneration({ ...facts, paths: new Set() }), { reason: /commons\/@var@log on \/var\/log/ });
t.match(planGeneration({ ...facts, subvolumes: [{ name: '@', isReadOnly: true }] }), {
  reason: /@opt of each/,
});

t.test('a /boot that all generations have is not what a command gets to see', async (t) => {
  const template = `${facts.template}UUID=a /boot btrfs subvol=/commons/@boot 0 0\n`;
  const source = /^(\S+) \/ /m.exec(facts.template ?? '')?.[1] ?? '';
  const plan = planGeneration({
    ...facts,
    template: template.replace('UUID=a /boot', `${source} /boot`),
    paths: new Set([...facts.paths, 'commons/@boot']),
  });
  t.match(plan, {
    kind: 'plan',
    sharedBoot: 'commons/@boot',
    mounts: [{ mountpoint: '/opt' }, { mountpoint: '/var/log' }],
  });
  t.equal(plan.kind === 'plan' && plan.mounts.length, 2);
});

t.test('a clock that went back', async (t) => {
  const names = ['20270101000000CCCCCCCC', '.new-20270101000001DDDDDDDD'];
  t.match(planGeneration({ ...facts, names }), { id: '20270101000002BBBBBBBB' });
});
