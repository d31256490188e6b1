import t from 'tap';
import { searchedUuid } from '../../../src/decide/checks/grub.ts';

t.test('the file system for which a stub looks', async (t) => {
  const uuid = '9a8b7c6d-0000-4000-8000-00000000e474';
  const rows: readonly (readonly [string, string | null])[] = [
    [`search.fs_uuid ${uuid} root hd0,gpt2\nset prefix=($root)'/boot/grub'\n`, uuid],
    [`search --no-floppy --fs-uuid --set=dev ${uuid}\nset prefix=($dev)/grub2\n`, uuid],
    [`search --no-floppy --root-dev-only --fs-uuid --set=dev ${uuid}\n`, uuid],
    [`  search --fs-uuid ${uuid} --set root\n`, uuid],
    [`set root='lvmid/a/b'\nconfigfile $prefix/grub.cfg\n`, null],
    ['search --label boot --set=root\n', null],
    ['', null],
  ];
  for (const [text, expected] of rows) t.equal(searchedUuid(text), expected, text);
});
