import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { workspace } from '../support/binaries.ts';

/** A copy of a captured machine with two NVMe disks, whose ESPs have loaders, an entry and what it names. */
export function withFullEsps(root: string): string {
  cpSync(join(workspace, 'test/roots/two-nvme'), root, { recursive: true, verbatimSymlinks: true });
  for (const esp of ['efi0', 'efi1']) {
    const put = (path: string, content: string | Buffer) => {
      const file = join(root, esp, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    };
    const program = Buffer.alloc(4096);
    program.write('MZ');
    program.writeUInt32LE(0x40, 0x3c);
    program.write('PE\0\0', 0x40, 'latin1');
    put('EFI/BOOT/BOOTX64.EFI', program);
    put('EFI/systemd/systemd-bootx64.efi', program);
    put('loader/loader.conf', 'timeout 3\n');
    put('loader/random-seed', `${esp}${'s'.repeat(28)}`);
    put(
      'loader/entries/a.conf',
      'title a\nlinux /linux\noptions root=/dev/nvme0n1p2 secret.password=geheim rw\n',
    );
    put('linux', program);
  }
  return root;
}
