import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { EfivarError, efiGlobalVariable, readEfiVariable } from '@twinroot/lib-efivar';
import t from 'tap';
import { deleteEfiVariable, writeEfiVariable } from '../../src/act/write-variable.ts';

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const at = 'sys/firmware/efi/efivars';
const fileOf = (root: string, name: string) => `${root}/${at}/${name}-${efiGlobalVariable}`;
const variable = (name: string, value: string, attributes = 7) => ({ name, attributes, value: hex(value) });

function newRoot(test: { testdir(): string }): string {
  const root = test.testdir();
  mkdirSync(`${root}/${at}`, { recursive: true });
  return root;
}

t.test('a variable is written, replaced by a shorter one, and deleted', async (t) => {
  const root = newRoot(t);
  writeEfiVariable(root, variable('BootOrder', '01000200'), efiGlobalVariable, false);
  t.equal(readFileSync(fileOf(root, 'BootOrder'), 'hex'), '0700000001000200');
  writeEfiVariable(root, variable('BootOrder', '0200', 0x27), efiGlobalVariable, false);
  t.equal(readFileSync(fileOf(root, 'BootOrder'), 'hex'), '270000000200');
  t.match(readEfiVariable(root, 'BootOrder', efiGlobalVariable), { attributes: 0x27 });
  for (const time of ['first', 'second']) {
    deleteEfiVariable(root, 'BootOrder', efiGlobalVariable);
    t.notOk(existsSync(fileOf(root, 'BootOrder')), time);
  }
});

t.test('a new one takes no place that somebody has', async (t) => {
  const root = newRoot(t);
  writeFileSync(fileOf(root, 'Boot0001'), 'other');
  const write = () => writeEfiVariable(root, variable('Boot0001', '00'), efiGlobalVariable, true);
  t.throws(write, { code: 'WRITE', variable: 'Boot0001', cause: { code: 'EEXIST' } });
  t.equal(readFileSync(fileOf(root, 'Boot0001'), 'utf8'), 'other');
  writeEfiVariable(root, variable('Boot0002', '00'), efiGlobalVariable, true);
  t.ok(existsSync(fileOf(root, 'Boot0002')));
});

t.test('a new one takes the name that somebody made and has not written', async (t) => {
  const root = newRoot(t);
  writeFileSync(fileOf(root, 'BootNext'), '');
  writeEfiVariable(root, variable('BootNext', '0200'), efiGlobalVariable, true);
  t.equal(readFileSync(fileOf(root, 'BootNext'), 'hex'), '070000000200');
});

t.test('no room is told from other failures', async (t) => {
  const root = newRoot(t);
  mkdirSync(fileOf(root, 'Boot0001'));
  t.throws(() => deleteEfiVariable(root, 'Boot0001', efiGlobalVariable), { code: 'WRITE' });
  const nowhere = () => writeEfiVariable(`${root}/none`, variable('Boot0001', '00'), efiGlobalVariable, true);
  t.throws(nowhere, EfivarError);
});
