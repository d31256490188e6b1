import t from 'tap';
import { espType } from '../src/device.ts';
import { mbrBootType } from '../src/mbr-type.ts';

t.test('partition types of an MBR', async (t) => {
  for (const type of ['0xef', '0xc']) t.match(mbrBootType(type), `${type}`, type);
  for (const type of ['0x83', '0x0', espType, '', null]) t.equal(mbrBootType(type), null, String(type));
});
