import { mkdirSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { makeLinkDirectoryDurably, replaceLinkDurably } from '../../src/act/link.ts';

const links = new Map([
  ['0', '../new'],
  ['1', '../old'],
]);

t.test('a directory of links is there with all of them', async (t) => {
  const directory = t.testdir({});
  const [path, temporary] = [join(directory, 'links'), join(directory, '.new')];
  mkdirSync(temporary);
  symlinkSync('../torn', join(temporary, '7')); // what a run has left that was cut
  await makeLinkDirectoryDurably(path, temporary, links);
  t.strictSame(readdirSync(directory), ['links']);
  t.strictSame(
    readdirSync(path).map((name) => [name, readlinkSync(join(path, name))]),
    [...links],
  );
  await t.rejects(makeLinkDirectoryDurably(path, temporary, links), { code: 'EXISTS' });
  mkdirSync(temporary);
  writeFileSync(join(temporary, 'mine'), '');
  await t.rejects(makeLinkDirectoryDurably(`${path}2`, temporary, links), {
    code: 'SYSTEM',
    errno: 'EEXIST',
  });
});

t.test('a link leads elsewhere; what is no link stays', async (t) => {
  const directory = t.testdir({ next: {}, directory: {}, file: 'x' });
  const temporary = join(directory, 'next/current');
  const path = join(directory, 'current');
  await replaceLinkDurably(path, temporary, './links/a');
  t.equal(readlinkSync(path), './links/a', 'a new one');
  symlinkSync('torn', temporary);
  await replaceLinkDurably(path, temporary, './links/b');
  t.equal(readlinkSync(path), './links/b');
  t.strictSame(readdirSync(join(directory, 'next')), []);
  for (const name of ['directory', 'file'])
    await t.rejects(replaceLinkDurably(join(directory, name), temporary, 'x'), { code: 'EXISTS' });
  await t.rejects(replaceLinkDurably(path, join(directory, 'nowhere/current'), 'x'), { code: 'SYSTEM' });
  t.equal(readlinkSync(path), './links/b');
});
