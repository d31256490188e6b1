import { machineId } from './configure.ts';
import { entryText } from './disks.ts';

/** What happens to a booted ESP, and so to its mirror. */
export interface Change {
  readonly name: string;
  /** Scripts for the guest that make /efi0 the old state, and the new one out of it. */
  readonly old: string;
  readonly now: string;
}

/**
 * A script that writes a payload whose every sector is its own, so that not one of an older file can pass for it.
 * `kernel`: with the head of a real one, which firmware would start.
 */
function payload(path: string, kind: 'kernel' | 'initrd', kibibytes: number): string {
  const head = kind === 'kernel' ? 'head -c 65536 /run/linux;' : '';
  return `{ ${head} head -c ${kibibytes * 1024 + 300} /dev/urandom; } >${path}`;
}

/** Takes everything off /efi0 but the boot loader. */
const clear = `cp -n /efi0/${machineId}/6.12.1/linux /run/linux 2>/dev/null; rm -rf /efi0/${machineId} /efi0/loader/entries /efi0/EFI/Linux /efi0/*.img /efi0/vmlinuz*; mkdir -p /efi0/loader/entries /efi0/EFI/Linux`;

/** The new state's payloads are longer by this: within two seconds their times are the same, and sizes tell them apart. */
const growth = 3;

function version(name: string): string {
  const directory = `/efi0/${machineId}/${name}`;
  return [
    `mkdir -p ${directory}`,
    payload(`${directory}/linux`, 'kernel', 6000),
    payload(`${directory}/initrd`, 'initrd', 8000),
    `cat >/efi0/loader/entries/${machineId}-${name}.conf <<'END'\n${entryText(name)}END`,
  ].join('\n');
}

function archPayloads(more: number): string {
  return [
    payload('/efi0/vmlinuz-linux', 'kernel', 6000 + more),
    payload('/efi0/initramfs-linux.img', 'initrd', 8000 + more),
    payload('/efi0/amd-ucode.img', 'initrd', 150 + more),
  ].join('\n');
}

const archEntry = [
  'title Arch Linux',
  'linux /vmlinuz-linux',
  'initrd /amd-ucode.img',
  'initrd /initramfs-linux.img',
  'options root=LABEL=root rw',
  '',
].join('\n');

const uki = (more: number) => payload('/efi0/EFI/Linux/arch-linux.efi', 'kernel', 14000 + more);

/** The changes that power cuts are tried on. */
export const changes: readonly Change[] = [
  { name: 'a version beside the old', old: `${clear}\n${version('6.12.1')}`, now: version('6.12.2') },
  {
    name: 'one version replaced',
    old: `${clear}\n${version('6.12.1')}`,
    now: `${version('6.12.2')}\nrm -r /efi0/${machineId}/6.12.1 /efi0/loader/entries/*-6.12.1.conf`,
  },
  {
    name: 'Arch names in place',
    old: `${clear}\n${archPayloads(0)}\ncat >/efi0/loader/entries/arch.conf <<'END'\n${archEntry}END`,
    now: archPayloads(growth),
  },
  { name: 'a UKI in place', old: `${clear}\n${uki(0)}`, now: uki(growth) },
];
