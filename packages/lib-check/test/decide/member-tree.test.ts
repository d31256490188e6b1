import t from 'tap';
import { fileOfMember, isSameFacts, treeOfMember } from '../../src/decide/member-tree.ts';
import { entryPath, file, loaderPath, member } from '../machine-fixture.ts';

t.test('a tree of facts has its entries', async (t) => {
  const tree = treeOfMember(member('a'));
  t.strictSame(
    tree.menu.map(({ file: { path } }) => path),
    [entryPath],
  );
  t.ok(tree.images.size > 0);
});

t.test('files are found as FAT finds them, and compared by what is known', async (t) => {
  t.ok(fileOfMember(member('a'), loaderPath.toUpperCase()));
  t.equal(fileOfMember(member('a'), 'none'), null);
  t.ok(isSameFacts(file(5, { mtime: 6 }), file(5, { mtime: 7 })));
  t.notOk(isSameFacts(file(5), file(6)));
  t.notOk(isSameFacts(file(5, { digest: 'a' }), file(5, { digest: 'b' })));
  t.notOk(isSameFacts(null, file(5)));
});
