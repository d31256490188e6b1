import t from 'tap';
import { checkRegistry } from '../../src/decide/check-registry.ts';
import { example, partuuidOf } from './registry-of.ts';

t.test('what no single line shows', async (t) => {
  const member = { kind: 'esp', partuuid: partuuidOf('04012e69-01') } as const;
  t.doesNotThrow(() => checkRegistry({ ...example, members: [member] }));
  t.throws(
    () => checkRegistry({ ...example, members: [member, { ...member, kind: 'xbootldr' }] }),
    /listed twice/,
  );
  t.throws(() => checkRegistry({ ...example, parents: [example.generation] }), /listed twice/);
  t.throws(
    () =>
      checkRegistry({ ...example, gone: Array.from({ length: 9 }, () => ({ ...member, generation: '' })) }),
    /more than 8/,
  );
  const becoming = {
    generation: example.generation,
    from: member.partuuid,
    parents: [],
    states: [{ path: 'A/../B', file: null }],
  };
  t.throws(() => checkRegistry({ ...example, becoming }), /below the member/);
});
