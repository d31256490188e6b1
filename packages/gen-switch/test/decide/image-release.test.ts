import { osReleaseValue } from '@twinroot/lib-generation';
import t from 'tap';
import { imageRelease } from '../../src/decide/image-release.ts';

const more = { title: 'Debian 13, generation X', sortKey: 'debian', version: '20261129190000', inputs: 'ab' };

t.test('what is of the system, and what is of the image', async (t) => {
  const system =
    'PRETTY_NAME="Debian 13"\nID=debian\r\n\nIMAGE_VERSION=9\n IMAGE_ID=x\nVERSION_ID="13"\n# IMAGE_ID=\n';
  t.equal(
    imageRelease(system, more),
    [
      'ID=debian',
      'VERSION_ID="13"',
      '# IMAGE_ID=',
      "PRETTY_NAME='Debian 13, generation X'",
      'IMAGE_ID=debian',
      'IMAGE_VERSION=20261129190000',
      'TWINROOT_INPUTS=ab',
      '',
    ].join('\n'),
  );
  t.equal(imageRelease(null, more).split('\n').length, 5);
});

t.test('what was made is made of itself again', async (t) => {
  const once = imageRelease('ID=a\n', more);
  t.equal(imageRelease(once, more), once);
});

for (const title of ['plain', 'a b', "it's", 'a "b" \'c\' $d `e` \\f', 'two\nlines', 'ü'])
  t.test(`a title is read as it was given: ${JSON.stringify(title)}`, async (t) => {
    const text = imageRelease(null, { ...more, title });
    t.equal(osReleaseValue(text, 'PRETTY_NAME'), title.replace('\n', ' '));
    t.equal(osReleaseValue(text, 'IMAGE_ID'), 'debian');
  });
