import fc from 'fast-check';
import t from 'tap';
import { bridgeText, originalOf } from '../../src/decide/bridge-text.ts';

const rename = (path: string) => (path.startsWith('v') ? 'TWIN0001.NEW' : null);

t.test('an entry that is pointed elsewhere, and back', async (t) => {
  const text = 'title é\nlinux \\vmlinuz\ninitrd //x/initrd \n';
  const bridged = bridgeText(Buffer.from(text), rename);
  t.ok(Buffer.from(bridged).toString().startsWith('title é\nlinux /TWIN0001.NEW\ninitrd //x/initrd \n# '));
  t.equal(Buffer.from(originalOf(bridged) ?? []).toString(), text);
});

t.test('any text comes back, byte for byte', async () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.boolean(), (noise, ends) => {
      const text = Buffer.concat([Buffer.from('linux /v\n'), noise, Buffer.from(ends ? '\n' : '')]);
      return Buffer.from(originalOf(bridgeText(text, rename)) ?? []).equals(text);
    }),
  );
});

t.test('what holds no other text', async (t) => {
  const mark =
    Buffer.from(bridgeText(Buffer.from('linux /v\n'), rename))
      .toString()
      .split('\n')[1] ?? '';
  for (const text of [
    '',
    'linux /v\n',
    `x${mark}\n`,
    `${mark}!!\n`,
    `${mark.slice(0, -12)}\n`.slice(0, 60),
    '# esp-mirror\n',
  ])
    t.equal(originalOf(Buffer.from(text)), null, text);
});
