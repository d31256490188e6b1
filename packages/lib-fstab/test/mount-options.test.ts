import t from 'tap';
import { escapeField, unescapeField } from '../src/escape.ts';
import { mountOptions, withOption } from '../src/mount-options.ts';

t.test('mount options', async (t) => {
  t.strictSame(mountOptions('rw,context="a,b",x=1'), ['rw', 'context="a,b"', 'x=1']);
  t.strictSame(mountOptions(''), []);
  const cases: [field: string, option: string, result: string][] = [
    ['', 'nofail', 'nofail'],
    ['defaults', 'nofail', 'defaults,nofail'],
    ['nofail,rw', 'nofail', 'nofail,rw'],
    ['x-nofail', 'nofail', 'x-nofail,nofail'],
    ['rw,', 'nofail', 'rw,nofail'],
    ['context="a,nofail"', 'nofail', 'context="a,nofail",nofail'],
  ];
  for (const [field, option, result] of cases) {
    t.equal(withOption(field, option), result, field);
    t.equal(withOption(result, option), result, 'twice is once');
  }
});

t.test('octal escapes', async (t) => {
  for (const text of ['/', '/a b', '/a\\040b', '\t\n\r', '\xe9'])
    t.equal(unescapeField(escapeField(text)), text, JSON.stringify(text));
  t.equal(escapeField('/a b'), '/a\\040b');
  t.equal(unescapeField('\\900\\400\\12'), '\\900\\400\\12');
});
