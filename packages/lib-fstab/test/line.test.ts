import fc from 'fast-check';
import t from 'tap';
import { type FstabField, parseFstabLine } from '../src/line.ts';

t.test('lines of fstab', async (t) => {
  const cases: [line: string, fields: string[] | null][] = [
    ['', null],
    [' \t', null],
    ['# a comment', null],
    ['  #UUID=x / ext4', null],
    ['UUID=x', null],
    ['UUID=x # /', ['UUID=x', '#', '/']],
    ['UUID=x /', ['UUID=x', '/']],
    ['\tUUID=x  /\text4 ', ['UUID=x', '/', 'ext4']],
    ['UUID=x / ext4 rw,noatime 0 1', ['UUID=x', '/', 'ext4', 'rw,noatime', '0', '1']],
    ['UUID=x / ext4 rw 0 1 # UUID=y', ['UUID=x', '/', 'ext4', 'rw', '0', '1']],
    ['UUID=x / ext4 rw # 0 1', ['UUID=x', '/', 'ext4', 'rw']],
    ['UUID=x / ext4 rw 0 1 and more', ['UUID=x', '/', 'ext4', 'rw', '0', '1']],
    ['sshfs#a@b:/c /mnt fuse', ['sshfs#a@b:/c', '/mnt', 'fuse']],
    ['UUID=x / ext4 rw zero 1', null],
    ['UUID=x / ext4 rw 0 0x1', null],
    ['UUID=x\0 / ext4', null],
    ['LABEL=a\\040b /a\\040b ext4', ['LABEL=a\\040b', '/a\\040b', 'ext4']],
    ['UUID=x /\xe9 ext4\xa0', ['UUID=x', '/\xe9', 'ext4\xa0']],
  ];
  for (const [line, fields] of cases) {
    const entry = parseFstabLine(line);
    const texts = entry && Object.values(entry).flatMap((field?: FstabField) => field?.text ?? []);
    t.strictSame(texts, fields, JSON.stringify(line));
  }
});

t.test('fields are where they stand, and between them are blanks', async () => {
  const anyLine = fc.string({ unit: fc.constantFrom('a', ' ', '\t', '#', '0', '/', '\xa0', '"') });
  fc.assert(
    fc.property(anyLine, (line) => {
      const entry = parseFstabLine(line);
      let at = 0;
      for (const field of entry ? Object.values(entry) : []) {
        if (field === undefined) continue;
        if (
          !/^[ \t]*$/.test(line.slice(at, field.start)) ||
          line.slice(field.start, field.end) !== field.text
        )
          return false;
        at = field.end;
      }
      return entry === null || /^[ \t]|^$/.test(line.slice(at));
    }),
  );
});
