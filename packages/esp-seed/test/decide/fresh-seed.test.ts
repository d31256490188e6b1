import t from 'tap';
import { freshSeed } from '../../src/decide/fresh-seed.ts';

const text = (value: string) => Buffer.from(value, 'latin1');
const drawn = text('the quick brown fox jumps over !');

// Computed apart from this code, by Python's hashlib: sha256(pack('<Q', 32) + drawn + pack('<Q', len(old)) + old).
t.test('the bytes of a seed are those of the formula', async (t) => {
  for (const [name, old, digest] of [
    ['no seed', '', '4560cf2813923a491e969d4225bc311095375c25e66ed6432723fabaa7d78482'],
    ['a short one', 'abc', '1ad0f57de5bf5e8aebdb41122d348ab2c853429a5304e53ac956d1d5dd51ae52'],
    [
      'a whole one',
      '0123456789abcdef0123456789ABCDEF',
      '1f55f7db4d89312a93314a4393003acd3cb8e2ba3c029fbe3acc7f80e357b478',
    ],
    [
      'of a longer one its first 32 bytes',
      '0123456789abcdef0123456789ABCDEF and more',
      '1f55f7db4d89312a93314a4393003acd3cb8e2ba3c029fbe3acc7f80e357b478',
    ],
  ] as const)
    t.equal(Buffer.from(freshSeed(drawn, text(old))).toString('hex'), digest, name);
});

t.test('what is drawn and what was there both count', async (t) => {
  const others = [...drawn].map((byte, at) =>
    Uint8Array.from(drawn, (one, index) => (index === at ? byte ^ 1 : one)),
  );
  const all = [
    ...others.map((other) => freshSeed(other, drawn)),
    ...others.map((other) => freshSeed(drawn, other)),
    freshSeed(drawn, drawn),
  ].map((seed) => Buffer.from(seed).toString('hex'));
  t.equal(new Set(all).size, all.length);
  for (const seed of all) t.equal(seed.length, 64);
});

t.test('fewer or more bytes than a seed has are not drawn', async (t) => {
  t.throws(() => freshSeed(drawn.subarray(1), drawn), RangeError);
  t.throws(() => freshSeed(Buffer.concat([drawn, drawn]), drawn), RangeError);
});
