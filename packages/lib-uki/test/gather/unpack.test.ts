import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import t from 'tap';
import { unpack } from '../../src/gather/unpack.ts';

const most = 2 ** 30;
const data = Buffer.from('kernel and initrd '.repeat(200_000));
const zstd = zstdCompressSync(data, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });

async function unpacked(compression: 'gzip' | 'zstd', packed: Buffer, limit = most) {
  const pieces: Buffer[] = [];
  const end = await unpack(compression, packed, { onBytes: (bytes) => pieces.push(bytes), most: limit });
  return { end, bytes: Buffer.concat(pieces) };
}

for (const [compression, packed] of [
  ['gzip', gzipSync(data)],
  ['zstd', zstd],
] as const) {
  t.test(compression, async (t) => {
    for (const tail of ['', '\0\0\0\0\0\0\0\0', '070701', 'anything', packed.toString('latin1')]) {
      const { end, bytes } = await unpacked(
        compression,
        Buffer.concat([packed, Buffer.from(tail, 'latin1')]),
      );
      t.equal(end, packed.length, 'its own end is found, whatever is behind it');
      t.ok(bytes.equals(data));
    }
    for (const cut of [1, 3, 8, packed.length >> 1, packed.length - 1])
      t.type((await unpacked(compression, packed.subarray(0, cut))).end, 'string', `cut to ${cut} bytes`);
    for (const at of [packed.length >> 1, packed.length - 3]) {
      const damaged = Buffer.from(packed);
      damaged.writeUInt8(damaged.readUInt8(at) ^ 0xff, at);
      t.type((await unpacked(compression, damaged)).end, 'string', `damaged at ${at}`);
    }
    const bomb = await unpacked(compression, packed, 2 ** 20);
    t.type(bomb.end, 'string', 'one that is too large');
    t.ok(bomb.bytes.length <= 2 ** 20, 'no more than that is handed on');
    const signal = AbortSignal.abort(new Error('enough'));
    await t.rejects(unpack(compression, packed, { onBytes: () => undefined, most, signal }), /enough/);
  });
}
