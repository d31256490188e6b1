import t from 'tap';
import { type ImageParts, imageTexts, textOfImage } from '../../src/decide/image-parts.ts';

const parts: ImageParts = {
  osRelease: 'ID=debian\n',
  release: '6.12',
  config: null,
  kernel: { size: 1, sha256: 'a', form: 'unsigned' },
  initrds: [
    { size: 1, sha256: 'b' },
    { size: 1, sha256: 'c' },
  ],
};
const entry = { title: 'T', sortKey: 'debian', version: '1', options: 'ro x=ü' };
const textOf = (more: Partial<ImageParts>) => textOfImage(imageTexts({ ...parts, ...more }, entry));

t.test('what is in an image', async (t) => {
  const { osRelease, commandLine, release } = imageTexts(parts, entry);
  t.match(
    osRelease,
    /^ID=debian\nPRETTY_NAME=T\nIMAGE_ID=debian\nIMAGE_VERSION=1\nTWINROOT_INPUTS=\w{16}\n$/,
  );
  t.equal(Buffer.from(commandLine, 'latin1').toString('utf8'), 'ro x=ü');
  t.equal(release, '6.12');
});

t.test('one that was built from something else says something else', async (t) => {
  const [one, other] = parts.initrds;
  const others: readonly Partial<ImageParts>[] = [
    {},
    { osRelease: null },
    { release: '6.13' },
    { config: '' },
    { config: '[UKI]\n' },
    { kernel: { ...parts.kernel, sha256: 'd' } },
    { initrds: other === undefined || one === undefined ? [] : [other, one] },
    { initrds: [] },
  ];
  const texts = new Set(others.map(textOf));
  // No configuration, and one that is empty, are the same.
  t.equal(texts.size, others.length - 1);
  t.equal(textOf({}), textOf({}));
  t.not(textOfImage({ osRelease: null, commandLine: null, release: null }), textOf({}));
});
