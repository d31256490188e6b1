import t from 'tap';
import { keepsFirstDisk } from '../../src/decide/left-ids.ts';

t.test('ids that stay, and what comes of it', async (t) => {
  const left = (where: string, isComment = false) => ({ where, isComment });
  t.ok(keepsFirstDisk('entry', left('options')));
  t.ok(keepsFirstDisk('fstab', left('options')));
  t.ok(keepsFirstDisk('loader', left('set root')));
  for (const [kind, one] of [
    ['entry', left('title')],
    ['entry', left('linux')],
    ['loader', left('a comment', true)],
    ['setting', left('GRUB_CMDLINE_LINUX')],
  ] as const)
    t.notOk(keepsFirstDisk(kind, one), `${kind} ${one.where}`);
});
