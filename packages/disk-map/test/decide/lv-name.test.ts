import t from 'tap';
import { lvNameOf } from '../../src/decide/lv-name.ts';
import { layoutOf, mapped } from '../lsblk.ts';

t.test('names of logical volumes', async (t) => {
  const cases: [name: string, vg: string | null, lv?: string][] = [
    ['vg0-root', 'vg0', 'root'],
    ['my--group-var--log', 'my-group', 'var-log'],
    ['a--b--c-d', 'a-b-c', 'd'],
    ['a---b', 'a-', 'b'],
    ['vg0-pool-tpool', null],
    ['vg0-pool_tmeta', null],
    ['vg0-root_rimage_0', null],
    ['vg0', null],
    ['-root', null],
  ];
  for (const [name, vg, lv] of cases)
    for (const one of layoutOf([mapped(name, 'lvm')]).devices)
      t.strictSame(lvNameOf(one), vg === null ? null : { vg, lv }, name);
  for (const one of layoutOf([mapped('vg0-root', 'crypt')]).devices) t.equal(lvNameOf(one), null);
});
