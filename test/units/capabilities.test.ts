import { join } from 'node:path';
import { workspace } from '../support/binaries.ts';
import { valuesOf } from '../support/install-call.ts';
import { testInNamespace } from '../support/mount-namespace.ts';

// The commands do their work with no more capabilities than their services have, and with no new privileges.
const services = [
  ['esp-mirror.service', 'esp-mirror/unmounted'],
  ['esp-seed.service', 'esp-seed/esp-seed'],
  ['esp-bless.service', 'esp-bless/esp-bless'],
  ['tree-mirror.service', 'tree-mirror/tree-mirror'],
] as const;

for (const [unit, test] of services) {
  const [set = ''] = valuesOf(join(workspace, 'units', unit), 'CapabilityBoundingSet');
  const kept = set.split(' ').map((name) => `+${name.toLowerCase().replace('cap_', '')}`);
  const limits = ['--no-new-privs', '--inh-caps=-all', `--bounding-set=-all,${kept.join(',')}`];
  testInNamespace(test, `${unit}: its capabilities are enough`, ['setpriv', ...limits]);
}
