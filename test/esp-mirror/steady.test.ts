import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { program, writeTree } from '../fixtures/boot-tree.ts';
import { brief, mirror } from '../support/esp-mirror-call.ts';

const large = 200_000;
const entry = { 'loader/entries/one.conf': 'title one\nlinux /vmlinuz\ninitrd /initrd\n' };

t.test('a large file that is written again at once, in the same size, is mirrored again', async (t) => {
  const root = t.testdir();
  const [source, target] = [join(root, 'source'), join(root, 'mirror')];
  writeTree(source, { ...entry, vmlinuz: program('kernel', 1000), initrd: Buffer.alloc(large, 1) });
  writeTree(target, {});
  for (const content of [2, 3, 4]) {
    // Written now, not at the time that test files usually have: this is what happens in the same step of 2 seconds.
    writeFileSync(join(source, 'initrd'), Buffer.alloc(large, content));
    t.equal(brief(await mirror(source, target)), 'mirrored 0');
    t.equal(readFileSync(join(target, 'initrd'))[0], content);
  }
  t.equal(
    Math.floor(statSync(join(target, 'initrd')).mtimeMs / 2000),
    Math.floor(statSync(join(source, 'initrd')).mtimeMs / 2000),
  );
  t.equal(brief(await mirror(source, target)), 'same 0');
});

t.test('a time in the future is not waited for', async (t) => {
  const root = t.testdir();
  const [source, target] = [join(root, 'source'), join(root, 'mirror')];
  const later = Date.now() / 1000 + 3600;
  writeTree(source, { ...entry, vmlinuz: program('kernel', 1000), initrd: Buffer.alloc(large, 1) }, later);
  writeTree(target, {});
  t.equal(brief(await mirror(source, target)), 'mirrored 0');
  t.equal(brief(await mirror(source, target)), 'same 0');
});
