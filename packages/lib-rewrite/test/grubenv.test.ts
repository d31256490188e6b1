import t from 'tap';
import { rewriteAs, x, y } from './text-fixture.ts';

const block = (body: string, size = 1024) => `# GRUB Environment Block\n${body}`.padEnd(size, '#');

t.test('a block keeps its size', async (t) => {
  const lines = (id: string, label: string) =>
    `saved_entry=gnulinux-advanced-${id}>gnulinux-5.10-advanced-${id}\nkernelopts=root=UUID=${id} ro resume=LABEL=${label}\nboot_success=1\n`;
  for (const size of [1024, 4096]) {
    const { text, left } = rewriteAs('grubenv', block(lines(x, 'root'), size));
    t.equal(text.length, size);
    t.equal(text, block(lines(y, 'spare'), size));
    t.strictSame(left, []);
    t.strictSame(rewriteAs('grubenv', text), { text, changes: [], left: [] }, 'twice is once');
  }
});

t.test('what does not fit in stays, and is named', async (t) => {
  const full = `# GRUB Environment Block\nkernelopts=resume=LABEL=root ${'a'.repeat(970)}\n`.slice(0, 1023);
  const text = full.endsWith('\n') ? full : `${full}\n`;
  t.equal(text.length, 1024);
  const outcome = rewriteAs('grubenv', text);
  t.equal(outcome.text, text);
  t.strictSame(outcome.changes, []);
  t.match(outcome.left, [/^2 LABEL=root /]);
  const same = text.replace('LABEL=root ', `UUID=${x} `);
  const cut = `${same.slice(0, 1023)}\n`;
  t.equal(
    rewriteAs('grubenv', cut).text,
    cut.replace(x, y),
    'an id as long as the old one fits in a full block',
  );
});

t.test('what is no block', async (t) => {
  const text = `# GRUB Environment Block\nkernelopts=root=LABEL=root ro\n`;
  t.equal(
    rewriteAs('grubenv', text).text,
    text.replace('LABEL=root', 'LABEL=spare'),
    'one without a filling',
  );
  t.equal(rewriteAs('grubenv', '').text, '');
  t.equal(rewriteAs('grubenv', block('')).text, block(''));
  t.equal(rewriteAs('grubenv', block('a=b')).text, block('a=b'), 'a last line without its end');
  const long = `a=${'b'.repeat(2 ** 20)}\nkernelopts=root=UUID=${x}\n`;
  const outcome = rewriteAs('grubenv', long);
  t.equal(outcome.text, long);
  t.strictSame(outcome.left, ['1  a line that is too long']);
});
