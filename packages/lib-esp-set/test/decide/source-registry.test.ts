import { parsePartuuid } from '@twinroot/lib-blockdev';
import type { Registry, RegistryText } from '@twinroot/lib-registry';
import t from 'tap';
import { listedBy, nothingListed, sourceRegistryOf, whyNotOwn } from '../../src/decide/source-registry.ts';
import { id } from '../machine-of.ts';

const partuuidOf = (digit: number) => {
  const partuuid = parsePartuuid(id(digit));
  if (partuuid === null) throw new Error(id(digit));
  return partuuid;
};
const [own, other, third, fourth] = [1, 2, 3, 4].map(partuuidOf);
const generation = (number: number) => ({ number, id: String(number).padStart(32, '0') });

function registryOf(more: Partial<Registry>): RegistryText {
  const registry: Registry = {
    set: 'a'.repeat(32),
    members: [],
    gone: [],
    generation: generation(42),
    parents: [generation(41)],
    source: partuuidOf(1),
    partOf: null,
    becoming: null,
    alone: [],
    others: [],
    files: [],
    ...more,
  };
  return { kind: 'registry', registry, text: '' };
}

const members = [own, other].map((partuuid) => ({
  kind: 'esp' as const,
  partuuid: partuuid ?? partuuidOf(0),
}));
const found = (text: RegistryText | null) => sourceRegistryOf(text, '/efi0', partuuidOf(1));

t.test('who is in the set, and who left it', async (t) => {
  const gone = [other, third, fourth].map((partuuid, index) => ({
    kind: 'esp' as const,
    partuuid: partuuid ?? partuuidOf(0),
    generation: generation([40, 41, 7][index] ?? 0).id,
  }));
  const { listed, warning } = listedBy(found(registryOf({ members, gone })));
  t.equal(warning, null);
  t.strictSame(listed.members, members);
  t.strictSame(
    [...listed.left],
    [
      [third, 'generation 41'],
      [fourth, `generation ${generation(7).id}`],
    ],
    'who is a member has not left',
  );
});

t.test('what does not count', async (t) => {
  t.same(listedBy(found(null)), { listed: nothingListed, warning: null });
  t.match(found(null), { kind: 'none', why: '/efi0' });
  const cases: [name: string, RegistryText, says: RegExp][] = [
    ['damaged', { kind: 'damaged', why: 'its end is missing' }, /damaged \(its end is missing\)/],
    ['unreadable', { kind: 'damaged', why: 'it cannot be read (EACCES)', code: 'EACCES' }, /EACCES/],
    ['another version', { kind: 'other version', major: 2 }, /format 2/],
    ['it does not name the source', registryOf({ members: members.slice(1) }), /another set/],
  ];
  for (const [name, text, says] of cases) {
    const { listed, warning } = listedBy(found(text));
    t.equal(listed, nothingListed, name);
    t.match(warning, says, name);
    t.match(warning, '/efi0');
  }
  t.notMatch(listedBy(found({ kind: 'damaged', why: 'it cannot be read', code: 'EIO' })).warning, 'damaged');
  t.match(whyNotOwn('/efi0'), '/efi0');
});

t.test('what names the source', async (t) => {
  t.match(found(registryOf({ members })), { kind: 'registry', isOwn: true, name: '/efi0' });
  t.match(found(registryOf({ members: members.slice(1) })), { kind: 'registry', isOwn: false });
});
