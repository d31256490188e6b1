import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { writeSeed } from '../../src/act/write-seed.ts';
import { readSeed } from '../../src/gather/read-seed.ts';

t.test('a seed is written for its owner alone, and is another one each time', async (t) => {
  const root = t.testdir();
  mkdirSync(join(root, 'loader'));
  const place = join(root, 'loader/random-seed');
  const seen = new Set<string>();
  await writeSeed(root, { kind: 'none' });
  for (const _ of [1, 2, 3]) {
    seen.add(readFileSync(place, 'hex'));
    t.equal(statSync(place).mode & 0o777, 0o600);
    t.equal(statSync(place).size, 32);
    await writeSeed(root, readSeed(root));
  }
  t.equal(seen.size, 3);
  t.same(readdirSync(join(root, 'loader')), ['random-seed']);
});

t.test('one that appeared since it was looked for is not replaced', async (t) => {
  const root = t.testdir();
  mkdirSync(join(root, 'loader'));
  writeFileSync(join(root, 'loader/random-seed'), 'since');
  await t.rejects(writeSeed(root, { kind: 'none' }), { code: 'EXISTS' });
  t.equal(readFileSync(join(root, 'loader/random-seed'), 'utf8'), 'since');
});
