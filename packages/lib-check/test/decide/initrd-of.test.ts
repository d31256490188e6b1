import t from 'tap';
import { chosenEntry, menuOf } from '../../src/decide/entries.ts';
import { initrdOf } from '../../src/decide/initrd-of.ts';
import { treeOfMember } from '../../src/decide/member-tree.ts';
import { initrd, initrdPath, machine, member } from '../machine-fixture.ts';

t.test(
  'of the entry that is booted, all its initrds together; without a menu that of the root',
  async (t) => {
    const one = member('a', { initrds: new Map([[initrdPath.toUpperCase(), initrd('systemd')]]) });
    const by = { architecture: 'x64', kernels: ['x64'], isSystemdBoot: true };
    const menu = menuOf([{ member: one, tree: treeOfMember(one) }], by).listed;
    const chosen = chosenEntry(menu, { variable: null, loaderConf: null });
    const facts = machine({ ownInitrd: initrd('dracut') });
    t.strictSame(initrdOf({ chosen, menu, facts })?.has, ['systemd']);
    t.strictSame(initrdOf({ chosen: null, menu: [], facts })?.has, ['dracut']);
    t.equal(initrdOf({ chosen: null, menu, facts }), null);
  },
);
