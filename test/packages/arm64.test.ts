import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { binaries, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';

t.setTimeout(300_000);

const binary = join(workspace, 'dist/arm64/twinroot');
const qemu = '/usr/bin/qemu-aarch64-static';
const libraries = '/usr/aarch64-linux-gnu';

/** It is made by `npm run package -- --arch arm64`, which downloads a node: not with each build. */
function whyNot(): string | false {
  if (process.env['TWINROOT_BIN'] !== undefined) return 'TWINROOT_BIN names other commands';
  if (!existsSync(binary)) return 'npm run package -- --arch arm64 was not run';
  return existsSync(qemu) && existsSync(`${libraries}/lib/libstdc++.so.6`)
    ? false
    : 'qemu-user-static and the libraries of arm64 are not installed';
}
const skip = whyNot();
const run = (name: string, args: readonly string[], env = {}) =>
  call(qemu, ['-L', libraries, '-0', name, binary, ...args], { env });

t.test('the binary for arm64 does what the one for x64 does', { skip }, async (t) => {
  t.match(await run('twinroot', ['--version']), { status: 0, out: 'twinroot ', err: '' });
  for (const machine of ['two-nvme', 'md-raid', 'xbootldr-ext4']) {
    const args = ['--json', '--sysroot', join(workspace, 'test/roots', machine)];
    t.same(await run('esp-which', args), await call(join(binaries, 'esp-which'), args), machine);
  }
});

t.test('and it is as protected from its caller', { skip }, async (t) => {
  const written = t.testdir({});
  for (const env of [
    { NODE_OPTIONS: '--require=/nonexistent.js' },
    { OPENSSL_CONF: '/nonexistent' },
    { NODE_COMPILE_CACHE: written },
  ])
    t.match(await run('esp-which', ['--version'], env), { status: 0, out: 'esp-which ', err: '' });
  const files = readdirSync(written, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  t.same(files, []);
});
