import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { binaries, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { needs } from '../support/needs.ts';

t.setTimeout(300_000);

const binary = join(workspace, 'dist/arm64/twinroot');
const qemu = '/usr/bin/qemu-aarch64-static';
const libraries = '/usr/aarch64-linux-gnu';

/**
 * Makes the binary, as `npm run package -- --arch arm64` does: its node is downloaded from npm once, about 50 MB, and kept in
 * node_modules/.cache.
 *
 * @returns why it cannot be tested here; false when it can
 */
async function make(): Promise<string | false> {
  if (process.env['TWINROOT_BIN'] !== undefined) return 'TWINROOT_BIN names other commands';
  const { skip: withoutStrip } = needs('eu-strip');
  if (withoutStrip) return withoutStrip;
  if (!existsSync(qemu) || !existsSync(`${libraries}/lib/libstdc++.so.6`))
    return 'qemu-user-static and the libraries of arm64 are not installed';
  const program = join(workspace, 'packages/build-tools/src/compile.ts');
  // Of a network that is not there, npm would be certain after minutes only.
  const env = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: homedir(),
    npm_config_fetch_retries: '0',
  };
  const args = [program, 'packages/twinroot', 'arm64'];
  const { status, err } = await call(process.execPath, args, { cwd: workspace, env });
  if (status === 75) return `node for arm64: ${err.trim()}`;
  if (status !== 0) throw new Error(err);
  return false;
}
const skip = await make();
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
