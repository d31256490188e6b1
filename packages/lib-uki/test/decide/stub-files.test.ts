import t from 'tap';
import { imageHeadLength, inspectImage } from '../../src/decide/image.ts';
import { uki, usualUki } from '../uki-fixture.ts';

const loads = (file: Buffer) =>
  inspectImage(file.subarray(0, imageHeadLength), file.length, (at, length) => file.subarray(at, at + length))
    .loads;

const kernel = '\\EFI\\nixos\\kernel-1.efi';
const initrd = '\\EFI\\nixos\\initrd-1.efi';
const wide = (text: string) => Buffer.from(text, 'utf16le').toString('latin1');
const both = [
  { path: kernel, started: true },
  { path: initrd, started: false },
];

const cases: readonly (readonly [
  name: string,
  sections: Readonly<Record<string, string>>,
  loads: object[],
])[] = [
  [
    'a stub',
    { '.linux': kernel, '.linuxh': '0'.repeat(32), '.initrd': initrd, '.initrdh': '1'.repeat(32) },
    both,
  ],
  [
    'an older one',
    { '.kernelp': kernel, '.kernelh': '0'.repeat(32), '.initrdp': initrd, '.initrdh': '1' },
    both,
  ],
  ['with wide characters', { '.linux': wide(kernel), '.initrd': wide(initrd) }, both],
  ['padded', { '.linux': `${kernel}\0\0\0`, '.initrd': initrd }, both],
  ['a kernel of its own', { '.linux': 'MZ a kernel', '.initrd': '070701' }, []],
  ['a long section', { '.linux': `\\${'x'.repeat(5000)}` }, []],
  ['no such sections', { '.text': kernel }, []],
];

t.test('files that a stub names', async (t) => {
  for (const [name, sections, expected] of cases) t.strictSame(loads(uki({ sections })), expected, name);
  t.strictSame(loads(usualUki('root=UUID=a')), []);
  t.strictSame(loads(Buffer.from('MZ')), []);
});
