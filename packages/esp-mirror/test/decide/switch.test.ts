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

const lacking = {
  source: {
    one: 'MZ 1',
    first: '1',
    'a-kernel': 'MZ 2',
    zinitrd: '2',
    'loader/entries/one.conf': text('one', 'first'),
    'loader/entries/two.conf': text('a-kernel', 'zinitrd'),
  },
  mirror: {
    one: 'MZ 1',
    first: '1',
    'loader/entries/one.conf': text('one', 'first'),
    'loader/entries/two.conf': text('a-kernel', 'zinitrd'),
  },
};

function stepsOf(source: Record<string, string>, mirror: Record<string, string>): readonly string[] {
  const [from, to] = [source, mirror].map((tree) => modelTree(new Map(Object.entries(tree))));
  if (from === undefined || to === undefined) throw new Error('no trees');
  const { phases } = planOf(from, to, plainPolicy, true);
  return phases.flatMap(({ operations }) => operations).map(({ op, path }) => `${op} ${path}`);
}

t.test('an entry that lacks its files goes before they come, and comes back', async (t) => {
  t.strictSame(stepsOf(lacking.source, lacking.mirror), [
    'delete loader/entries/two.conf',
    'copy a-kernel',
    'copy zinitrd',
    'copy loader/entries/two.conf',
  ]);
  t.equal(
    faultOnTheWay(new Map(Object.entries(lacking.source)), new Map(Object.entries(lacking.mirror))),
    null,
  );
});

t.test('where no other one is complete, it stays, and what it starts comes last', async (t) => {
  const { one: _one, ...mirror } = lacking.mirror;
  t.strictSame(stepsOf(lacking.source, mirror), ['copy zinitrd', 'copy one', 'copy a-kernel']);
});

t.test('one that is no entry on either side goes, whatever has to be torn', async (t) => {
  const addon = 'EFI/Linux/a.efi.extra.d/more.addon.efi';
  const source = {
    'dtb/board.dtb': '1',
    'loader/entries/lost.conf': 'linux /lost\n',
    'EFI/Linux/a+2-1.efi': 'MZ 1',
    [addon]: 'MZ 1',
  };
  const mirror = {
    'loader/entries/lost.conf': 'linux /lost\ndevicetree /dtb/board.dtb\n',
    'EFI/Linux/a+3.efi': '',
    'EFI/Linux/a+2-1.efi': 'MZ 1',
  };
  const [from, to] = [source, mirror].map((tree) => modelTree(new Map(Object.entries(tree))));
  if (from === undefined || to === undefined) throw new Error('no trees');
  t.strictSame(planOf(from, to, plainPolicy, true).torn, ['EFI/Linux/a+2-1.efi']);
  const steps = stepsOf(source, mirror);
  const [gone, comes] = ['delete loader/entries/lost.conf', 'copy dtb/board.dtb'].map((step) =>
    steps.indexOf(step),
  );
  t.ok(gone !== undefined && comes !== undefined && gone >= 0 && gone < comes, steps.join(', '));
});
