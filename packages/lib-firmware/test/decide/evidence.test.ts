import { EfivarError } from '@twinroot/lib-efivar';
import t from 'tap';
import {
  bootOptionName,
  type Reading,
  readBootOption,
  readingOf,
  readLoaderPartuuid,
} from '../../src/decide/evidence.ts';

const a = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';
const variable = (name: string, value: Uint8Array) => ({ name, attributes: 6, value });
const utf16 = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'));

t.test('what a loader writes', async (t) => {
  const read = (text: string) => readLoaderPartuuid(variable('LoaderDevicePartUUID', utf16(text)));
  t.match(read(`${a.toUpperCase()}\0`), { kind: 'partuuid', partuuid: a });
  t.match(read(a), { kind: 'partuuid', partuuid: a });
  t.match(readLoaderPartuuid(null), { kind: 'absent' });
  for (const text of ['', '\0', '04012e69-01', '00000000-0000-0000-0000-000000000000', `{${a}}`, `${a}0`]) {
    t.match(read(text), { kind: 'malformed' }, JSON.stringify(text));
  }
});

t.test('what BootCurrent names', async (t) => {
  t.equal(bootOptionName(variable('BootCurrent', new Uint8Array([0x0a, 0]))), 'Boot000A');
  t.equal(bootOptionName(variable('BootCurrent', new Uint8Array([0xff, 0xff]))), 'BootFFFF');
  t.match(readBootOption('Boot0001', null), { kind: 'none' });
  t.throws(() => readBootOption('Boot0001', variable('Boot0001', utf16('x'))), EfivarError);
  t.match(
    readingOf(() => readBootOption('Boot0001', variable('Boot0001', utf16('x')))),
    { kind: 'malformed' },
  );
  const broken = (): Reading => {
    throw new TypeError('a mistake');
  };
  t.throws(() => readingOf(broken), TypeError, 'any other error goes on');
});
