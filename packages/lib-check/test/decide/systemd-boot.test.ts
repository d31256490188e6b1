import t from 'tap';
import { startsSystemdBoot } from '../../src/decide/systemd-boot.ts';
import {
  espB,
  firmware,
  loaderPath,
  machine,
  member,
  option,
  program,
  removable,
} from '../machine-fixture.ts';

const sbat =
  'sbat,1,SBAT Version,sbat,1,https://example.org\nsystemd-boot,1,The systemd Developers,systemd,257,x\n';
const other = program(99_000);
const byOther = firmware({
  options: [option('0002', espB, { file: '\\EFI\\debian\\shimx64.efi' })],
  order: ['0002'],
});

t.test('what is systemd-boot, as far as is known', async (t) => {
  const rows: readonly (readonly [string, Parameters<typeof member>[1], boolean])[] = [
    ['its own path, and a copy', {}, true],
    ['another version at the removable path', { files: { [removable]: program(99_000, { sbat }) } }, true],
    ['the removable path alone', { files: { [loaderPath]: null, [removable]: program(9, { sbat }) } }, true],
    ['another program at the removable path', { files: { [removable]: other } }, false],
    ['nothing says what it is', { files: { [loaderPath]: null } }, false],
    ['nothing is started', { files: { [loaderPath]: null, [removable]: null } }, false],
    ['capitals', { files: { [loaderPath]: null, [loaderPath.toUpperCase()]: program(120_000) } }, true],
    [
      'a name that only begins so',
      { files: { [loaderPath]: null, [removable]: other, 'EFI/systemd/x.efi': other } },
      false,
    ],
  ];
  for (const [name, more, expected] of rows)
    t.equal(startsSystemdBoot(machine(), member('b', more)), expected, name);
});

t.test('a boot option that starts something else', async (t) => {
  const files = { 'EFI/debian/shimx64.efi': other };
  t.equal(startsSystemdBoot(machine({ firmware: byOther }), member('b', { files })), false);
  t.equal(startsSystemdBoot(machine({ firmware: byOther }), member('b')), true, 'it is not there');
});
