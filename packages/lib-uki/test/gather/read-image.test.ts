import { symlinkSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { readImage } from '../../src/gather/read-image.ts';
import { usualUki } from '../uki-fixture.ts';

t.test('an image, a text, and what is not a file of its own', async (t) => {
  const directory = t.testdir({ text: 'text', empty: '' });
  const image = usualUki('root=UUID=a rw');
  writeFileSync(`${directory}/x.efi`, image);
  symlinkSync('x.efi', `${directory}/link.efi`);
  t.match(readImage(`${directory}/x.efi`), { size: image.length, commandLine: 'root=UUID=a rw' });
  t.equal(readImage(`${directory}/x.efi`).layout?.isSigned, false);
  t.strictSame(readImage(`${directory}/text`), { size: 4, layout: null, commandLine: null });
  t.strictSame(readImage(`${directory}/empty`), { size: 0, layout: null, commandLine: null });
  t.throws(() => readImage(`${directory}/link.efi`), { code: 'ELOOP' });
  t.throws(() => readImage(`${directory}/missing`), { code: 'ENOENT' });
});
