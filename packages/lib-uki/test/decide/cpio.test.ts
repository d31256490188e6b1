import fc from 'fast-check';
import t from 'tap';
import { compressionOf, createCpioReader } from '../../src/decide/cpio.ts';
import { cpioOf } from '../cpio-fixture.ts';

/** What a reader gives of bytes that come in pieces of this length. */
function read(bytes: Buffer, length: number, most = 1000) {
  const files: string[] = [];
  const reader = createCpioReader(most, ({ path, bytes: content }) =>
    files.push(`${path}=${content.toString()}`),
  );
  for (let at = 0; at < bytes.length; at += length) {
    const rest = reader.push(bytes.subarray(at, at + length));
    if (rest) return { files, rest: Buffer.concat([rest, bytes.subarray(at + length)]).toString('latin1') };
  }
  return { files, rest: null };
}

const one = cpioOf({
  'kernel/x86/microcode.bin': 'x',
  './etc/fstab': 'UUID=a',
  large: 'y'.repeat(2000),
  empty: '',
});

t.test('files of archives in a row, in whatever pieces', async (t) => {
  const zeros = Buffer.alloc(300);
  const two = Buffer.concat([
    zeros,
    one,
    zeros,
    cpioOf({ conf: 'b' }),
    zeros,
    Buffer.from('\x1f\x8bpacked', 'latin1'),
  ]);
  for (const length of [1, 7, 110, 512, two.length])
    t.strictSame(
      read(two, length),
      {
        files: ['kernel/x86/microcode.bin=x', 'etc/fstab=UUID=a', 'empty=', 'conf=b'],
        rest: '\x1f\x8bpacked',
      },
      `pieces of ${length}`,
    );
  t.strictSame(read(one, one.length).rest, null);
});

t.test('what is no archive, or not whole', async (t) => {
  t.strictSame(read(Buffer.from('something else'), 14), { files: [], rest: 'something else' });
  t.strictSame(read(Buffer.alloc(0), 1), { files: [], rest: null });
  for (let length = 1; length < one.length; length += 13)
    t.equal(read(one.subarray(0, length), 64).rest, null);
});

t.test('always: a reader ends, whatever it gets', async () => {
  const damaged = fc
    .tuple(fc.nat(one.length - 1), fc.uint8Array({ minLength: 1, maxLength: 20 }))
    .map(([at, bytes]) => {
      const copy = Buffer.from(one);
      copy.set(bytes.subarray(0, copy.length - at), at);
      return copy;
    });
  fc.assert(
    fc.property(damaged, (bytes) => read(bytes, 100).files.length < 10),
    { interruptAfterTimeLimit: 20_000 },
  );
});

t.test('how it is compressed', async (t) => {
  const cases: [bytes: readonly number[], compression: string | null][] = [
    [[0x1f, 0x8b, 8], 'gzip'],
    [[0x28, 0xb5, 0x2f, 0xfd], 'zstd'],
    [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], 'xz'],
    [[0x5d, 0, 0, 0], 'lzma'],
    [[0x42, 0x5a, 0x68], 'bzip2'],
    [[0x02, 0x21, 0x4c, 0x18], 'lz4'],
    [[0x89, 0x4c, 0x5a, 0x4f, 0, 0x0d], 'lzop'],
    [[0x4d, 0x5a], null],
    [[], null],
  ];
  for (const [bytes, compression] of cases) t.equal(compressionOf(Uint8Array.from(bytes)), compression);
});
