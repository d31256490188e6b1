import t from 'tap';
import { bootedLoader } from '../../src/decide/booted-loader.ts';
import { bootMenu, bootOption } from '../boot-option-fixture.ts';

const file = '\\EFI\\systemd\\systemd-bootx64.efi';
const data = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

t.test('the file of the option that was booted, with what it is given', async (t) => {
  const cases: [string, string][] = [
    ['', ''],
    ['7100', '7100'],
    ['0000424f', ''],
    ['4eac0881119f594d850ee21a522c59b2', ''],
  ];
  for (const [given, wanted] of cases) {
    const menu = bootMenu([bootOption('0001', 'a', file, { optionalData: data(given) })]);
    t.strictSame(bootedLoader(menu, ['b', 'a']), { file, optionalData: data(wanted) }, given);
  }
});

t.test('it is not told', async (t) => {
  const cases: [string, ReturnType<typeof bootMenu>][] = [
    ['another disk was booted', bootMenu([bootOption('0001', 'x', file)])],
    ['no disk', bootMenu([bootOption('0001', null, file)])],
    ['the removable path', bootMenu([bootOption('0001', 'a', null)])],
    ['an option that is not there', bootMenu([bootOption('0001', 'a', file)], { current: '0002' })],
    ['no BootCurrent', bootMenu([bootOption('0001', 'a', file)], { current: null })],
  ];
  for (const [name, menu] of cases) t.equal(bootedLoader(menu, ['a', 'b']), null, name);
});
