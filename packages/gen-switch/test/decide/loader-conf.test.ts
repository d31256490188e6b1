import t from 'tap';
import { settingOf, withDefault } from '../../src/decide/loader-conf.ts';

const pattern = 'debian-gen-*';
const cases: readonly (readonly [text: string | null, fresh: string | null, before: string | null])[] = [
  [null, 'default debian-gen-*\n', null],
  ['', 'default debian-gen-*\n', null],
  ['timeout 3\n', 'timeout 3\ndefault debian-gen-*\n', null],
  ['timeout 3', 'timeout 3\ndefault debian-gen-*\n', null],
  ['default debian-gen-*\n', null, null],
  [' default\tDebian-GEN-* \r\ntimeout 1\n', null, null],
  [
    '# x\ndefault  arch.conf \r\n\tconsole-mode max',
    '# x\ndefault  debian-gen-* \r\n\tconsole-mode max',
    'arch.conf',
  ],
  ['default a\ndefault b\n', 'default a\ndefault debian-gen-*\n', 'b'],
  ['default debian-gen-*\ndefault @saved\n', 'default debian-gen-*\ndefault debian-gen-*\n', '@saved'],
  ['#default a\n', '#default a\ndefault debian-gen-*\n', null],
  ['default\n', 'default\ndefault debian-gen-*\n', null],
  ['title \xe4\xff\ndefault x', 'title \xe4\xff\ndefault debian-gen-*', 'x'],
];

for (const [text, fresh, before] of cases)
  t.test(JSON.stringify(text), async (t) => {
    const found = withDefault(text, pattern);
    t.strictSame(found, fresh === null ? null : { text: fresh, before });
    if (fresh !== null) t.equal(withDefault(fresh, pattern), null, 'again it changes nothing');
  });

t.test('the last setting counts', async (t) => {
  t.equal(settingOf('preferred a\npreferred b\n', 'preferred'), 'b');
  t.equal(settingOf('timeout 1\n', 'preferred'), null);
});
