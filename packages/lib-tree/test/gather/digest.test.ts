import { createHash } from 'node:crypto';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { readDigest, readDigestIfSame } from '../../src/gather/digest.ts';

t.test('the digest of a file of any size', async (t) => {
  const large = Buffer.alloc(3 * 1024 * 1024 + 5, 'x');
  const root = t.testdir({ empty: '', large });
  for (const [name, bytes] of [
    ['empty', Buffer.alloc(0)],
    ['large', large],
  ] as const)
    t.equal(readDigest(root, name), createHash('sha256').update(bytes).digest('hex'), name);
  symlinkSync('large', join(root, 'link'));
  t.throws(() => readDigest(root, 'link'), { code: 'ELOOP' });
  t.throws(() => readDigest(root, 'nothing'), { code: 'ENOENT' });
});

t.test('files with the same bytes, and others', async (t) => {
  const root = t.testdir({});
  const [a, b] = [join(root, 'a'), join(root, 'b')];
  const size = fc.constantFrom(0, 1, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 3_000_000);
  fc.assert(
    fc.property(size, fc.nat(), fc.boolean(), (length, seed, isOther) => {
      const bytes = Buffer.alloc(length, seed);
      writeFileSync(a, bytes);
      const expected = isOther && length > 0 ? null : createHash('sha256').update(bytes).digest('hex');
      if (expected === null) bytes[seed % length] = (bytes[seed % length] ?? 0) ^ 1;
      writeFileSync(b, bytes);
      return readDigestIfSame(a, b) === expected;
    }),
    { numRuns: 30 },
  );
  writeFileSync(b, Buffer.alloc(5));
  writeFileSync(a, Buffer.alloc(6));
  t.equal(readDigestIfSame(a, b), null, 'one is longer');
  t.throws(() => readDigestIfSame(a, join(root, 'none')), { code: 'ENOENT' });
});
