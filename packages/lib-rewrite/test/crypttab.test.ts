import { createIdMap, parsePair } from '@twinroot/lib-idmap';
import t from 'tap';
import { crypttabDevice, crypttabOptions, rewriteCrypttab } from '../src/crypttab.ts';

const ids = createIdMap([
  parsePair('UUID=a UUID=b', 'the test'),
  parsePair('/dev/sda3 /dev/sdb3', 'the test'),
]);

t.test('devices change, and nothing else', async (t) => {
  const cases: [text: string, wanted: string][] = [
    ['', ''],
    ['root UUID=a none luks', 'root UUID=b none luks'],
    ['root\tUUID=A\t/key  luks # UUID=a\r\n', 'root\tUUID=b\t/key  luks # UUID=a\r\n'],
    ['root UUID="a" none', 'root UUID="b" none'],
    ['root "UUID=a" none', 'root "UUID=b" none'],
    ['luks-a UUID=a none discard', 'luks-b UUID=b none discard'],
    ['luks-A /dev/sda3 none', 'luks-b /dev/sdb3 none'],
    ['luks-ab UUID=a', 'luks-ab UUID=b'],
    ['d UUID=c /k:UUID=a luks,header=/h:UUID=a,x', 'd UUID=c /k:UUID=b luks,header=/h:UUID=b,x'],
    ['d UUID=c /dev/sda3:/k', 'd UUID=c /dev/sdb3:/k'],
    ['usr UUID=a UUID=c 0a1b auto', 'usr UUID=b UUID=c 0a1b auto'],
    ['usr UUID=c UUID=a 0a1b auto', 'usr UUID=c UUID=b 0a1b auto'],
    ['d /dev/mapper/luks-a none', 'd /dev/mapper/luks-b none'],
    ['  data /dev/sda3\n\n# root UUID=a\n', '  data /dev/sdb3\n\n# root UUID=a\n'],
    ['data /dev/disk/by-uuid/a - x', 'data /dev/disk/by-uuid/b - x'],
    ['swap /dev/sda30 /dev/urandom swap\n', 'swap /dev/sda30 /dev/urandom swap\n'],
    ['alone\n', 'alone\n'],
    ['caf\u00e9 UUID=a', 'caf\u00e9 UUID=b'],
  ];
  for (const [text, wanted] of cases) {
    t.equal(rewriteCrypttab(text, ids), wanted, text);
    t.equal(rewriteCrypttab(wanted, ids), wanted, 'twice is once');
  }
});

t.test('the device of a line', async (t) => {
  const cases: [line: string, device: string | null][] = [
    ['root UUID=a none', 'UUID=a'],
    ['root UUID="a"', 'UUID=a'],
    ['root "UUID=a"', 'UUID=a'],
    ["root 'UUID=a' # c", 'UUID=a'],
    ['# root UUID=a', null],
    ['root', null],
    ['', null],
  ];
  for (const [line, device] of cases) t.equal(crypttabDevice(line), device, line);
});

t.test('the options of a line', async (t) => {
  const cases: [line: string, options: readonly string[]][] = [
    ['root UUID=a none luks,nofail', ['luks', 'nofail']],
    ['root\tUUID=a  none\tluks,,x=1 # c', ['luks', 'x=1']],
    ['root UUID=a none', []],
    ['root UUID=a none # luks', []],
    ['# root UUID=a none luks', []],
    ['', []],
  ];
  for (const [line, options] of cases) t.strictSame(crypttabOptions(line), options, line);
});
