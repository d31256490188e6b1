import t from 'tap';
import { formatRegistry } from '../../src/decide/format-registry.ts';
import { example, partuuidOf } from './registry-of.ts';

t.test('the text of a registry', async (t) => {
  const member = partuuidOf('7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b');
  const text = formatRegistry({
    ...example,
    members: [{ kind: 'esp', partuuid: member }],
    gone: [{ kind: 'xbootldr', partuuid: member, generation: example.generation.id }],
    partOf: { number: 43, id: 'c'.repeat(32) },
    becoming: {
      generation: { number: 44, id: 'd'.repeat(32) },
      from: member,
      parents: [{ number: 43, id: 'c'.repeat(32) }],
      states: [
        { path: 'A', file: null },
        { path: 'B', file: { size: 1, mtime: 2, digest: null } },
      ],
    },
    alone: [{ bootId: 'e'.repeat(32), time: 1_800_000_000, missing: member }],
    others: ['# kept'],
  });
  t.strictSame(text.split('\n').slice(0, -2), [
    '# esp-sync 1',
    `set        ${example.set}`,
    `member     esp      ${member}`,
    `gone       xbootldr ${member} ${example.generation.id}`,
    `generation 42 ${example.generation.id}`,
    `parent     41 ${example.parents[0]?.id}`,
    `source     ${example.source}`,
    `part-of    43 ${'c'.repeat(32)}`,
    `becoming   44 ${'d'.repeat(32)} from ${member}`,
    `becoming-parent 43 ${'c'.repeat(32)}`,
    'becoming-file gone A',
    'becoming-file - 1 2 B',
    `alone      ${'e'.repeat(32)} 1800000000 ${member}`,
    '# kept',
    `file       ${'a'.repeat(64)} 9 1700000000 LOADER/ENTRIES/A.CONF`,
    `file       ${'b'.repeat(64)} 70000 1700000002 EFI/LINUX/B\\040C.EFI`,
  ]);
  t.match(text, /\nend sha256:[0-9a-f]{64}\n$/);
});
