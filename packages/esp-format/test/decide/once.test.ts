import t from 'tap';
import { device } from '../../../lib-blockdev/test/device-fixture.ts';
import { namedOnce, neededBeside } from '../../src/decide/once.ts';

const disk = { kind: 'disk', disk: '/dev/sdb', start: 0 } as const;
const esp = { kind: 'partition', disk: '/dev/sdb', start: 1 } as const;
const booted = (['esp', 'xbootldr'] as const).map((kind) => ({ kind, device: device('/dev/sda1') }));

t.test('what is named twice', async (t) => {
  const other = { ...esp, start: 2 };
  t.strictSame(namedOnce([disk, esp, { ...disk }, other, { ...esp }]), [disk, esp, other]);
  t.strictSame(namedOnce([]), []);
});

t.test('a disk, and a partition of it', async (t) => {
  const needed = (one: typeof disk | typeof esp, ...all: (typeof disk | typeof esp)[]) =>
    neededBeside(one, all, booted, () => 'esp').map(({ kind }) => kind);
  t.strictSame(needed(disk, disk), ['esp', 'xbootldr']);
  t.strictSame(needed(disk, disk, esp), ['xbootldr']);
  t.strictSame(needed(esp, disk, esp), ['esp', 'xbootldr']);
});
