import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import t from 'tap';
import { efiGlobalVariable } from '../src/guid.ts';
import { readEfiVariable, whyNoEfivars } from '../src/read.ts';
import { hex } from './bytes.ts';

const write = (path: string, bytes: Uint8Array) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
};
const efivars = 'sys/firmware/efi/efivars';

t.test('a variable', async (t) => {
  const root = t.testdir();
  write(`${root}/${efivars}/BootCurrent-${efiGlobalVariable}`, hex('06000000 0100'));
  t.match(readEfiVariable(root, 'BootCurrent', efiGlobalVariable), { name: 'BootCurrent', attributes: 6 });
  t.equal(readEfiVariable(root, 'BootNext', efiGlobalVariable), null);
  t.equal(whyNoEfivars(root), null);
});

t.test('a name without a byte is no variable: who made it was killed before writing', async (t) => {
  const root = t.testdir();
  write(`${root}/${efivars}/BootNext-${efiGlobalVariable}`, hex(''));
  t.equal(readEfiVariable(root, 'BootNext', efiGlobalVariable), null);
});

t.test('one that cannot be read', async (t) => {
  const root = t.testdir();
  write(`${root}/${efivars}/Short-${efiGlobalVariable}`, hex('060000'));
  mkdirSync(`${root}/${efivars}/Broken-${efiGlobalVariable}`);
  t.throws(() => readEfiVariable(root, 'Short', efiGlobalVariable), { code: 'SHORT', variable: 'Short' });
  t.throws(() => readEfiVariable(root, 'Broken', efiGlobalVariable), { code: 'READ', variable: 'Broken' });
});

t.test('why there are none', async (t) => {
  const root = t.testdir();
  t.equal(readEfiVariable(root, 'BootCurrent', efiGlobalVariable), null);
  t.equal(whyNoEfivars(root), 'no-sysfs');
  mkdirSync(`${root}/sys/dev`, { recursive: true });
  t.equal(whyNoEfivars(root), 'bios');
  write(`${root}/run/systemd/container`, hex(''));
  t.equal(whyNoEfivars(root), 'container');
  mkdirSync(`${root}/${efivars}`, { recursive: true });
  t.equal(whyNoEfivars(root), 'not-mounted', 'the empty directory that the kernel makes for efivarfs');
  rmSync(`${root}/sys/firmware/efi/efivars`, { recursive: true });
  t.equal(whyNoEfivars(root), 'not-mounted');
});
