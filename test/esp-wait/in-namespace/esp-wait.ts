import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { emptyUdev, newPartition, newRoot, removePartition, removeRoot } from '../../fixtures/esp-machine.ts';
import { binaryOf } from '../../support/binaries.ts';
import { call } from '../../support/call.ts';

const first = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';
const second = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';
const third = '1f4b9a1d-2d3e-4c6f-9a01-b2c3d4e5f607';

t.setTimeout(600_000);
emptyUdev();
const root = newRoot();
t.teardown(() => removeRoot(root));

t.test('two devices that appear one after the other, and one that goes again', async (t) => {
  const booted = newPartition('vfat', first);
  t.teardown(() => removePartition(booted));
  const table = `#ROLE KIND STATE PARTUUID\nbooted esp unmounted ${first}\nmirror esp missing ${second}\nmirror esp missing ${third}\n`;
  const args = ['--json', '--sysroot', root, '--timeout', '1000'];
  const child = spawn(binaryOf('esp-wait'), args, { env: {} });
  t.teardown(() => child.kill('SIGKILL'));
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  const closed = once(child, 'close');
  child.stdin.end(table);
  await once(child.stderr, 'data');
  const other = newPartition('vfat', third);
  t.teardown(() => removePartition(other));
  t.equal(child.exitCode, null, 'it waits for the other one');
  const mirror = newPartition('vfat', second);
  const [status] = await closed;
  t.equal(status, 0);
  t.match(JSON.parse(out).members, [
    { partuuid: first, state: 'unmounted', path: booted.device },
    {
      partuuid: second,
      state: 'unmounted',
      path: mirror.device,
      size: 8 * 1024 * 1024,
    },
    { partuuid: third, state: 'unmounted', path: other.device },
  ]);
  removePartition(mirror);
  const gone = await call(binaryOf('esp-wait'), ['--json', '--sysroot', root, '--timeout', '0'], {
    input: out,
  });
  t.equal(gone.status, 32);
  t.match(JSON.parse(gone.out).members, [{ state: 'unmounted' }, { state: 'missing', path: null }, {}]);
});
