import { decodeLoadOption, fileOf, hardDriveOf } from '@twinroot/lib-efivar';
import t from 'tap';
import { numbersVariable, optionVariable } from '../../src/decide/menu-variables.ts';

const partuuid = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';

t.test('an option reads back as what it is to be', async (t) => {
  const place = { partition: 2, start: 2048n, size: 614400n };
  const loader = { file: '\\EFI\\a\\b.efi', optionalData: Uint8Array.of(1, 2) };
  const variable = optionVariable({ number: '00AB', label: 'Größe', partuuid, place, loader });
  t.match(variable, { name: 'Boot00AB', attributes: 7 });
  const option = decodeLoadOption(variable);
  t.match(option, { attributes: 1, description: 'Größe' });
  t.strictSame([...option.optionalData], [1, 2]);
  t.strictSame(hardDriveOf('', option.path), { ...place, partuuid });
  t.equal(fileOf(option.path), loader.file);
});

t.test('numbers', async (t) => {
  const variable = numbersVariable('BootOrder', ['0001', 'AB00'], null);
  t.strictSame([...variable.value], [1, 0, 0, 0xab]);
  t.equal(variable.attributes, 7);
  t.equal(numbersVariable('BootOrder', [], { ...variable, attributes: 0x27 }).attributes, 0x27);
});
