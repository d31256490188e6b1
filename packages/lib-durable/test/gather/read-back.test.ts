import {
  chmodSync,
  closeSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { isSameAsBytes, isSameAsFile } from '../../src/gather/read-back.ts';

const mib = 1024 * 1024;

t.test('files of any size are compared whole', async (t) => {
  const root = t.testdir({});
  const [one, other] = [join(root, 'one'), join(root, 'other')];
  for (const size of [
    0,
    1,
    511,
    512,
    4095,
    4096,
    4097,
    65_535,
    65_536,
    65_537,
    mib - 1,
    mib,
    mib + 1,
    mib + 4096,
    2 * mib,
    2 * mib + 5,
  ]) {
    const bytes = Buffer.alloc(size, 7);
    writeFileSync(one, bytes);
    writeFileSync(other, bytes);
    t.equal(await isSameAsFile(one, other, size), true, `${size} bytes`);
    t.equal(await isSameAsBytes(one, bytes), true, `${size} bytes`);
    for (const at of [0, size >> 1, size - 1].filter((place) => place >= 0 && place < size)) {
      const fd = openSync(other, 'r+');
      writeSync(fd, Buffer.from([8]), 0, 1, at);
      closeSync(fd);
      t.equal(await isSameAsFile(one, other, size), false, `${size} bytes, another one at ${at}`);
      writeFileSync(other, bytes);
      const changed = Buffer.from(bytes);
      changed[at] = 8;
      t.equal(await isSameAsBytes(one, changed), false, `${size} bytes, another one at ${at}`);
    }
    writeFileSync(other, Buffer.alloc(size + 65_536, 7));
    t.equal(await isSameAsFile(other, one, size), false, `${size} bytes, and a block more on the device`);
    writeFileSync(other, Buffer.alloc(size + 1, 7));
    t.equal(await isSameAsFile(one, other, size), false, `${size} bytes and one more`);
    t.equal(await isSameAsFile(other, one, size + 1), false, `one less than ${size + 1} bytes`);
    t.equal(await isSameAsBytes(one, Buffer.alloc(size + 1, 7)), false);
  }
});

t.test('a link is not followed', async (t) => {
  const root = t.testdir({ file: 'x' });
  symlinkSync('file', join(root, 'link'));
  await t.rejects(isSameAsBytes(join(root, 'link'), Buffer.from('x')), { code: 'ELOOP' });
  for (const length of [1, 2 * mib]) {
    await t.rejects(isSameAsFile(join(root, 'file'), join(root, 'link'), length), { code: 'ELOOP' });
    await t.rejects(isSameAsFile(join(root, 'gone'), join(root, 'file'), length), { code: 'ENOENT' });
  }
});

t.test(
  'what is read back has no new time of access, which the kernel would write some time later',
  async (t) => {
    for (const size of [5000, 3 * mib]) {
      const root = t.testdir({ one: Buffer.alloc(size, 1), other: Buffer.alloc(size, 1) });
      const [one, other] = [join(root, 'one'), join(root, 'other')];
      utimesSync(one, 1, 2);
      t.equal(await isSameAsFile(one, other, size), true);
      t.equal(statSync(one).atimeMs, 1000, `${size} bytes`);
    }
  },
);

t.test(
  "another's file is read back all the same",
  { skip: process.geteuid?.() === 0 ? false : 'who is not root has no other user' },
  async (t) => {
    const root = mkdtempSync(join(tmpdir(), 'read-back-'));
    t.teardown(() => rmSync(root, { recursive: true }));
    chmodSync(root, 0o755);
    const bytes = Buffer.alloc(3 * mib, 1);
    for (const name of ['one', 'other']) writeFileSync(join(root, name), bytes, { mode: 0o644 });
    process.seteuid?.(65_534);
    try {
      t.equal(await isSameAsFile(join(root, 'one'), join(root, 'other'), bytes.length), true);
      t.equal(await isSameAsBytes(join(root, 'one'), bytes.subarray(0, 5000)), false);
    } finally {
      process.seteuid?.(0);
    }
  },
);
