import { existsSync } from 'node:fs';
import { acquireRunLock, LockError } from '@twinroot/lib-durable';
import t from 'tap';
import { withMembers } from '../../src/act/with-members.ts';

const { signal } = new AbortController();

/** A machine with no device and no mount but its root. */
const machine = {
  proc: { self: { mountinfo: '25 1 8:2 / / rw - ext4 /dev/sda2 rw\n' } },
  sys: { block: {}, dev: { block: {} } },
  dev: {},
};

t.test('the machine is read, and work has its lock', async (t) => {
  const sysroot = t.testdir(machine);
  const wait = { waitSeconds: 0, signal };
  const found = await withMembers({ sysroot, signal, wait }, async (access) => {
    await t.rejects(acquireRunLock(sysroot, 'lock', wait), LockError, 'it is taken');
    return access.machine;
  });
  t.match(found, { sysroot, mounts: [{ mountpoint: '/' }], devices: [] });
  await t.rejects(
    withMembers({ sysroot, signal, wait }, () => Promise.reject(new Error('broken'))),
    /broken/,
  );
  await (await acquireRunLock(sysroot, 'lock', wait)).release();
});

t.test('without a lock nothing is left behind', async (t) => {
  const sysroot = t.testdir(machine);
  t.equal(await withMembers({ sysroot, signal, wait: null }, async () => 7), 7);
  t.notOk(existsSync(`${sysroot}/run`));
});
