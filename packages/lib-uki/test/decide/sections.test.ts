import t from 'tap';
import { sectionIn, unameOf } from '../../src/decide/sections.ts';
import { uki, usualUki } from '../uki-fixture.ts';

t.test('the sections of an image', async (t) => {
  const image = usualUki('root=UUID=a');
  t.equal(sectionIn(image, '.initrd')?.toString(), 'an initrd');
  t.equal(sectionIn(image, '.dtb'), null);
  t.equal(sectionIn(Buffer.from('text'), '.linux'), null);
  t.equal(unameOf(image), '6.12.1-arch1');
  t.equal(unameOf(usualUki('', { sections: { '.uname': '6.1\n\0' } })), '6.1');
  t.equal(unameOf(uki({ sections: {} })), null);
  const roomy = usualUki('', { inMemory: 0x100000 });
  t.equal(sectionIn(roomy, '.linux')?.length, 512, 'no more than the file has of it');
});
