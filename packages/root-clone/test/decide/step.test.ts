import t from 'tap';
import { type Step, stepRecord, writesBoot } from '../../src/decide/step.ts';
import { usualVolumes } from '../machine-fixture.ts';

t.test('steps as records', async (t) => {
  const [root, boot] = usualVolumes();
  if (!root || !boot) throw new Error('there are two');
  const mount = { device: '/dev/sdb1', target: '/mnt/new', fstype: 'vfat', options: 'rw' };
  const cases: [step: Step, target: string, detail: string | RegExp | null][] = [
    [{ kind: 'mount', mount }, '/mnt/new', '/dev/sdb1 vfat rw'],
    [{ kind: 'directory', path: '/tmp', mode: 0o1777 }, '/mnt/new/tmp', '1777'],
    [{ kind: 'copy', volume: root, from: '/', options: [] }, '/mnt/new', '/'],
    [{ kind: 'prune', volume: boot, from: 'h:/boot/', options: [] }, '/mnt/new/boot', 'h:/boot/'],
    [
      { kind: 'copy', volume: boot, from: '/boot/a/', options: [], into: '/boot/b' },
      '/mnt/new/boot/b',
      '/boot/a/',
    ],
    [
      { kind: 'write', path: '/etc/fstab', text: 'x', ofSource: false, like: '/etc/fstab' },
      '/mnt/new/etc/fstab',
      null,
    ],
    [{ kind: 'write', path: '/etc/fstab', text: 'x', ofSource: true, like: '/etc/fstab' }, '/etc/fstab', /./],
    [{ kind: 'remove', path: '/boot/a' }, '/mnt/new/boot/a', null],
    [{ kind: 'loader', esp: boot, xbootldr: null }, '/mnt/new/boot', /./],
    [{ kind: 'firmware', esp: boot }, '/dev/sdb1', null],
  ];
  for (const [step, target, detail] of cases)
    t.match(stepRecord(step, '/mnt/new'), { step: step.kind, target, detail }, step.kind);
});

t.test('what writes to a volume of boot loaders', async (t) => {
  const [root, boot] = usualVolumes();
  if (!root || !boot) throw new Error('there are two');
  const mount = { device: '/dev/sdb1', target: '/mnt/new', fstype: 'vfat', options: 'rw' };
  const cases: [step: Step, due: boolean][] = [
    [{ kind: 'mount', mount }, false],
    [{ kind: 'directory', path: '/tmp', mode: 0o1777 }, false],
    [{ kind: 'copy', volume: root, from: '/', options: [] }, false],
    [{ kind: 'copy', volume: boot, from: '/boot/', options: [] }, true],
    [{ kind: 'prune', volume: boot, from: '/boot/', options: [] }, true],
    [{ kind: 'write', path: '/boot/x', text: 'x', ofSource: false, like: '/boot/x' }, true],
    [{ kind: 'remove', path: '/boot/a' }, true],
    [{ kind: 'loader', esp: boot, xbootldr: null }, true],
  ];
  for (const [step, due] of cases) t.equal(writesBoot(step), due, JSON.stringify(step).slice(0, 60));
});
