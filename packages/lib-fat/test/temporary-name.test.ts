import { bridgeName, isFatName, isOwnName, temporaryName } from '@twinroot/lib-fat';
import t from 'tap';

t.test("names of one's own", async (t) => {
  for (const name of [temporaryName(0), temporaryName(12), bridgeName(1), bridgeName(12345), 'twin0000.tmp'])
    t.equal(isOwnName(name), true, name);
  for (const name of ['TWIN', 'TWIN.TMP', 'TWIN0', 'TWIN0000.TMP.BAK', 'TWIN000.TMP', 'TWIN000X.NEW'])
    t.equal(isOwnName(name), false, name);
  for (const name of [temporaryName(0), bridgeName(1)]) {
    t.equal(isFatName(name), true);
    t.match(name, /^[A-Z\d]{1,8}\.[A-Z\d]{3}$/, 'one slot of a FAT directory');
    t.notMatch(name, /\.(conf|efi)$/i, 'no boot menu lists it');
  }
});
