import t from 'tap';
import { type FstabRuleTexts, parseFstabRules } from '../src/fstab-rules.ts';

t.test('what is no rule', async (t) => {
  const cases: FstabRuleTexts[] = [
    { under: '' },
    { under: 'mnt' },
    { under: '/a/../b' },
    { under: '/a/.' },
    { under: '/a\0' },
    { 'add-peer': '/' },
    { 'add-peer': 'peer' },
    { 'add-option': ['/a'] },
    { 'add-option': ['/a ,'] },
    { 'add-option': [''] },
    { drop: [' '] },
    { set: ['V'] },
    { set: ['V a', 'V b'] },
    { set: ['V '] },
    { set: ['V aVb', 'V x-V-y'] },
    { set: ['@V@ a@V@'] },
    { set: ['ab- x-a'] },
    { set: ['-ab b-'] },
    { set: ['a-b -'] },
  ];
  for (const rules of cases) t.throws(() => parseFstabRules(rules), { code: 'RULE' }, JSON.stringify(rules));
});

t.test('rules', async (t) => {
  t.match(parseFstabRules({}), { under: null, addPeer: null, addOptions: [], variables: [] });
  t.strictSame(
    [...parseFstabRules({ 'fs-type': ['/ ext4', '/a\\040b/  xfs'] }).types],
    [
      ['/', 'ext4'],
      ['/a b', 'xfs'],
    ],
  );
  t.match(parseFstabRules({ under: '//m x//y/' }), { under: { path: '/m x/y', field: '/m\\040x/y' } });
  t.equal(parseFstabRules({ under: '/' }).under, null, 'below the root everything is already');
  t.match(parseFstabRules({ 'add-option': [' /a/ \t o,p="x,y" '] }).addOptions, [
    { mountpoint: '/a', option: 'o' },
    { mountpoint: '/a', option: 'p="x,y"' },
  ]);
  t.match(parseFstabRules({ set: ['V aVb', 'à é'] }).variables, [
    { name: 'V', value: 'aVb' },
    { name: 'Ã\xa0', value: 'Ã©' },
  ]);
  t.strictSame([...parseFstabRules({ drop: ['/a/', 'none', '/x\\040y'] }).drops], ['/a', 'none', '/x y']);
});
