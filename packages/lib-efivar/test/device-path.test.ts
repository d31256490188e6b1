import fc from 'fast-check';
import t from 'tap';
import { decodeDevicePath, encodeFilePath, fileOf, hardDriveOf } from '../src/device-path.ts';
import { EfivarError } from '../src/efivar-error.ts';
import { end, endOfInstance, gptNode, hex, join, mbrNode, node, text16 } from './bytes.ts';

const hardDrive = (...nodes: Uint8Array[]) =>
  hardDriveOf('Boot0001', decodeDevicePath('Boot0001', join(...nodes), 0));
const file = node(4, 4, text16('\\EFI\\BOOT\\BOOTX64.EFI'));
const pci = node(1, 1, hex('0200'));
const nvme = node(3, 23, hex('01000000 002538952101b8c1'));
const vendor = node(1, 4, hex('00112233445566778899aabbccddeeff 0200'));
const partuuid = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';

t.test('the partition of a path', async (t) => {
  t.strictSame(hardDrive(gptNode, file, end), { partition: 1, start: 0x800n, size: 0x100000n, partuuid });
  t.strictSame(hardDrive(mbrNode, file, end), {
    partition: 1,
    start: 63n,
    size: 321n,
    partuuid: '04012e69-01',
  });
  const cases: [string, Uint8Array[], string | undefined | null][] = [
    ['behind other nodes', [node(2, 1, hex('d041030a00000000')), pci, nvme, gptNode, end], partuuid],
    ['behind a vendor node', [vendor, gptNode, end], partuuid],
    ['without an end node', [gptNode, file], partuuid],
    ['in the second instance', [pci, endOfInstance, gptNode, end], partuuid],
    ['behind the end', [file, end, gptNode], undefined],
    ['nothing at all', [], undefined],
    ['the end alone', [end], undefined],
    ['a firmware file', [node(4, 7, hex('00'.repeat(16))), node(4, 6, hex('00'.repeat(16))), end], undefined],
    ['no signature', [join(gptNode.subarray(0, 41), hex('00')), end], null],
    ['a signature of zeros', [join(gptNode.subarray(0, 24), hex('00'.repeat(16)), hex('0202')), end], null],
    ['a type of signature that is not known', [join(gptNode.subarray(0, 41), hex('03')), end], null],
  ];
  for (const [name, nodes, expected] of cases) t.equal(hardDrive(...nodes)?.partuuid, expected, name);
});

t.test('lengths that lie', async (t) => {
  const cases: [string, Uint8Array[], number][] = [
    ['zero', [gptNode, hex('0404 0000'), end], 42],
    ['shorter than the head', [hex('0404 0300 00')], 0],
    ['longer than what is left', [hex('0404 0900 0000')], 0],
    ['a head that is cut off', [file, hex('0404 04')], file.length],
    ['one byte', [hex('7f')], 0],
    ['a hard-drive node of 41 bytes', [pci, node(4, 1, gptNode.subarray(5)), end], pci.length],
    ['a hard-drive node of 43 bytes', [join(node(4, 1, join(gptNode.subarray(4), hex('00')))), end], 0],
  ];
  for (const [name, nodes, offset] of cases) {
    t.throws(() => hardDrive(...nodes), { code: 'DEVICE_PATH', variable: 'Boot0001', offset }, name);
  }
});

t.test('any bytes end, in an answer or in an EfivarError', async () => {
  const nearly = fc.constantFrom(
    gptNode,
    mbrNode,
    file,
    end,
    endOfInstance,
    hex('0401 2900'),
    hex('0401 2a00'),
    hex('7f01 0000'),
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(nearly, fc.uint8Array({ maxLength: 60 }))), (parts) => {
      try {
        hardDrive(...parts);
      } catch (error) {
        if (!(error instanceof EfivarError)) throw error;
      }
    }),
    { numRuns: 1000 },
  );
});

t.test('encoded, it is what it was', async (t) => {
  const drive = { partition: 1, start: 0x800n, size: 0x100000n, partuuid };
  const bytes = encodeFilePath(drive, '\\EFI\\BOOT\\BOOTX64.EFI');
  t.strictSame(Buffer.from(bytes), Buffer.from(join(gptNode, file, end)));
  const long = encodeFilePath(drive, `\\${'ü'.repeat(300)}`);
  t.equal(fileOf(decodeDevicePath('Boot0001', long, 0)), `\\${'ü'.repeat(300)}`);
  t.throws(() => encodeFilePath({ ...drive, partuuid: '04012e69-01' }, '\\a'), RangeError);
  t.throws(() => encodeFilePath(drive, 'x'.repeat(0x8000)), RangeError);
});
