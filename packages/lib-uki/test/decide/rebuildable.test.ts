import t from 'tap';
import { commandLineOf } from '../../src/decide/image.ts';
import { layoutOf } from '../../src/decide/image-layout.ts';
import { whyNotRebuildable } from '../../src/decide/rebuildable.ts';
import { uki, usualUki } from '../uki-fixture.ts';

const cases: readonly (readonly [what: string, image: Buffer, why: RegExp | null])[] = [
  ['a usual one', usualUki('root=UUID=a'), null],
  ['one that is signed', usualUki('root=UUID=a', { isSigned: true }), /signed/],
  ['one with profiles', usualUki('', { sections: { '.profile': 'ID=main' } }), /\.profile/],
  ['one with a signed policy', usualUki('', { sections: { '.pcrsig': '{}' } }), /\.pcrsig/],
  ['one without a kernel', uki({ sections: { '.cmdline': 'quiet' } }), /\.linux/],
  ['one that is cut off', usualUki('quiet').subarray(0, -512), /truncated/],
  ['a text', Buffer.from('text'), /not a PE image/],
];
for (const [what, image, why] of cases) {
  t.test(`${what} ${why === null ? 'can' : 'cannot'} be built again`, async (t) => {
    const read = (at: number, length: number) => image.subarray(at, at + length);
    const found = whyNotRebuildable({
      size: image.length,
      layout: layoutOf(image),
      commandLine: commandLineOf(image, read),
    });
    if (why === null) t.equal(found, null);
    else t.match(found, why);
  });
}
