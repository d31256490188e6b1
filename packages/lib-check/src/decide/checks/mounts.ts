import { splitArguments } from '@twinroot/lib-cmdline';
import { mountOptions, parseFstabLine } from '@twinroot/lib-fstab';
import { crypttabOptions } from '@twinroot/lib-rewrite';
import { filesystemSurvival } from '../filesystem-survival.ts';
import { devicesNamed } from '../find-filesystem.ts';
import { type Finding, finding } from '../finding.ts';
import type { MemberCase } from '../member-case.ts';
import type { Survival } from '../survival.ts';

/** Options with which the boot goes on whatever becomes of a row (systemd.mount(5), crypttab(5)). */
const lenient = ['nofail', 'noauto', 'x-systemd.automount'];

interface Row {
  readonly source: string;
  readonly mountpoint: string;
  readonly fstype: string;
}

/** The rows of fstab that are mounted at the boot and must be. */
function neededRows(text: string): readonly Row[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const row = parseFstabLine(line);
    if (row === null) return [];
    const options = mountOptions(row.options?.text ?? 'defaults');
    if (options.some((option) => lenient.includes(option))) return [];
    return [
      {
        source: row.source.text,
        mountpoint: row.mountpoint.text,
        fstype: row.fstype?.text ?? 'auto',
      },
    ];
  });
}

/** What becomes of a source; null: it names no device, or the root that is judged elsewhere. */
function sourceSurvival({ facts, survivalOf }: MemberCase, source: string): Survival | null {
  const devices = devicesNamed(facts.devices, source);
  if (devices === null) return null;
  if (devices.length === 0) return { kind: 'lost', why: `no device is ${source}` };
  const order = ['whole', 'degraded', 'unknown', 'lost'] as const;
  const survivals = devices.map((device) => filesystemSurvival(facts, device, survivalOf));
  return survivals.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))[0] ?? null;
}

/** Rows of fstab for what is on other disks, without which the boot does not go on. */
export function checkMounts(question: MemberCase): readonly Finding[] {
  const text = question.facts.texts.get('/etc/fstab');
  if (text === undefined) return [finding('mounts', 'ok', 'there is no fstab')];
  const rootUuid = question.root.devices[0]?.uuid ?? null;
  let [unsure, count]: [string | null, number] = [null, 0];
  for (const { source, mountpoint, fstype } of neededRows(text)) {
    if (mountpoint === '/' || fstype === 'swap' || mountpoint === 'none') continue;
    count += 1;
    const survival = sourceSurvival(question, source);
    if (survival === null || survival.kind === 'whole') continue;
    if (survival.kind === 'unknown') {
      unsure ??= `${mountpoint}: ${survival.why}`;
      continue;
    }
    // Of the root's own file system all is there as soon as the root is.
    const isOfRoot =
      rootUuid !== null &&
      (devicesNamed(question.facts.devices, source) ?? []).some(({ uuid }) => uuid === rootUuid);
    if (survival.kind === 'degraded' && (isOfRoot || fstype !== 'btrfs')) continue;
    // Whatever its row says, udev holds it back until all of its devices are there.
    const { why } = survival;
    return [
      finding(
        'mounts',
        'fail',
        `fstab has ${mountpoint} without nofail, and the boot ends without it: ${why}`,
        `fstab-rewrite --in-place /etc/fstab --add-option '${mountpoint} nofail'`,
      ),
    ];
  }
  if (unsure !== null) return [finding('mounts', 'unknown', unsure)];
  return [finding('mounts', 'ok', `all ${count} rows of fstab that must be mounted are there`)];
}

/** Swap and the image of a hibernation on other disks: the boot waits for them, and goes on. */
export function checkSwap(question: MemberCase): readonly Finding[] {
  const { facts, commandLine } = question;
  const rows = neededRows(facts.texts.get('/etc/fstab') ?? '').filter(({ fstype }) => fstype === 'swap');
  for (const { source } of rows)
    if (sourceSurvival(question, source)?.kind === 'lost')
      return [
        finding(
          'swap',
          'warn',
          `fstab has the swap ${source} without nofail: the boot waits 90 seconds for it`,
          `fstab-rewrite --in-place /etc/fstab --add-option 'none nofail'`,
        ),
      ];
  const resume = commandLine?.last('resume') ?? null;
  if (resume !== null && sourceSurvival(question, resume)?.kind === 'lost')
    return [finding('swap', 'warn', `resume=${resume} is not there: the initrd waits for it`, 'guide: raid')];
  return [finding('swap', 'ok', 'no swap is waited for')];
}

/** The volumes that have to be opened: their devices, their keys, and what opens them. */
export function checkEncryption(question: MemberCase): readonly Finding[] {
  const { facts, root, survivalOf } = question;
  const under = new Set(root.devices.flatMap((device) => pathsBelow(facts.devices, device.path)));
  const found: Finding[] = [];
  for (const line of (facts.texts.get('/etc/crypttab') ?? '').split(/\r?\n/)) {
    const row = crypttabRow(line);
    if (row === null) continue;
    const survival = sourceSurvival(question, row.source);
    const isOfRoot = (devicesNamed(facts.devices, row.source) ?? []).some(({ path }) => under.has(path));
    if (
      row.keyDevice !== null &&
      survival?.kind !== 'lost' &&
      sourceSurvival(question, row.keyDevice)?.kind === 'lost'
    )
      found.push(
        finding(
          'encryption',
          isOfRoot ? 'fail' : 'warn',
          `the key of ${row.name} is on ${row.keyDevice}, which is lost`,
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
  readonly options: readonly string[];
}

/** A row of crypttab(5): the key is a path, or `PATH:DEVICE`. */
function crypttabRow(line: string): CrypttabRow | null {
  if (/^\s*(?:#|$)/.test(line)) return null;
  const [name, source, key = 'none'] = splitArguments(line).map(({ text }) => text);
  if (name === undefined || source === undefined) return null;
  const [, device = null] = /^[^:]+:((?:[A-Z]+=|\/dev\/).+)$/.exec(key) ?? [];
  const isDevice = key.startsWith('/dev/disk/') || /^\/dev\/[sv]d[a-z]|^\/dev\/nvme/.test(key);
  return { name, source, keyDevice: device ?? (isDevice ? key : null), options: crypttabOptions(line) };
}
