import t from 'tap';
import { luks, luks2, rewriteAs, x, y } from './text-fixture.ts';

const escaped = (text: string) => text.replaceAll('-', '\\x2d');
const swappedUnit = (text: string) =>
  text
    .replaceAll(x, y)
    .replaceAll(luks, luks2)
    .replaceAll(escaped(x), escaped(y))
    .replaceAll(escaped(luks), escaped(luks2))
    .replaceAll('sda2', 'sdb2');

const device = `dev-disk-by\\x2duuid-${escaped(x)}.device`;
const texts = [
  `[Unit]\nRequires=${device} systemd-fsck@${device.replace('.device', '.service')}\nAfter=a.service ${device}\n\n[Mount]\nWhat=/dev/disk/by-uuid/${x}\nWhere=/home\nType=ext4\n`,
  `[Swap]\nWhat=UUID=${x}\n`,
  '[Swap]\nWhat=/dev/sda2\r\n',
  `[Unit]\nAfter=systemd-cryptsetup@luks\\x2d${escaped(luks)}.service\nBindsTo=dev-mapper-luks\\x2d${escaped(luks)}.device\n`,
  `[Unit]\nRequires=a.device \\\n  ${device}\n`,
  `[Mount]\nOptions=noatime,journal_path=/dev/disk/by-uuid/${x}\n`,
  `[Unit]\nConditionPathExists=!/dev/disk/by-uuid/${x}\n`,
  `[Service]\nExecStart=/bin/mount "/dev/disk/by-uuid/${x}" /mnt\n`,
  `[Service]\nExecStart=/bin/cryptsetup open UUID=${luks} luks-${luks}\n`,
];
for (const text of texts)
  t.test(text.replace(/[\r\n]+/g, ' ').trim(), async (t) => {
    const outcome = rewriteAs('unit', text);
    t.equal(outcome.text, swappedUnit(text));
    t.strictSame(outcome.left, []);
    t.strictSame(
      rewriteAs('unit', outcome.text),
      { text: outcome.text, changes: [], left: [] },
      'twice is once',
    );
  });

t.test('what stays, and is named', async (t) => {
  const cases: [text: string, left: string[]][] = [
    [`; What=UUID=${x}\n# ${device}\n`, [`#1 UUID=${x} a comment`, `#2 UUID=${x} a comment`]],
    [`[Mount]\nWhere=/mnt/${x}\n`, [`2 UUID=${x} Where=`]],
    [`[Unit]\nDescription=Mounts ${device}x\n`, [`2 UUID=${x} Description=`]],
  ];
  for (const [text, left] of cases) {
    const outcome = rewriteAs('unit', text);
    t.equal(outcome.text, text);
    t.strictSame(outcome.left, left);
  }
});

t.test('What= stays a path', async (t) => {
  t.equal(
    rewriteAs('unit', '[Swap]\nWhat=/dev/sda2\n', '/dev/sda2 UUID=b').text,
    '[Swap]\nWhat=/dev/disk/by-uuid/b\n',
  );
});
