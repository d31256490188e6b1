import t from 'tap';
import {
  aloneIn,
  fileIn,
  generationIn,
  idIn,
  memberIn,
  partuuidIn,
  pathStateIn,
  wordsOf,
} from '../../src/decide/registry-words.ts';

const id = 'a'.repeat(32);
const digest = 'b'.repeat(64);
const partuuid = '04012e69-01';

t.test('values of a registry', async (t) => {
  t.equal(idIn(wordsOf('set', id)), id);
  t.strictSame(generationIn(wordsOf('generation', `7 \t ${id}`)), { number: 7, id });
  t.equal(partuuidIn(wordsOf('source', partuuid)), partuuid);
  t.strictSame(memberIn(wordsOf('member', `xbootldr ${partuuid}`)), { kind: 'xbootldr', partuuid });
  t.strictSame(aloneIn(wordsOf('alone', `${id} 12 ${partuuid}`)), {
    bootId: id,
    time: 12,
    missing: partuuid,
  });
  t.strictSame(fileIn(wordsOf('file', `${digest} 1 2 A\\040B`)), { digest, size: 1, mtime: 2, path: 'A B' });
  t.strictSame(pathStateIn(wordsOf('becoming-file', 'gone A')), { path: 'A', file: null });
  t.strictSame(pathStateIn(wordsOf('becoming-file', '- 1 2 A')), {
    path: 'A',
    file: { digest: null, size: 1, mtime: 2 },
  });
});

t.test('words that are not as expected', async (t) => {
  for (const bad of ['', '-1 a', `07 ${id}`, `1 ${id.toUpperCase()}`, `1e3 ${id}`, `${'9'.repeat(16)} ${id}`])
    t.throws(() => generationIn(wordsOf('generation', bad)), { name: 'UnreadableLine' }, bad);
  for (const bad of ['efi 04012e69-01', 'esp 04012e69', 'esp'])
    t.throws(() => memberIn(wordsOf('member', bad)), { name: 'UnreadableLine' }, bad);
  for (const bad of [`${digest} 1 2`, `${digest} 1 2 A\\9`, `${digest} 1 2 -`, `- 1 2 A`])
    t.throws(() => fileIn(wordsOf('file', bad)), { name: 'UnreadableLine' }, bad);
  const words = wordsOf('source', `${partuuid} more`);
  partuuidIn(words);
  t.throws(() => words.end(), /too many words/);
});
