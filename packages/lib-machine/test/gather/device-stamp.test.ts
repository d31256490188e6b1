import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readDeviceStamp } from '../../src/gather/device-stamp.ts';

t.test("it is the number of the kernel's last event, while udev has nothing to do", async (t) => {
  const root = t.testdir({
    sys: { kernel: { uevent_seqnum: '4711\n' } },
    run: { udev: { control: '' } },
  });
  t.equal(readDeviceStamp(root), '4711');
  const queue = join(root, 'run/udev/queue');
  writeFileSync(queue, '');
  t.equal(readDeviceStamp(root), null, 'udev works on an event');
  rmSync(queue);
  writeFileSync(join(root, 'sys/kernel/uevent_seqnum'), '');
  t.equal(readDeviceStamp(root), null, 'no number');
  rmSync(join(root, 'sys'), { recursive: true });
  t.equal(readDeviceStamp(root), null, 'no /sys');
});

t.test('without udev there is none', async (t) => {
  t.equal(readDeviceStamp(t.testdir({ sys: { kernel: { uevent_seqnum: '1\n' } } })), null);
});
