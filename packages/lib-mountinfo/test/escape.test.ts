import t from 'tap';
import { unescapeField } from '../src/escape.ts';

const cases: readonly (readonly [field: string, text: string])[] = [
  ['/mnt/plain', '/mnt/plain'],
  ['/mnt/a\\040b', '/mnt/a b'],
  ['\\011\\012\\134\\043', '\t\n\\#'],
  ['\\303\\251', 'é'],
  ['\\0401', ' 1'],
  ['\\40', '\\40'],
  ['\\400', '\\400'],
  ['\\', '\\'],
  ['', ''],
];
for (const [field, text] of cases) t.test(`'${field}'`, async (t) => t.equal(unescapeField(field), text));
