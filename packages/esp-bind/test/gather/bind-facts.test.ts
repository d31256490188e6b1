import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { MountPointState } from '../../src/decide/plan.ts';
import { readBindFacts } from '../../src/gather/bind-facts.ts';
import { bootedEsp } from '../machine-fixture.ts';

const { signal } = new AbortController();

t.test('mount points of a machine that does not run', async (t) => {
  const mountinfo = ['25 1 8:2 / / rw - ext4 /dev/sda2 rw', '31 25 8:1 / /efi0 rw - vfat /dev/sda1 rw'];
  const sysroot = t.testdir({
    proc: { self: { mountinfo: `${mountinfo.join('\n')}\n` } },
    sys: { block: {}, dev: { block: {} } },
    dev: {},
    boot: {},
    full: { b: '', a: '' },
    file: '',
    efi0: { hidden: '' },
  });
  symlinkSync('boot', join(sysroot, 'link'));
  const cases: readonly (readonly [target: string, found: MountPointState])[] = [
    ['/boot', { state: 'empty' }],
    ['/full', { state: 'filled', names: ['a', 'b'] }],
    ['/efi0', { state: 'covered' }],
    ['/link', { state: 'symlink', path: '/link' }],
    ['/link/sub', { state: 'symlink', path: '/link' }],
    ['/file', { state: 'not a directory', path: '/file' }],
    ['/file/sub', { state: 'not a directory', path: '/file' }],
    ['/none', { state: 'unknown' }],
  ];
  const placed = cases.map(([target]) => ({ member: bootedEsp, target }));
  const { live, mountPoints, devices } = await readBindFacts(sysroot, placed, signal);
  t.equal(live, false);
  t.strictSame(devices, []);
  for (const [target, found] of cases) t.strictSame(mountPoints.get(target), found, target);
});
