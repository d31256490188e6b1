import t from 'tap';
import { bindStep, deviceStep, toOperation, unmountStep } from '../../src/decide/bind-step.ts';
import { mountsFrom, sda1 } from '../machine-fixture.ts';

t.test('the record of a step', async (t) => {
  const [, mount] = mountsFrom(['1 8:17 / /boot vfat /dev/sdb1']);
  if (mount === undefined) throw new Error('no mount');
  const booted = { kind: 'found', device: sda1, fstype: 'vfat', options: ['nodev', 'noexec'] } as const;
  const cases = [
    [deviceStep(booted, '/boot'), 'mount', '/dev/sda1', 'nodev,noexec'],
    [bindStep('/efi0', '8:1', '/boot'), 'bind', '/efi0', null],
    [unmountStep(mount, null), 'unmount', '/dev/sdb1', null],
    [unmountStep({ ...mount, source: '' }, null), 'unmount', null, null],
  ] as const;
  for (const [step, operation, source, options] of cases) {
    t.same(toOperation(step), { operation, source, target: '/boot', options });
  }
});
