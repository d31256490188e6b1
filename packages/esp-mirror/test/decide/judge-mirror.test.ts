import t from 'tap';
import {
  counting,
  first,
  found,
  hashed,
  id,
  partuuidOf,
  registryOf,
} from '../../../lib-seal/test/registries.ts';
import { changedPaths } from '../../src/decide/counted-changes.ts';
import { judgeMirror } from '../../src/decide/judge-mirror.ts';
import { planOf } from '../../src/decide/plan.ts';
import { modelTree, plainPolicy } from './model.ts';

type Files = Readonly<Record<string, string>>;
const tree = (files: Files) => hashed(modelTree(new Map(Object.entries(files))));
const old = { linux: 'MZ 1', 'loader/entries/a.conf': 'linux /linux\n', 'loader/loader.conf': 'timeout 3\n' };
const now = { ...old, linux: 'MZ 2' };

function judge(mirror: Files, registry: ReturnType<typeof registryOf> | null, more: object = {}) {
  const plan = planOf(
    modelTree(new Map(Object.entries(now))),
    modelTree(new Map(Object.entries(mirror))),
    plainPolicy,
    true,
  );
  return judgeMirror(
    {
      source: registryOf(found(tree(now)), {
        generation: { number: 2, id: id('2') },
        parents: [{ number: 1, id: id('1') }],
      }),
      partuuid: first,
      registry,
      tree: tree(mirror),
      kept: plan.kept,
      wanted: found(tree(now)),
      incomplete: new Set(),
      isMirrored: plan.isMirrored,
      changesOf: (counts) => changedPaths(plan.phases, counts),
      force: false,
      findsRot: false,
      ...more,
    },
    counting,
  );
}

const before = registryOf(found(tree(old)));

t.test('a mirror that may be written', async (t) => {
  t.match(judge(old, before), { verdict: 'older', reason: null });
  t.match(judge(old, null), { verdict: 'unknown', reason: null });
  t.match(judge(now, { ...before, set: id('other') }), { verdict: 'same', reason: null });
  t.match(judge(old, before, { source: null }), { verdict: 'unknown', reason: null }, 'it names the source');
});

t.test('a mirror that is refused, and by what it is named', async (t) => {
  const edited = { ...old, 'loader/loader.conf': 'timeout 9\n' };
  t.match(judge(edited, before), { verdict: 'diverged', reason: /loader\/loader\.conf/ });
  t.match(judge(edited, before, { force: true }), { verdict: 'diverged', reason: null });
  const newer = registryOf(found(tree(old)), {
    generation: { number: 3, id: id('3') },
    parents: [{ number: 2, id: id('2') }],
  });
  t.match(judge(old, newer), { verdict: 'newer', reason: /linux/ });
  for (const force of [false, true])
    t.match(judge(old, { ...before, set: id('other') }, { force }), {
      verdict: 'another set',
      reason: /esp-join/,
    });
  const members = [{ kind: 'esp', partuuid: partuuidOf('11111111-1c2d-4b5e-8f90-a1b2c3d4e5f6') }] as const;
  t.match(judge(old, { ...before, members }, { source: null }), { verdict: 'unknown', reason: /esp-join/ });
});

t.test('what only the mirror has and keeps is no change', async (t) => {
  const kept = { ...old, 'EFI/BOOT/BOOTX64.EFI': 'MZ loader' };
  const judgement = judge(kept, before);
  t.match(judgement, { verdict: 'older', kept: [{ path: 'EFI/BOOT/BOOTX64.EFI' }] });
  t.notOk(judgement.counts('EFI/BOOT/BOOTX64.EFI'));
  t.ok(judgement.counts('LINUX'));
});
