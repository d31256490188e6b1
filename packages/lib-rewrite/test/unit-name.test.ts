import { createIdMap, parseMap } from '@twinroot/lib-idmap';
import t from 'tap';
import { renamedUnit, unitFor, withLinks } from '../src/unit-name.ts';
import { luks, luks2, twoDisks, x, y } from './text-fixture.ts';

const ids = createIdMap(parseMap(twoDisks, 'map'));
const escaped = (text: string) => text.replaceAll('-', '\\x2d');

t.test('names of units', async (t) => {
  const cases: [name: string, fresh: string | null][] = [
    [`dev-disk-by\\x2duuid-${escaped(x)}.swap`, `dev-disk-by\\x2duuid-${escaped(y)}.swap`],
    [`dev-disk-by\\x2duuid-${escaped(x)}.device.d`, `dev-disk-by\\x2duuid-${escaped(y)}.device.d`],
    [
      `systemd-cryptsetup@luks\\x2d${escaped(luks)}.service`,
      `systemd-cryptsetup@luks\\x2d${escaped(luks2)}.service`,
    ],
    [
      `systemd-fsck@dev-disk-by\\x2duuid-${escaped(x)}.service`,
      `systemd-fsck@dev-disk-by\\x2duuid-${escaped(y)}.service`,
    ],
    [`dev-mapper-luks\\x2d${escaped(luks)}.device`, `dev-mapper-luks\\x2d${escaped(luks2)}.device`],
    ['dev-mapper-vg\\x2droot.device', 'dev-mapper-vg2\\x2droot.device'],
    ['dev-sda2.device', 'dev-sdb2.device'],
    ['dev-disk-by\\x2dlabel-root.swap', 'dev-disk-by\\x2dlabel-spare.swap'],
    ['dev-sda20.device', null],
    ['home.mount', null],
    ['getty@tty1.service', null],
    ['systemd-cryptsetup@root.service', null],
    ['dev-sda2', null],
    ['dev-\\x.device', null],
    ['', null],
  ];
  for (const [name, fresh] of cases) t.equal(renamedUnit(name, ids), fresh, name);
  t.equal(unitFor('dev-sda2.device', ids)?.pair.oldText, '/dev/sda2');
});

t.test('a path stays one', async (t) => {
  const tags = createIdMap(parseMap('/dev/sda2 UUID=b\nUUID=a PARTUUID=c\n/dev/sda3 tank', 'map'));
  const device = (text: string) => {
    const renamed = withLinks(tags).device(text);
    return renamed && text.slice(0, renamed.start) + renamed.text;
  };
  t.equal(device('/dev/sda2'), '/dev/disk/by-uuid/b');
  t.equal(device('/dev/disk/by-uuid/a'), '/dev/disk/by-partuuid/c');
  t.equal(device('UUID=a'), 'PARTUUID=c');
  t.equal(device('/dev/sda3'), 'tank');
  t.equal(device('/dev/sda4'), null);
  t.equal(renamedUnit('dev-sda2.swap', tags), 'dev-disk-by\\x2duuid-b.swap');
  t.equal(renamedUnit('dev-sda3.swap', tags), null);
});
