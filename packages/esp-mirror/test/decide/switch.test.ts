import t from 'tap';
import { planOf } from '../../src/decide/plan.ts';
import {
  cuts,
  judge,
  type ModelTree,
  modelTree,
  perform,
  plainPolicy,
  stateOf,
  treeOf,
  verdictsOf,
} from './model.ts';

/** What is bad on the way from a mirror to a source, after any prefix of the plan; null when nothing is. */
function faultOnTheWay(source: ModelTree, mirror: ModelTree): string | null {
  const plan = planOf(modelTree(source), modelTree(mirror), plainPolicy, true);
  const operations = plan.phases.flatMap((phase) => phase.operations);
  const last = stateOf(mirror);
  for (const operation of operations) perform(last, operation, source);
  const verdicts = verdictsOf(modelTree(mirror), modelTree(treeOf(last)));
  for (const { state, where } of cuts(operations, stateOf(mirror), source)) {
    const fault = judge(modelTree(treeOf(state)), verdicts);
    if (fault !== null) return `${where}: ${fault}`;
  }
  return null;
}

const text = (linux: string, ...initrds: readonly string[]) =>
  `linux /${linux}\n${initrds.map((path) => `initrd /${path}\n`).join('')}`;

/** Found by the property tests, and what a machine's layout is; each a source and a mirror. */
const cases: readonly (readonly [
  name: string,
  source: Record<string, string>,
  mirror: Record<string, string>,
])[] = [
  [
    'the only complete entry goes, and its successor is a UKI that is damaged there',
    { 'tok/linux': 'MZ 1', 'EFI/Linux/a.efi': 'MZ 1' },
    {
      'tok/linux': 'MZ 3',
      'EFI/Linux/a.efi': '',
      'loader/entries/arch.conf': text('EFI/Linux/a.efi'),
      'loader/entries/old.conf': text('tok/linux'),
    },
  ],
  [
    'two payloads in place',
    { linux: 'MZ 2', initrd: '2', 'loader/entries/a.conf': text('linux', 'initrd') },
    { linux: 'MZ 1', initrd: '1', 'loader/entries/a.conf': text('linux', 'initrd') },
  ],
  [
    'two payloads in place, of two entries',
    {
      linux: 'MZ 2',
      initrd: '2',
      fallback: '2',
      'loader/entries/a.conf': text('linux', 'initrd'),
      'loader/entries/b.conf': text('linux', 'fallback'),
    },
    {
      linux: 'MZ 1',
      initrd: '1',
      fallback: '1',
      'loader/entries/a.conf': text('linux', 'initrd'),
      'loader/entries/b.conf': text('linux', 'fallback'),
    },
  ],
  [
    'a UKI that a text names too',
    { 'EFI/Linux/a.efi': 'MZ 2', 'loader/entries/a.conf': text('EFI/Linux/a.efi', 'initrd'), initrd: '2' },
    { 'EFI/Linux/a.efi': 'MZ 1', 'loader/entries/a.conf': text('EFI/Linux/a.efi', 'initrd'), initrd: '1' },
  ],
  [
    'all entries under other names, over the same payloads',
    { linux: 'MZ 2', initrd: '2', 'loader/entries/new.conf': text('linux', 'initrd') },
    { linux: 'MZ 1', initrd: '1', 'loader/entries/old.conf': text('linux', 'initrd') },
  ],
];

for (const [name, source, mirror] of cases) {
  t.test(name, async (t) => {
    const trees = [source, mirror].map((tree) => new Map(Object.entries(tree)));
    const [from = new Map(), to = new Map()] = trees;
    t.equal(faultOnTheWay(from, to), null);
  });
}
