import { mkdirSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { readBootMenu } from '../../src/gather/read-boot-menu.ts';

const guid = '8be4df61-93ca-11d2-aa0d-00e098032b8c';
const partuuid = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';

/** A variable as efivarfs has it: attributes, then its value. */
function put(sysroot: string, name: string, value: Uint8Array): void {
  const directory = `${sysroot}/sys/firmware/efi/efivars`;
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${directory}/${name}-${guid}`, Buffer.concat([Buffer.of(7, 0, 0, 0), value]));
}

/** A load option (UEFI 2.10, section 3.1.3) with a hard drive node and, unless it is null, a file node. */
function loadOption(file: string | null): Buffer {
  const drive = Buffer.alloc(42);
  drive.set([4, 1, 42, 0, 1, 0, 0, 0]);
  drive.set(guidBytes(partuuid), 24);
  drive.set([2, 2], 40);
  const name = Buffer.from(`${file}\0`, 'utf16le');
  const path = file === null ? Buffer.alloc(0) : Buffer.concat([Buffer.of(4, 4, name.length + 4, 0), name]);
  const list = Buffer.concat([drive, path, Buffer.of(0x7f, 0xff, 4, 0)]);
  const head = Buffer.alloc(6);
  head.writeUInt32LE(1, 0);
  head.writeUInt16LE(list.length, 4);
  return Buffer.concat([head, Buffer.from('Linux\0', 'utf16le'), list]);
}

/** The first three parts of a GUID are little endian (UEFI 2.10, appendix A). */
function guidBytes(text: string): Buffer {
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex');
  return Buffer.concat([
    bytes.subarray(0, 4).reverse(),
    bytes.subarray(4, 6).reverse(),
    bytes.subarray(6, 8).reverse(),
    bytes.subarray(8),
  ]);
}

t.test('options that name a partition, their order, and what was booted', async (t) => {
  const sysroot = t.testdir({});
  put(sysroot, 'Boot0001', loadOption('\\EFI\\BOOT\\BOOTX64.EFI'));
  put(sysroot, 'Boot00AF', loadOption(null));
  put(sysroot, 'Boot0003', Buffer.from('not a load option'));
  put(sysroot, 'BootOrder', Buffer.of(0xaf, 0, 1, 0, 9, 0));
  put(sysroot, 'BootCurrent', Buffer.of(1, 0));
  const { options, order, current } = readBootMenu(sysroot);
  t.strictSame(
    [...options].sort((a, b) => (a.number < b.number ? -1 : 1)),
    [
      { number: '0001', partuuid, file: '\\EFI\\BOOT\\BOOTX64.EFI' },
      { number: '00AF', partuuid, file: null },
    ],
  );
  t.strictSame(order, ['00AF', '0001', '0009']);
  t.equal(current, '0001');
});

t.test('firmware that tells nothing', async (t) => {
  const sysroot = t.testdir({});
  put(sysroot, 'Timeout', Buffer.of(5, 0));
  t.strictSame(readBootMenu(sysroot), { options: [], order: [], current: null });
});
