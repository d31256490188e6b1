import t from 'tap';
import { layoutOf } from '../../src/decide/image-layout.ts';

interface Form {
  readonly magic?: 0x10b | 0x20b;
  /** Size of the certificate table. */
  readonly certificates?: number;
  /** How many data directories there are. */
  readonly directories?: number;
}

/** An image with a section of three bytes, and one that has more in memory than in the file. */
function image({ magic = 0x20b, certificates = 0, directories = 16 }: Form = {}): Buffer {
  const bytes = Buffer.alloc(0x600);
  bytes.write('MZ', 0);
  bytes.writeUInt32LE(0x80, 0x3c);
  bytes.write('PE\0\0', 0x80, 'latin1');
  bytes.writeUInt16LE(0x8664, 0x84);
  bytes.writeUInt16LE(2, 0x86);
  const first = magic === 0x20b ? 112 : 96;
  bytes.writeUInt16LE(first + 8 * directories, 0x94);
  bytes.writeUInt16LE(magic, 0x98);
  bytes.writeUInt32LE(directories, 0x98 + first - 4);
  if (directories > 4) bytes.writeUInt32LE(certificates, 0x98 + first + 4 * 8 + 4);
  const row = 0x98 + first + 8 * directories;
  const writeRow = (at: number, name: string, numbers: readonly [number, number, number]) => {
    bytes.write(name, at, 'latin1');
    bytes.writeUInt32LE(numbers[0], at + 8);
    bytes.writeUInt32LE(numbers[1], at + 16);
    bytes.writeUInt32LE(numbers[2], at + 20);
  };
  writeRow(row, '.cmdline', [3, 0x200, 0x200]);
  writeRow(row + 40, '.linux', [0x9000, 0x200, 0x400]);
  return bytes;
}

const sections = [
  { name: '.cmdline', at: 0x200, length: 3 },
  { name: '.linux', at: 0x400, length: 0x200 },
];

t.test('the layout of an image', async (t) => {
  for (const magic of [0x10b, 0x20b] as const)
    t.strictSame(layoutOf(image({ magic })), { machine: 0x8664, isSigned: false, sections }, `${magic}`);
});

t.test('whether it is signed', async (t) => {
  for (const magic of [0x10b, 0x20b] as const)
    t.equal(layoutOf(image({ magic, certificates: 1 }))?.isSigned, true, `${magic}`);
  t.equal(layoutOf(image({ directories: 4 }))?.isSigned, false, 'no such directory');
  const other = image({ certificates: 1 });
  other.writeUInt16LE(0x107, 0x98);
  t.equal(layoutOf(other)?.isSigned, false, 'neither PE32 nor PE32+');
});

t.test('what is no image, and what is cut off at any byte', async (t) => {
  t.equal(layoutOf(Buffer.alloc(0)), null);
  t.equal(layoutOf(Buffer.from('title Arch\n')), null);
  const whole = image({ certificates: 1 });
  for (let length = 0; length <= 0x98 + 112 + 128 + 80; length += 1) {
    const found = layoutOf(whole.subarray(0, length));
    const seen = found?.sections ?? [];
    t.strictSame(seen, sections.slice(0, seen.length));
  }
  t.strictSame(layoutOf(whole)?.sections, sections);
});
