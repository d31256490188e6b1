import t from 'tap';
import { overridingSettings } from '../../src/decide/overriding.ts';

const none = { once: null, preferred: null, preferredInConf: null, byDefault: null, last: null };
const own = 'debian-gen-20260102030405AbCdEfGh+3.conf';
const others = ['debian-6.12.conf', 'debian-gen-20210411212549sdBXyLxg.conf'];

const cases: readonly (readonly [
  name: string,
  wishes: Partial<typeof none> | Record<string, string>,
  settings: readonly string[],
])[] = [
  ['nothing is set', {}, []],
  ['the entry itself', { byDefault: own }, []],
  ['without its counter', { byDefault: 'debian-gen-20260102030405abcdefgh.conf' }, []],
  ['all generations', { byDefault: 'DEBIAN-GEN-*' }, []],
  ['no entry at all', { byDefault: 'arch.conf' }, []],
  ['nothing in it', { byDefault: '' }, []],
  ['another one', { byDefault: 'debian-6.12.conf' }, ['LoaderEntryDefault']],
  ['another one, by a pattern', { byDefault: 'debian-6*' }, ['LoaderEntryDefault']],
  ['another generation', { byDefault: 'debian-gen-2021*' }, ['LoaderEntryDefault']],
  ['what the loader finds by itself', { byDefault: 'auto-windows' }, ['LoaderEntryDefault']],
  [
    'the last one, which is another',
    { byDefault: '@saved', last: 'debian-6.12.conf' },
    ['LoaderEntryDefault'],
  ],
  ['the last one, which is not known', { byDefault: '@saved' }, []],
  ['another one, once', { once: 'debian-gen-2021*' }, ['LoaderEntryOneShot']],
  ['itself, once', { once: own }, []],
  ['preferred', { preferred: 'debian-6.12.conf' }, ['LoaderEntryPreferred']],
  ['preferred in loader.conf', { preferredInConf: 'debian-6.12.conf' }, ['preferred of loader.conf']],
  ['what is no pattern', { byDefault: 'debian-[' }, []],
];

for (const [name, wishes, settings] of cases)
  t.test(name, async (t) => {
    const found = overridingSettings({ ...none, ...wishes }, own, others);
    t.strictSame(
      found.map(({ setting }) => setting),
      settings,
    );
  });
