import t from 'tap';
import { isJsonMap, parseJsonMap } from '../../src/decide/map-json.ts';
import { parseMap } from '../../src/decide/map-text.ts';

const group = (ids: unknown, schema: unknown = 'twinroot.id-map/1') => JSON.stringify({ schema, ids });
const bytes = (text: string) => Buffer.from(text).toString('latin1');

t.test('which form it is', async (t) => {
  for (const text of ['{', ' \n\t{"schema":', group([])]) t.ok(isJsonMap(text), text);
  for (const text of ['', '\n', '#OLD NEW\n', 'UUID=a UUID=b', 'a {']) t.notOk(isJsonMap(text), text);
});

t.test('the same pairs as of a table', async (t) => {
  const cases: [old: string, fresh: string, line: string][] = [
    ['UUID=a', 'UUID=b', 'UUID=a UUID=b'],
    ['LABEL=My Disk', 'LABEL=a\\b', 'LABEL=My\\040Disk LABEL=a\\134b'],
    ['LABEL=é', 'LABEL=a#\n\u0085', 'LABEL=é LABEL=a\\043\\012\\302\\205'],
    ['LABEL=\u202e', 'LABEL=\u{1f600}', 'LABEL=\\342\\200\\256 LABEL=\u{1f600}'],
    ['/dev/mapper/a\\x20b', '/dev/sdb1', '/dev/mapper/a\\134x20b /dev/sdb1'],
    ['/dev/disk/by-id/a\\x20b', '/dev/disk/by-id/b', '/dev/disk/by-id/a\\134x20b /dev/disk/by-id/b'],
  ];
  for (const [old, fresh, line] of cases) {
    const json = `${group([{ old, new: fresh, old_device: '/dev/sda1', more: [] }])}\n`;
    t.strictSame(parseJsonMap(bytes(json), 'map'), parseMap(bytes(`#OLD NEW\n${line}`), 'map'), line);
  }
  const [a, b] = [
    { old: 'a', new: 'b' },
    { old: 'c', new: 'd' },
  ];
  t.strictSame(
    parseJsonMap(`\n${group([a])}\r\n\n${group([b])}`, 'map'),
    parseMap('#OLD NEW\na b\nc d', 'map'),
  );
  t.strictSame(parseJsonMap(group([]), 'map'), []);
});

t.test('what is no map', async (t) => {
  const cases: [text: string, code: string][] = [
    ['{', 'FORM'],
    [group([{ old: 'a', new: 'b' }]).slice(0, -3), 'FORM'],
    ['[]', 'FORM'],
    ['null', 'FORM'],
    ['{}', 'FORM'],
    [group([], 'twinroot.id-map/2'), 'FORM'],
    [group([], 'twinroot.esp-set/1'), 'FORM'],
    [group({}), 'FORM'],
    [group(undefined), 'FORM'],
    [group([null]), 'FORM'],
    [group([['a', 'b']]), 'FORM'],
    [group([{ old: 1, new: 'b' }]), 'FORM'],
    [group([{ old: '\ud800', new: 'b' }]), 'FORM'],
    [group([{ old: 'a', new: null }]), 'EMPTY'],
    [group([{ old: 'a' }]), 'EMPTY'],
    [group([{ old: 'a', new: '' }]), 'EMPTY'],
    [group([{ old: null, new: 'b' }]), 'EMPTY'],
    [group([{ old: 'UUDI=a', new: 'b' }]), 'FORM'],
    [group([{ old: 'a', new: 'UUDI=b' }]), 'FORM'],
  ];
  for (const [text, code] of cases)
    t.throws(() => parseJsonMap(`${group([])}\n${text}\n`, 'ids'), { code, message: /^ids, line 2: / }, text);
});
