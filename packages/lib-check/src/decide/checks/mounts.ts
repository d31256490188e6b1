import { mountOptions, parseFstabLine, unescapeField } from '@twinroot/lib-fstab';
import { shellWord } from '@twinroot/lib-tool';
import { devicesNamed } from '../find-filesystem.ts';
import { type Finding, finding } from '../finding.ts';
import type { MemberCase } from '../member-case.ts';
import { namedPoolSurvival, sourceSurvival } from '../source-survival.ts';
import type { Survival } from '../survival.ts';

/** Options with which the boot goes on whatever becomes of a row (systemd.mount(5), crypttab(5)). */
export const lenient = ['nofail', 'noauto', 'x-systemd.automount', 'comment=systemd.automount'];

interface Row {
  readonly source: string;
  readonly mountpoint: string;
  /** The mount point as fstab has it; null: the command line has it. */
  readonly written: string | null;
  readonly fstype: string;
  readonly options: readonly string[];
  /** Whether the boot goes on without it. */
  readonly isLenient: boolean;
}

function rowsOf(text: string): readonly (Row & { readonly written: string })[] {
  // A carriage return is a part of the last field to whoever mounts by it, unless that is a number (util-linux libmount/src/tab_parse.c).
  return text.split('\n').flatMap((line) => {
    const row = parseFstabLine(line) ?? parseFstabLine(line.replace(/\r$/, ''));
    if (row === null) return [];
    const options = mountOptions(row.options?.text ?? 'defaults');
    return [
      {
        source: unescapeField(row.source.text),
        mountpoint: unescapeField(row.mountpoint.text),
        written: row.mountpoint.text,
        fstype: row.fstype?.text ?? 'auto',
        options,
        isLenient: options.some((option) => lenient.includes(option)),
      },
    ];
  });
}

/** Rows on the command line (systemd-fstab-generator(8)): `mount.usr=`, `systemd.mount-extra=WHAT:WHERE[:FSTYPE[:OPTIONS]]`. */
function rowsOfCommandLine({ commandLine }: MemberCase): readonly Row[] {
  const usr = (commandLine?.all('mount.usr') ?? []).slice(-1).map((source) => [source, '/usr']);
  const extra = (commandLine?.all('systemd.mount-extra') ?? []).map((value) => value.split(/(?<!\\):/));
  return [...usr, ...extra].flatMap(([source = '', mountpoint = '', fstype = 'auto', options = '']) => {
    if (source === '' || mountpoint === '') return [];
    const all = mountOptions(options);
    const isLenient = all.some((option) => lenient.includes(option));
    return [{ source, mountpoint, written: null, fstype, options: all, isLenient }];
  });
}

/** Where fstab is. */
export const fstabPath = '/etc/fstab';

/** Places whose files are made by a package manager and never edited (NixOS, Guix). */
const stores = /^\/(?:nix|gnu)\/store\//;

/** What adds nofail to a row: its mount point may have a quote in it. Where fstab is a symlink, the file that it leads to is edited. */
function addNofail({ links }: MemberCase['facts'], mountpoint: string): string {
  const path = links.get(fstabPath) ?? fstabPath;
  if (stores.test(path)) return 'guide: comes-up';
  return `fstab-rewrite --in-place ${shellWord(path)} --add-option ${shellWord(`${mountpoint} nofail`)}`;
}

/** What becomes of what a row mounts; null: it is on no device of this machine, or in a directory. */
function rowSurvival(question: MemberCase, { source, fstype }: Row): Survival | null {
  if (fstype === 'zfs') return namedPoolSurvival(question, source.split('/')[0] ?? '');
  return sourceSurvival(question, source);
}

/**
 * The row on which another one lies, and which is lost: the mount point is below its, or the directory or the image that is mounted
 * is. systemd has the mount require that one, with `nofail` or without (systemd.mount(5), RequiresMountsFor=).
 */
function lostBelow(question: MemberCase, row: Row, rows: readonly Row[]) {
  const layers = row.options.flatMap(
    (option) => /^(?:lowerdir|upperdir|workdir)=(.+)$/.exec(option)?.[1]?.split(':') ?? [],
  );
  const places = [row.mountpoint, row.source, ...(row.fstype === 'overlay' ? layers : [])];
  for (const other of rows) {
    if (other === row || other.mountpoint === '/' || !other.mountpoint.startsWith('/')) continue;
    const lies = places.some(
      (place) =>
        place.startsWith('/') && !place.startsWith('/dev/') && `${place}/`.startsWith(`${other.mountpoint}/`),
    );
    const survival = lies ? rowSurvival(question, other) : null;
    if (survival?.kind === 'lost') return { mountpoint: other.mountpoint, why: survival.why };
  }
  return null;
}

/** Rows of fstab for what is on other disks, without which the boot does not go on. */
export function checkMounts(question: MemberCase): readonly Finding[] {
  const unread = question.facts.unknown.get(fstabPath);
  if (unread !== undefined) return [finding('mounts', 'unknown', `fstab cannot be read: ${unread}`)];
  const text = question.facts.texts.get(fstabPath);
  const extra = rowsOfCommandLine(question);
  if (text === undefined && extra.length === 0) return [finding('mounts', 'ok', 'there is no fstab')];
  const { facts, root } = question;
  const rootUuid = root.devices[0]?.uuid ?? null;
  let [unsure, count]: [string | null, number] = [null, 0];
  const rows = [...rowsOf(text ?? ''), ...extra];
  const ends = ({ mountpoint, written }: Row, why: string) => [
    finding(
      'mounts',
      'fail',
      `${written === null ? 'the command line' : 'fstab'} has ${mountpoint} without nofail, and the boot ends without it: ${why}`,
      written === null ? 'guide: comes-up' : addNofail(facts, written),
    ),
  ];
  for (const row of rows) {
    const { source, mountpoint, fstype, isLenient } = row;
    if (isLenient || mountpoint === '/' || fstype === 'swap' || mountpoint === 'none') continue;
    count += 1;
    const below = lostBelow(question, row, rows);
    if (below !== null) return ends(row, `it lies on ${below.mountpoint}, and ${below.why}`);
    const survival = rowSurvival(question, row);
    if (survival === null || survival.kind === 'whole') continue;
    if (survival.kind === 'unknown') {
      unsure ??= `${mountpoint}: ${survival.why}`;
      continue;
    }
    // Of the root's own file system all is there as soon as the root is.
    const isOfRoot =
      rootUuid !== null && (devicesNamed(facts, source) ?? []).some(({ uuid }) => uuid === rootUuid);
    if (survival.kind === 'degraded' && (isOfRoot || fstype !== 'btrfs')) continue;
    // Whatever its row says, udev holds it back until all of its devices are there.
    return ends(row, survival.why);
  }
  if (unsure !== null) return [finding('mounts', 'unknown', unsure)];
  return [finding('mounts', 'ok', `all ${count} rows of fstab that must be mounted are there`)];
}

/** Swap and the image of a hibernation on other disks: the boot waits for them, and goes on. */
export function checkSwap(question: MemberCase): readonly Finding[] {
  const { facts, commandLine } = question;
  if (facts.unknown.has(fstabPath)) return [finding('swap', 'unknown', 'fstab cannot be read')];
  const rows = rowsOf(facts.texts.get(fstabPath) ?? '');
  for (const { source, written, fstype, isLenient } of rows)
    if (fstype === 'swap' && !isLenient && sourceSurvival(question, source)?.kind === 'lost')
      return [
        finding(
          'swap',
          'warn',
          `fstab has the swap ${source} without nofail: the boot waits 90 seconds for it`,
          addNofail(facts, written),
        ),
      ];
  const resume = commandLine?.last('resume') ?? null;
  if (resume !== null && sourceSurvival(question, resume)?.kind === 'lost')
    return [finding('swap', 'warn', `resume=${resume} is not there: the initrd waits for it`, 'guide: raid')];
  return [finding('swap', 'ok', 'no swap is waited for')];
}
