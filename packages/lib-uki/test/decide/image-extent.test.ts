import fc from 'fast-check';
import t from 'tap';
import { imageHeadLength, inspectImage } from '../../src/decide/image.ts';
import { extentOf } from '../../src/decide/image-extent.ts';
import { uki, usualUki } from '../uki-fixture.ts';

const cut = (file: Buffer, length: number) => {
  const rest = file.subarray(0, length);
  return inspectImage(rest.subarray(0, imageHeadLength), rest.length).isCut;
};

t.test('an image is cut when anything that it loads is', async (t) => {
  const image = usualUki('root=UUID=a');
  t.equal(cut(image, image.length), false, 'whole');
  t.equal(cut(image, image.length - 400), false, "its last padding is nobody's");
  const last = image.lastIndexOf('a kernel');
  fc.assert(
    fc.property(fc.integer({ min: 0x100, max: last + 'a kernel'.length - 1 }), (length) =>
      cut(image, length),
    ),
  );
});

t.test('room in memory is not asked of the file', async (t) => {
  const image = uki({ sections: { '.linux': 'k'.repeat(1000) }, inMemory: 1 << 30 });
  t.equal(cut(image, image.length), false);
});

t.test('a signature that is cut', async (t) => {
  const image = uki({ sections: { '.linux': 'k' }, isSigned: true });
  image.writeUInt32LE(image.length, 0x98 + 112 + 4 * 8);
  t.equal(cut(image, image.length), true);
  t.equal(cut(Buffer.concat([image, Buffer.alloc(8)]), image.length + 8), false);
});

t.test('the kernel of a bzImage', async (t) => {
  const image = Buffer.alloc(0x8000);
  image.write('MZ', 0);
  image.writeUInt32LE(0x40, 0x3c);
  image.write('PE\0\0', 0x40, 'latin1');
  image.write('HdrS', 0x202);
  image.writeUInt16LE(0x20f, 0x206);
  image[0x1f1] = 3;
  image.writeUInt32LE((0x8000 - 4 * 512) / 16, 0x1f4);
  t.equal(extentOf(image), 0x8000);
  t.equal(cut(image, 0x8000), false);
  t.equal(cut(image, 0x7fff), true);
  image.writeUInt16LE(0x203, 0x206);
  t.equal(cut(image, 0x7fff), false, 'before protocol 2.04 the field is not reliable');
});

t.test('what is no image asks for nothing', async (t) => {
  t.equal(extentOf(Buffer.from('a text')), 0);
  t.equal(extentOf(Buffer.alloc(0)), 0);
});
