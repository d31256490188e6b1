import t from 'tap';
import { mkfsScript } from '../../src/decide/mkfs-script.ts';

t.test('a script', async (t) => {
  const steps = [
    { device: '/dev/sdb1', old_device: '/dev/sda1', command: 'a' },
    { device: '/dev/sdb1', old_device: '/dev/sda1', command: 'b' },
    { device: '/dev/sdb2', old_device: '/dev/sda2', command: 'c' },
  ];
  t.equal(mkfsScript(steps), '# /dev/sdb1, as /dev/sda1\na\nb\n# /dev/sdb2, as /dev/sda2\nc\n');
  t.equal(mkfsScript([]), '');
});
