import { createIdMap, pairOfTexts } from '@twinroot/lib-idmap';
import { applyEdits } from '@twinroot/lib-lines';
import t from 'tap';
import { argumentEdits, placedArguments } from '../src/arguments.ts';
import { parseEntryRules } from '../src/boot-entry-rules.ts';

const ids = createIdMap([
  pairOfTexts('UUID=aaaa-0001', 'UUID=bbbb-0002', 'here'),
  pairOfTexts('LABEL=old', 'LABEL=a b', 'here'),
]);
const rules = parseEntryRules({ rootflags: ['subvol=@ subvol=@new'] });
const cases: readonly (readonly [line: string, text: string])[] = [
  ['root=UUID=aaaa-0001 rw', 'root=UUID=bbbb-0002 rw'],
  ['quiet  root="UUID=aaaa-0001"', 'quiet  root="UUID=bbbb-0002"'],
  ['root=LABEL=old', 'root=LABEL="a b"'],
  ['"root=LABEL=old"', '"root=LABEL=a b"'],
  ['rootflags=rw,subvol=@,x', 'rootflags=rw,subvol=@new,x'],
  ['rootflags=subvol=@home', 'rootflags=subvol=@home'],
  ['comment=UUID=aaaa-0001', 'comment=UUID=aaaa-0001'],
  ['', ''],
];
for (const [line, text] of cases) {
  t.test(line || 'an empty line', async (t) => {
    const edits = argumentEdits(line, placedArguments(line), rules, ids);
    t.equal(applyEdits(line, edits), text);
    t.strictSame(
      argumentEdits(text, placedArguments(text), rules, ids).filter(({ old, new: fresh }) => old !== fresh),
      [],
    );
  });
}
