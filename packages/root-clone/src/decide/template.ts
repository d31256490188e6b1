import { createHash } from 'node:crypto';

/** Something that makes a machine itself, and that a machine made from a template has to get anew. */
export interface OwnThing {
  readonly what: string;
  /** Paths of the root, in rsync's patterns: `*` stands for a part of a name. */
  readonly paths: readonly string[];
}

/**
 * What is not carried over from a template. The machine id comes last: while it is missing, or still the template's, the rest
 * is not done.
 *
 * Sources: machine-id(5), hostname(5), ssh-keygen(1), systemd-random-seed.service(8), systemd-creds(1), dhclient(8),
 * dhcpcd(8), NetworkManager(8), systemd-journald.service(8), udev(7).
 */
export const ownThings: readonly OwnThing[] = [
  { what: 'host name', paths: ['/etc/hostname'] },
  { what: 'ssh host keys', paths: ['/etc/ssh/ssh_host_*'] },
  {
    what: 'random seeds',
    paths: ['/var/lib/systemd/random-seed', '/var/lib/urandom/random-seed', '/var/lib/random-seed'],
  },
  { what: 'secret of systemd credentials', paths: ['/var/lib/systemd/credential.secret'] },
  {
    what: 'DHCP leases and DUID',
    paths: [
      '/var/lib/dhcp/*',
      '/var/lib/dhclient/*',
      '/var/lib/dhcpcd/*',
      '/var/lib/dhcpcd5/*',
      '/etc/dhcpcd.duid',
      '/etc/dhcpcd.secret',
      '/var/lib/NetworkManager/*.lease',
      '/var/lib/NetworkManager/secret_key',
      '/var/lib/systemd/network/*',
    ],
  },
  { what: 'journal', paths: ['/var/log/journal/*'] },
  { what: 'names of network cards', paths: ['/etc/udev/rules.d/70-persistent-net.rules'] },
  { what: 'machine id', paths: ['/var/lib/dbus/machine-id', '/etc/machine-id'] },
];

/** All patterns, for the copy to leave out. */
export const ownPatterns: readonly string[] = ownThings.flatMap(({ paths }) => paths);

/** The machine id in a text (machine-id(5): 32 hexadecimal digits); null for `uninitialized`, and what is none. */
export function machineIdIn(text: string): string | null {
  return /^([0-9a-f]{32})\s*$/i.exec(text)?.[1]?.toLowerCase() ?? null;
}

/**
 * The machine id of a clone: the same for each run that makes it, and another for each file system that is made. It does not
 * tell the template's, and has the form of a random one (machine-id(5), RFC 9562 version 4).
 *
 * @param root what identifies the clone's root: its UUID
 */
export function machineIdOfClone(template: string, root: string): string {
  const digest = createHash('sha256').update(`machine id of a clone\0${template}\0${root}`).digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x40, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  return digest.toString('hex', 0, 16);
}

/** The old machine id in a clone's texts and names, and the new one. */
export interface NewMachineId {
  readonly old: string;
  readonly fresh: string;
}

/** A text, or a path, with the new machine id wherever the old one stands as a word of its own. */
export function withNewId(text: string, { old, fresh }: NewMachineId): string {
  return text.replace(new RegExp(`(?<![0-9A-Za-z])${old}(?![0-9A-Za-z])`, 'gi'), fresh);
}

/**
 * A boot entry that gives the first boot its machine id: without one in /etc/machine-id systemd takes that of the kernel
 * command line (systemd(1), systemd.machine_id=), and the entries have the right one from the start.
 */
export function entryWithId(text: string, id: NewMachineId): string {
  const own = withNewId(text, id);
  if (/^[ \t]*options[ \t].*\bsystemd\.machine_id=/m.test(own)) return own;
  const line = `options systemd.machine_id=${id.fresh}`;
  return own === '' || own.endsWith('\n') ? `${own}${line}\n` : `${own}\n${line}\n`;
}
