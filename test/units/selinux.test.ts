import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';

const source = join(workspace, 'units/selinux');
const skip =
  spawnSync('checkmodule', ['-V']).error === undefined
    ? false
    : 'checkmodule of checkpolicy is not installed';

t.test('the SELinux module is compiled, and packed with its contexts', { skip }, async (t) => {
  const directory = t.testdir();
  const [module, packed, back] = ['twinroot.mod', 'twinroot.pp', 'back'].map((name) => join(directory, name));
  const compile = ['-M', '-m', '-o', `${module}`, join(source, 'twinroot.te')];
  t.match(await call('/usr/bin/checkmodule', compile), { status: 0, err: '' });
  const pack = ['-o', `${packed}`, '-m', `${module}`, '-f', join(source, 'twinroot.fc')];
  t.match(await call('/usr/bin/semodule_package', pack), { status: 0, err: '' });
  const unpack = [`${packed}`, `${back}.mod`, `${back}.fc`];
  t.match(await call('/usr/bin/semodule_unpackage', unpack), { status: 0 });
  t.ok(statSync(`${back}.mod`).size > 1000);
  t.equal(readFileSync(`${back}.fc`, 'utf8'), readFileSync(join(source, 'twinroot.fc'), 'utf8'));
});

t.test('a permission that the module does not ask for is an error', { skip }, async (t) => {
  const text = readFileSync(join(source, 'twinroot.te'), 'utf8');
  const directory = t.testdir();
  const broken = join(directory, 'twinroot.te');
  writeFileSync(broken, `${text}allow twinroot_t shadow_t:file read;\n`);
  const { status } = await call('/usr/bin/checkmodule', [
    '-M',
    '-m',
    '-o',
    join(directory, 'twinroot.mod'),
    broken,
  ]);
  t.not(status, 0);
});

t.test('the contexts are for paths that twinroot has', async (t) => {
  const lines = readFileSync(join(source, 'twinroot.fc'), 'utf8').trim().split('\n');
  const patterns = lines.map((line) => new RegExp(`^${line.split(/\s/)[0]}$`));
  const has = (path: string) => patterns.some((pattern) => pattern.test(path));
  for (const path of ['/usr/bin/twinroot', '/usr/local/bin/twinroot', '/efi0', '/efi1/EFI/BOOT', '/boot@a'])
    t.ok(has(path), path);
  for (const path of ['/efi', '/boot', '/boot@ab', '/efi0x', '/usr/bin/esp-which']) t.notOk(has(path), path);
});
