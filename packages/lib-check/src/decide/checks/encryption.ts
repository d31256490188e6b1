import { splitArguments } from '@twinroot/lib-cmdline';
import { crypttabOptions } from '@twinroot/lib-rewrite';
import { devicesNamed } from '../find-filesystem.ts';
import { type Finding, finding } from '../finding.ts';
import type { MemberCase } from '../member-case.ts';
import { sourceSurvival } from '../source-survival.ts';
import { lenient } from './mounts.ts';

/** The volumes that have to be opened: their devices, their keys, and what opens them. */
export function checkEncryption(question: MemberCase): readonly Finding[] {
  const { facts, root, survivalOf } = question;
  const unread = facts.unknown.get('/etc/crypttab');
  if (unread !== undefined) return [finding('encryption', 'unknown', `crypttab cannot be read: ${unread}`)];
  const under = new Set(root.devices.flatMap((device) => pathsBelow(facts.devices, device.path)));
  const found: Finding[] = [];
  const rows = (facts.texts.get('/etc/crypttab') ?? '')
    .split(/\r?\n/)
    .flatMap((line) => crypttabRow(line) ?? []);
  for (const row of rows) {
    const survival = sourceSurvival(question, row.source);
    const isOfRoot = (devicesNamed(facts, row.source) ?? []).some(({ path }) => under.has(path));
    const key = survival?.kind === 'lost' ? null : lostKey(question, row, rows);
    // One that is not there now is perhaps a stick that is plugged in for each boot.
    if (
      survival?.kind !== 'lost' &&
      row.keyDevice !== null &&
      devicesNamed(facts, row.keyDevice)?.length === 0
    )
      found.push(
        finding(
          'encryption',
          isOfRoot ? 'unknown' : 'warn',
          `the key of ${row.name} is on ${row.keyDevice}, which is not there now`,
          'guide: comes-up',
        ),
      );
    else if (key !== null)
      found.push(
        finding(
          'encryption',
          isOfRoot ? 'fail' : 'warn',
          `the key of ${row.name} is on ${key}, which is lost`,
          'guide: raid',
        ),
      );
    const isLenient = row.options.some((option) => lenient.includes(option));
    if (survival?.kind === 'lost' && !isLenient)
      found.push(
        finding(
          'encryption',
          'warn',
          `crypttab has ${row.name} without nofail: the boot waits 90 seconds for it`,
          'guide: raid',
        ),
      );
  }
  const unopened = unopenedVolume(question, under, rows);
  if (unopened !== null)
    found.push(
      finding(
        'encryption',
        'unknown',
        `${unopened} is to be opened when another volume is lost, and neither crypttab nor the command line names it`,
        'guide: raid',
      ),
    );
  for (const volume of facts.luks) {
    if (!under.has(volume.path) || survivalOf(volume.path).kind === 'lost') continue;
    const bound = volume.tokens.find(({ pcrs }) => pcrs.some((pcr) => pcr === 1 || pcr === 4 || pcr === 5));
    if (bound === undefined) continue;
    const others = volume.keyslots - bound.keyslots;
    const pcrs = bound.pcrs.join('+');
    found.push(
      others > 0
        ? finding(
            'encryption',
            'warn',
            `${volume.path} is bound to PCR ${pcrs}, which another disk changes: it asks for the passphrase`,
            'guide: comes-up',
          )
        : finding(
            'encryption',
            'fail',
            `${volume.path} is opened by PCR ${pcrs} only, which another disk changes`,
            `systemd-cryptenroll --recovery-key ${volume.path}`,
          ),
    );
  }
  const order = ['fail', 'unknown', 'warn', 'ok'] as const;
  const [worst] = found.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  if (worst !== undefined) return [worst];
  return [
    finding(
      'encryption',
      'ok',
      under.size === 0 || facts.luks.length === 0 ? 'nothing is encrypted' : 'it opens without the others',
    ),
  ];
}

/** Where the key of a row is, if that is lost; null: it is not. */
function lostKey(
  question: MemberCase,
  { keyDevice, key, options }: CrypttabRow,
  rows: readonly CrypttabRow[],
) {
  if (keyDevice !== null) return sourceSurvival(question, keyDevice)?.kind === 'lost' ? keyDevice : null;
  // cryptsetup's README.initramfs: the key is made of that of a volume which is open already, and which the third field names.
  const isDerived = options.some((option) => /^keyscript=(?:.*\/)?decrypt_derived$/.test(option));
  const from = isDerived ? rows.find(({ name }) => name === key) : undefined;
  return from !== undefined && sourceSurvival(question, from.source)?.kind === 'lost' ? from.name : null;
}

/**
 * Of a root over several encrypted volumes, one that stays, and that nothing says to open: neither crypttab(5) nor the command line
 * (systemd-cryptsetup-generator(8), dracut.cmdline(7), mkinitcpio's encrypt hook). null: there is none, or none of them is lost.
 */
function unopenedVolume(
  { facts, commandLine, survivalOf }: MemberCase,
  under: ReadonlySet<string>,
  rows: readonly CrypttabRow[],
): string | null {
  const volumes = facts.luks.filter(({ path }) => under.has(path));
  const isLost = ({ path }: { readonly path: string }) => survivalOf(path).kind === 'lost';
  if (!volumes.some(isLost)) return null;
  const named = (key: string) => [...(commandLine?.all(`rd.${key}`) ?? []), ...(commandLine?.all(key) ?? [])];
  const sources = [
    ...rows.map(({ source }) => source),
    ...['luks.uuid', 'luks.name', 'luks'].flatMap(named).map((value) => {
      const uuid = value.replace(/=.*$/s, '').replace(/^luks-/, '');
      return `UUID=${uuid}`;
    }),
    ...(commandLine?.all('cryptdevice') ?? []).map((value) => value.split(':')[0] ?? ''),
  ];
  const opened = new Set(
    sources.flatMap((source) => devicesNamed(facts, source) ?? []).map(({ path }) => path),
  );
  return volumes.find((volume) => !isLost(volume) && !opened.has(volume.path))?.path ?? null;
}

function pathsBelow(devices: MemberCase['facts']['devices'], path: string): readonly string[] {
  const device = devices.find((one) => one.path === path);
  const siblings = devices.filter(
    (one) =>
      one.fstype === 'btrfs' && device?.fstype === 'btrfs' && one.uuid === device.uuid && one.path !== path,
  );
  const own = (one: string): readonly string[] => [
    one,
    ...(devices.find((each) => each.path === one)?.parents ?? []).flatMap(own),
  ];
  return [path, ...siblings.map((one) => one.path)].flatMap(own);
}

interface CrypttabRow {
  readonly name: string;
  readonly source: string;
  /** The device on which the key file is; null: it is none, or not on a device of its own. */
  readonly keyDevice: string | null;
  /** The third field. */
  readonly key: string;
  readonly options: readonly string[];
}

/** A row of crypttab(5): the key is a path, or `PATH:DEVICE`. */
function crypttabRow(line: string): CrypttabRow | null {
  if (/^\s*(?:#|$)/.test(line)) return null;
  const [name, source, key = 'none'] = splitArguments(line).map(({ text }) => text);
  if (name === undefined || source === undefined) return null;
  const [, device = null] = /^[^:]+:((?:[A-Z]+=|\/dev\/).+)$/.exec(key) ?? [];
  const isDevice = key.startsWith('/dev/disk/') || /^\/dev\/[sv]d[a-z]|^\/dev\/nvme/.test(key);
  return { name, source, keyDevice: device ?? (isDevice ? key : null), key, options: crypttabOptions(line) };
}
