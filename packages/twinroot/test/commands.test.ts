import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { commands } from '../src/commands.ts';

const packages = join(import.meta.dirname, '../..');

/** The packages that are commands: those with a binary. */
function commandPackages(): readonly string[] {
  return readdirSync(packages).filter((name) => {
    const path = join(packages, name, 'package.json');
    return name !== 'twinroot' && existsSync(path) && 'bin' in JSON.parse(readFileSync(path, 'utf8'));
  });
}

t.test('every command of the workspace is in it', async (t) => {
  t.same([...commands.keys()].sort(), [...commandPackages()].sort());
});

t.test('each is what its name says', async (t) => {
  for (const [name, { spec }] of commands) t.equal((await spec()).name, name);
});
