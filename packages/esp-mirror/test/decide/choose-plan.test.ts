import t from 'tap';
import { choosePlan } from '../../src/decide/choose-plan.ts';
import { type ModelTree, modelTree, plainPolicy } from './model.ts';

const kernel = 'MZ kernel';
const complete = new Map([
  ['vmlinuz', kernel],
  ['loader/entries/a.conf', 'linux /vmlinuz\n'],
]);
const damaged = new Map([['loader/entries/a.conf', 'linux /vmlinuz\n']]);
const grub = new Map([
  ['EFI/debian/grubx64.efi', kernel],
  ['EFI/debian/grub.cfg', 'configfile /boot/grub/grub.cfg\n'],
]);
const loader = new Map([['EFI/BOOT/BOOTX64.EFI', kernel]]);
const versioned = (version: string): ModelTree =>
  new Map([
    ['vmlinuz', `${kernel} release=${version}`],
    ['loader/entries/a.conf', 'linux /vmlinuz\n'],
  ]);
const nothing: ModelTree = new Map();

const cases: readonly [string, ModelTree, ModelTree, boolean, 'plan' | 'refused'][] = [
  ['a complete source is mirrored', complete, nothing, false, 'plan'],
  ['a source whose only entry is damaged is refused', damaged, nothing, false, 'refused'],
  ['and mirrored with --force', damaged, nothing, true, 'plan'],
  ['an empty source is refused', nothing, nothing, false, 'refused'],
  ['a boot loader without entries, as GRUB is, is mirrored', grub, nothing, false, 'plan'],
  ['also over a mirror that has entries', grub, complete, false, 'plan'],
  [
    'a boot loader without entries, and nobody knows where they are, is mirrored',
    loader,
    nothing,
    false,
    'plan',
  ],
  ['but not over a mirror that has entries', loader, complete, false, 'refused'],
  ['which stay with --force', loader, complete, true, 'plan'],
  ['an older kernel is refused', versioned('6.11'), versioned('6.12'), false, 'refused'],
  ['an older kernel is mirrored with --force', versioned('6.11'), versioned('6.12'), true, 'plan'],
  ['a newer kernel is mirrored', versioned('6.12'), versioned('6.11'), false, 'plan'],
];

for (const [name, source, mirror, force, kind] of cases) {
  t.test(name, async (t) => {
    const choice = choosePlan(modelTree(source), modelTree(mirror), { ...plainPolicy, force });
    t.equal(choice.kind, kind);
  });
}

t.test(
  'a source whose only entry is being written is not refused, and nothing is taken from the mirror',
  async (t) => {
    const half = new Map([...complete, ['vmlinuz', 'M']]);
    t.equal(choosePlan(modelTree(half), modelTree(complete), plainPolicy).kind, 'refused');
    const written = new Map([['VMLINUZ', 'is being written']]);
    const policy = { ...plainPolicy, written };
    t.match(choosePlan(modelTree(half), modelTree(complete), policy), {
      kind: 'plan',
      plan: { phases: [], notes: [{ kind: 'kept', path: 'loader/entries/a.conf' }] },
    });
    t.match(choosePlan(modelTree(half), modelTree(nothing), policy), {
      kind: 'plan',
      plan: { notes: [{ kind: 'kept' }] },
    });
  },
);

t.test('with --force and nothing complete on the source, the entries of the mirror stay', async (t) => {
  const choice = choosePlan(modelTree(damaged), modelTree(complete), { ...plainPolicy, force: true });
  t.match(choice, { kind: 'plan', plan: { phases: [] } });
});
