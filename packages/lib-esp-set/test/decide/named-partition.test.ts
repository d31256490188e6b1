import { parsePartuuid } from '@twinroot/lib-blockdev';
import t from 'tap';
import { fstabPlacesOf, namedPartition } from '../../src/decide/named-partition.ts';
import { parseOperand } from '../../src/decide/operand.ts';
import { device, id, machineOf, part } from '../machine-of.ts';

const machine = machineOf(
  [device('sda', {}, part('sda1', 1)), device('sdb', {}, part('sdb1', 2, { uuid: 'AA-BB' }), device('sdb2'))],
  {
    mounts: 'sdb1:/efi1',
    fstab: `PARTUUID=${id(9)} /efi2 vfat nofail\nUUID=AA-BB /efi1 vfat nofail\n/dev/sdb1 /other vfat nofail\ntmpfs /tmp tmpfs defaults\n`,
  },
);

function named(text: string) {
  const operand = parseOperand(text);
  if (operand.kind === 'refused') throw new Error(operand.reason);
  return namedPartition(machine, operand);
}

t.test('a member by its names, there or not', async (t) => {
  for (const name of ['/dev/sdb1', '/efi1', `PARTUUID=${id(2)}`])
    t.same(named(name), { kind: 'named', partuuid: id(2) }, name);
  t.same(named(`PARTUUID=${id(9)}`), { kind: 'named', partuuid: id(9) });
  t.match(named('/dev/sdz1'), { kind: 'refused', reason: /\/dev\/sdz1: .*PARTUUID=/ });
  t.match(named('/efi2'), { kind: 'refused', reason: /nothing is mounted there/ });
  t.match(named('/dev/sdb2'), { kind: 'refused', reason: /no PARTUUID/ });
});

t.test('where fstab has it', async (t) => {
  const places = (digit: number) => {
    const partuuid = parsePartuuid(id(digit));
    return partuuid === null ? null : fstabPlacesOf(machine, partuuid);
  };
  t.same(places(2), ['/efi1', '/other']);
  t.same(places(9), ['/efi2']);
  t.same(places(1), []);
});
