import t from 'tap';
import { isIdMap } from '../../src/decide/is-id-map.ts';

t.test('a map is known by its first line', async (t) => {
  const maps = [
    '#OLD       NEW   OLD-DEVICE\nUUID=a UUID=b /dev/sda1\n',
    '{"schema":"twinroot.id-map/1","ids":[]}\n',
  ];
  for (const text of maps) t.ok(isIdMap(text), text);
  for (const text of ['', 'UUID=a UUID=b\n', '# OLD NEW\n', '\n#OLD NEW\n']) t.notOk(isIdMap(text), text);
});
