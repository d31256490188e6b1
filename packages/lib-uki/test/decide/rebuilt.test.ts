import t from 'tap';
import { faultOfRebuilt } from '../../src/decide/rebuilt.ts';
import { type UkiForm, usualUki } from '../uki-fixture.ts';

t.test('whether an image is another one with a new command line', async (t) => {
  const source = usualUki('root=UUID=a', { sections: { '.splash': 'BM' } });
  const form = (sections: UkiForm['sections'] = {}, more: Partial<UkiForm> = {}) =>
    usualUki('root=UUID=b', { ...more, sections: { '.splash': 'BM', ...sections } });
  const cases: [what: string, built: Buffer, isIt: boolean][] = [
    ['it is', form(), true],
    ['it is, with zeros in memory behind it', form({ '.linux': `a kernel${'\0'.repeat(600)}` }), true],
    ['it is, signed by its owner since', form({}, { isSigned: true }), true],
    ['it is, with more than the source', form({ '.sbat': 'sbat,1' }), true],
    ['another kernel', form({ '.linux': 'A kernel' }), false],
    ['a kernel that goes on', form({ '.linux': 'a kernel!' }), false],
    ['an initrd that is cut off', form({ '.initrd': 'an init' }), false],
    ['another name', form({ '.osrel': 'ID=debian\n' }), false],
    ['another release', form({ '.uname': '6.12.2-arch1' }), false],
    ['another splash', form({ '.splash': 'BN' }), false],
    ['no splash', usualUki('root=UUID=b'), false],
    ['another command line', form({ '.cmdline': 'root=UUID=a' }), false],
    ['a longer command line', form({ '.cmdline': 'root=UUID=b rw' }), false],
    ['another architecture', form({}, { machine: 0xaa64 }), false],
    ['one that is cut off', form().subarray(0, -512), false],
    ['a text', Buffer.from('text'), false],
    ['nothing', Buffer.alloc(0), false],
  ];
  for (const [what, built, isIt] of cases)
    t.equal(faultOfRebuilt(source, built, 'root=UUID=b') === null, isIt, what);
  t.not(faultOfRebuilt(Buffer.from('text'), form(), 'root=UUID=b'), null);
});
