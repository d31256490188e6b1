import t from 'tap';
import { escapeUnitPath, escapeUnitText, unescapeUnitText } from '../../src/decide/unit-path.ts';

t.test('paths as systemd-escape -p writes them', async (t) => {
  const cases: [path: string, name: string][] = [
    ['/dev/sda2', 'dev-sda2'],
    ['/dev/disk/by-uuid/6B7E-A837', 'dev-disk-by\\x2duuid-6B7E\\x2dA837'],
    ['/dev//mapper/luks-a/', 'dev-mapper-luks\\x2da'],
    ['/dev/disk/by-label/a\\x20b', 'dev-disk-by\\x2dlabel-a\\x5cx20b'],
    ['/.a', '\\x2ea'],
    ['/caf\xc3\xa9', 'caf\\xc3\\xa9'],
  ];
  for (const [path, name] of cases) {
    t.equal(escapeUnitPath(path), name);
    const plain = path.replace(/^\/+|\/+$/g, '').replace('//', '/');
    t.equal(unescapeUnitText(name), plain);
  }
});

t.test('other texts', async (t) => {
  t.equal(escapeUnitText('luks-a_b:c.d'), 'luks\\x2da_b:c.d');
  t.equal(unescapeUnitText('luks\\x2Da'), 'luks-a');
  for (const text of ['\\', 'a\\x2', 'a\\n', '\\xg0']) t.equal(unescapeUnitText(text), null, text);
});
