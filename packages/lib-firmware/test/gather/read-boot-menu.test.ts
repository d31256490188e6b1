import { writeFileSync } from 'node:fs';
import t from 'tap';
import { readBootMenu } from '../../src/gather/read-boot-menu.ts';
import { putVariable as put } from '../efivars-fixture.ts';

const partuuid = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';

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

t.test('options, their order, what was booted, and what waits', async (t) => {
  const sysroot = t.testdir({});
  put(sysroot, 'Boot0001', loadOption('\\EFI\\BOOT\\BOOTX64.EFI'));
  put(sysroot, 'Boot00AF', loadOption(null));
  put(sysroot, 'Boot0003', Buffer.from('not a load option'));
  put(
    sysroot,
    'Boot0004',
    Buffer.concat([Buffer.of(0, 0, 0, 0, 4, 0, 0, 0), Buffer.of(0x7f, 0xff, 4, 0, 9)]),
  );
  put(sysroot, 'BootOrder', Buffer.of(0xaf, 0, 1, 0, 9, 0));
  put(sysroot, 'BootCurrent', Buffer.of(1, 0));
  put(sysroot, 'BootNext', Buffer.of(0xaf, 0));
  const { options, taken, order, current, next } = readBootMenu(sysroot);
  const usual = { label: 'Linux', isActive: true, optionalData: Buffer.of() };
  t.match(options, [
    { number: '0001', partuuid, file: '\\EFI\\BOOT\\BOOTX64.EFI', ...usual },
    { number: '0004', partuuid: null, file: null, label: '', isActive: false, optionalData: [9] },
    { number: '00AF', partuuid, file: null, ...usual },
  ]);
  t.equal(options.length, 3);
  t.strictSame(taken, ['0001', '0003', '0004', '00AF'], 'whatever they hold');
  t.strictSame(order, ['00AF', '0001', '0009']);
  t.strictSame([current, next], ['0001', '00AF']);
});

t.test('firmware that tells nothing', async (t) => {
  const sysroot = t.testdir({});
  put(sysroot, 'Timeout', Buffer.of(5, 0));
  t.strictSame(readBootMenu(sysroot), { options: [], taken: [], order: [], current: null, next: null });
});

t.test('a name without a variable takes its number, and nothing else', async (t) => {
  const sysroot = t.testdir({});
  put(sysroot, 'BootCurrent', Buffer.of(1, 0));
  writeFileSync(`${sysroot}/sys/firmware/efi/efivars/Boot0001-8be4df61-93ca-11d2-aa0d-00e098032b8c`, '');
  t.match(readBootMenu(sysroot), { options: [], taken: ['0001'], current: '0001' });
});
