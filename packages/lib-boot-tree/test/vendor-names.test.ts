import t from 'tap';
import { ownVendorsOf } from '../src/vendor-names.ts';

t.test('the directories below EFI/ that a system updates', async (t) => {
  t.equal(ownVendorsOf([]), null, 'nobody knows');
  const cases: readonly (readonly [ids: readonly string[], own: string, others: string])[] = [
    [['debian'], 'DEBIAN', 'UBUNTU'],
    [['linuxmint', 'ubuntu', 'debian'], 'UBUNTU', 'FEDORA'],
    [['rhel', 'fedora'], 'REDHAT', 'DEBIAN'],
    [['opensuse-tumbleweed', 'opensuse', 'suse'], 'OPENSUSE', 'DEBIAN'],
    [['arch'], 'REFIND', 'MICROSOFT'],
  ];
  for (const [ids, own, others] of cases) {
    const vendors = ownVendorsOf(ids);
    t.ok(vendors?.has(own), `${ids.join(' ')}: ${own}`);
    t.notOk(vendors?.has(others), `${ids.join(' ')}: ${others}`);
  }
});
