import { cpSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type BootTree, contentOf, entry, kernel, program, writeTree } from '../fixtures/boot-tree.ts';
import { binaryOf, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';

// What a rescue system may do to a machine: the pipelines of users, on captured machines whose ESPs have files.

const machineId = '00112233445566778899aabbccddeeff';
const system = (release: string): BootTree => ({
  [`${machineId}/${release}/linux`]: kernel(release),
  [`${machineId}/${release}/initrd`]: `initrd of ${release}`,
  [`loader/entries/${machineId}-${release}.conf`]: entry(
    release,
    `/${machineId}/${release}/linux`,
    `/${machineId}/${release}/initrd`,
  ),
  'EFI/BOOT/BOOTX64.EFI': program(release),
});
const stick: BootTree = {
  'arch/boot/vmlinuz-linux': kernel('6.12.1'),
  'loader/entries/01-archiso.conf': entry('Arch Linux install medium', '/arch/boot/vmlinuz-linux'),
  'EFI/BOOT/BOOTX64.EFI': program('stick'),
};

/** A copy of a captured machine, with files below its mount points. */
function machine(t: { testdir(): string }, name: string, trees: Readonly<Record<string, BootTree>>): string {
  const root = join(t.testdir(), 'root');
  cpSync(join(workspace, 'test/roots', name), root, { recursive: true, verbatimSymlinks: true });
  writeTree(root, { 'etc/machine-id': `${machineId}\n` });
  for (const [place, tree] of Object.entries(trees)) writeTree(join(root, place), tree);
  return root;
}

/** Runs `esp-which OPTIONS | COMMAND`. */
async function pipeline(root: string, options: readonly string[], command: string, ...more: string[]) {
  const { out } = await call(binaryOf('esp-which'), ['--sysroot', root, ...options]);
  return call(binaryOf(command), ['--sysroot', root, ...more], { input: out });
}

t.test('a stick that was booted is not copied over the machine', async (t) => {
  const root = machine(t, 'rescue-stick', { efi0: system('6.6.1'), 'media/stick': stick });
  const before = contentOf(join(root, 'efi0'));
  await pipeline(root, [], 'esp-mirror');
  await pipeline(root, ['/efi0'], 'esp-mirror');
  t.strictSame(contentOf(join(root, 'efi0')), before);
});

t.test('nor does it come on /boot', async (t) => {
  const root = machine(t, 'rescue-stick', { boot: {} });
  t.match(await pipeline(root, [], 'esp-bind', '--dry-run'), { status: 1, out: '' });
  const forced = await pipeline(root, [], 'esp-bind', '--dry-run', '--force');
  t.match(forced, { status: 0, out: /\/media\/stick/ });
  const named = await pipeline(root, ['--source', '/efi0'], 'esp-bind', '--dry-run');
  t.match(named, { status: 0, out: /\/efi0/ }, 'the ESP that was named does');
});

t.test('--source mends one disk from the other', async (t) => {
  const root = machine(t, 'live-system', { efi0: { 'EFI/BOOT/BOOTX64.EFI': '' }, efi1: system('6.6.1') });
  const before = contentOf(join(root, 'efi1'));
  const { status, err } = await pipeline(root, ['--source', '/efi1'], 'esp-mirror');
  t.equal(status, 0, err);
  for (const esp of ['efi0', 'efi1']) {
    const { 'loader/esp-sync': registry, ...content } = contentOf(join(root, esp));
    t.ok(registry);
    t.strictSame(content, before);
  }
});
