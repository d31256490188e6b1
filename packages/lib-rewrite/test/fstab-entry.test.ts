import { parseFstabLine } from '@twinroot/lib-fstab';
import { createIdMap, pairOfTexts } from '@twinroot/lib-idmap';
import t from 'tap';
import { createFstabEntryRewriter, finishedPeer } from '../src/fstab-entry.ts';
import { type FstabRuleTexts, parseFstabRules } from '../src/fstab-rules.ts';

const ids = createIdMap([pairOfTexts('UUID=a', 'UUID=b', 'here')]);
const inverse = createIdMap([pairOfTexts('UUID=b', 'UUID=a', 'here')]);

function rewritten(line: string, texts: FstabRuleTexts) {
  const entry = parseFstabLine(line);
  if (entry === null) throw new Error(`${line} is not an entry`);
  return createFstabEntryRewriter(parseFstabRules(texts), ids, inverse)(line, entry);
}

const cases: readonly (readonly [
  line: string,
  texts: FstabRuleTexts,
  result: string | null,
  changes: readonly string[],
])[] = [
  ['UUID=a / ext4', {}, 'UUID=b / ext4', ['id']],
  ['UUID=x / ext4', {}, 'UUID=x / ext4', []],
  ['UUID=a / ext4', { under: '/mnt' }, 'UUID=b /mnt ext4', ['id', 'mountpoint']],
  ['UUID=a /x ext4', { drop: ['/x'] }, null, ['drop']],
  ['UUID=a /x ext4 rw', { 'add-option': ['/x nofail'] }, 'UUID=b /x ext4 rw,nofail', ['id', 'option']],
  ['UUID=x /x', { 'add-option': ['/x nofail'] }, 'UUID=x /x auto nofail', ['option']],
  ['UUID=x  /x # data', { 'add-option': ['/x nofail'] }, 'UUID=x  /x auto nofail # data', ['option']],
  ['UUID=x /x auto nofail', { 'add-option': ['/x nofail'] }, 'UUID=x /x auto nofail', []],
  ['UUID=x /x', { 'add-option': ['/y nofail'] }, 'UUID=x /x', []],
  ['ROOT / ext4', { set: ['ROOT UUID=a'] }, 'UUID=b / ext4', ['variable', 'id']],
  [
    'UUID=a / btrfs subvol=@,noatime 0 1',
    { 'fs-type': ['/ ext4'] },
    'UUID=b / ext4 noatime 0 1',
    ['id', 'option', 'option'],
  ],
  [
    'UUID=a / btrfs subvol=@',
    { 'fs-type': ['/ ext4'] },
    'UUID=b / ext4 defaults',
    ['id', 'option', 'option'],
  ],
  ['UUID=a / ext4 data=journal', { 'fs-type': ['/ ext4'] }, 'UUID=b / ext4 data=journal', ['id']],
  ['UUID=a /x ext4 data=journal', { 'fs-type': ['/ xfs'] }, 'UUID=b /x ext4 data=journal', ['id']],
  ['UUID=a / auto subvol=@', { 'fs-type': ['/ ext4'] }, 'UUID=b / auto subvol=@', ['id']],
  ['UUID=a / ext4', { 'fs-type': ['/ xfs'] }, 'UUID=b / xfs', ['id', 'option']],
  ['UUID=b /mnt/x ext4', { 'add-peer': '/mnt/x' }, 'UUID=a /mnt/x ext4', ['id']],
];
for (const [line, texts, result, changes] of cases) {
  t.test(`${line} by ${JSON.stringify(texts)}`, async (t) => {
    const entry = rewritten(line, texts);
    t.equal(entry.line, result);
    t.strictSame(
      entry.changes.map(({ change }) => change),
      changes,
    );
  });
}

t.test('a peer gets the options of its own mount point, and goes where that is dropped', async (t) => {
  const { peer } = rewritten('UUID=a / ext4 rw 0 1', { 'add-peer': '/mnt/x' });
  if (!peer) throw new Error('it has a peer');
  const rules = parseFstabRules({ 'add-option': ['/mnt/x noauto'] });
  t.equal(finishedPeer(peer, rules), 'UUID=a /mnt/x ext4 rw,nofail,noauto 0 2');
  t.equal(finishedPeer(peer, parseFstabRules({ drop: ['/mnt/x'] })), null);
});
