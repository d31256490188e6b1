import { randomBytes } from 'node:crypto';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { readInitrdFault } from '../../src/gather/initrd-fault.ts';
import { cpioOf } from '../cpio-fixture.ts';

const root = t.testdir({});
const faultOf = (bytes: Buffer) => {
  const path = join(root, 'initrd');
  writeFileSync(path, bytes);
  return readInitrdFault(path);
};
const early = cpioOf({ 'kernel/x86/microcode/GenuineIntel.bin': randomBytes(3000) });
const packed = gzipSync(cpioOf({ init: randomBytes(3_000_000) }));
const rotten = Buffer.from(packed);
rotten.writeUInt32LE(0x12345678, packed.length - 8);

for (const [what, before] of [
  ['alone', Buffer.alloc(0)],
  ['behind an early one', Buffer.concat([early, Buffer.alloc(512)])],
] as const) {
  const judge = (bytes: Buffer) => faultOf(Buffer.concat([before, bytes]));
  t.test(`gzip, ${what}`, async (t) => {
    t.equal(await judge(packed), null);
    t.equal(await judge(Buffer.concat([packed, Buffer.alloc(512)])), null, 'padded');
    t.equal(await judge(Buffer.concat([packed, packed])), null, 'two');
    t.equal(await judge(Buffer.concat([packed, early])), null, 'before a plain one');
    for (const length of [1_000_000, packed.length - 9, packed.length - 1])
      t.match(
        await judge(packed.subarray(0, length)),
        /^cannot be unpacked: .*(end of file|its end is cut)/,
        `${length} bytes`,
      );
    t.match(await judge(rotten), /^cannot be unpacked: /);
    const zeroed = Buffer.concat([packed.subarray(0, 1_000_000), Buffer.alloc(packed.length - 1_000_000)]);
    t.type(await judge(zeroed), 'string', 'zeros from the middle on');
  });
}

t.test('what is no gzip passes, and headers are judged', async (t) => {
  t.equal(await faultOf(Buffer.from('\u001f\u008b text', 'latin1')), null);
  t.equal(await faultOf(Buffer.from('BZh91AY')), null);
  t.equal(await faultOf(Buffer.alloc(4096)), 'has nothing but zeros');
  t.equal(await faultOf(early.subarray(0, 200)), 'is truncated');
});

t.test('no link is followed', async (t) => {
  symlinkSync('initrd', join(root, 'link'));
  await t.rejects(readInitrdFault(join(root, 'link')), { code: 'ELOOP' });
});

t.test('one that is not there', async (t) => {
  await t.rejects(readInitrdFault(join(root, 'none')), { code: 'ENOENT' });
});
