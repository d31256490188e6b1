import type { BlockDevice } from '@twinroot/lib-blockdev';
import { isStarted, versionOf } from '@twinroot/lib-boot-tree';
import { mountOptions } from '@twinroot/lib-fstab';
import { degradedStart, needsOf, secondsOfWaiting } from '../degraded-start.ts';
import { fixOfPayload } from '../entry-fix.ts';
import { filesystemSurvival } from '../filesystem-survival.ts';
import { namesFilesystem } from '../find-filesystem.ts';
import { type Finding, finding } from '../finding.ts';
import { initrdOf } from '../initrd-of.ts';
import { lackingModules } from '../lacking-modules.ts';
import type { MemberCase } from '../member-case.ts';
import { fileOfMember } from '../member-tree.ts';
import { bestOf, namedPoolSurvival, sourceSurvival } from '../source-survival.ts';
import type { Survival } from '../survival.ts';

/** What becomes of the root that is mounted, when the disks are lost. */
export function rootSurvival(question: MemberCase): Survival | null {
  const { facts, root, survivalOf } = question;
  if (root.pool !== null) return namedPoolSurvival(question, root.pool);
  if (root.node === 'known') return sourceSurvival(question, root.source ?? '');
  const found = bestOf(root.devices.map((device) => filesystemSurvival(facts, device, survivalOf)));
  return found?.kind === 'degraded' && root.node === 'unknown'
    ? { kind: 'unknown', why: `which device ${root.source} is is not known, and one of them is lost` }
    : found;
}

/** Whether the root comes up without the lost disks. */
export function checkRoot(question: MemberCase): readonly Finding[] {
  const { root, commandLine, chosen } = question;
  if (chosen !== null && commandLine !== null && isUnnamed(question))
    return [
      finding(
        'root',
        'unknown',
        'the entry has no root=, and what is booted then is not known',
        'guide: comes-up',
      ),
    ];
  const survival = rootSurvival(question);
  const name = root.source ?? 'the root';
  if (survival === null) {
    if (commandLine === null) return [finding('root', 'unknown', 'what is mounted as root is not known')];
    return root.source === null
      ? [finding('root', 'unknown', 'the entry does not say what its root is')]
      : [finding('root', 'fail', `no device is ${root.source}`, 'guide: comes-up')];
  }
  if (survival.kind === 'whole') return [finding('root', 'ok', `${name} is there without the others`)];
  if (survival.kind === 'lost') return [finding('root', 'fail', survival.why, 'guide: raid')];
  if (survival.kind === 'unknown') return [finding('root', 'unknown', survival.why)];
  const start = degradedStart(kindOf(question), {
    initrd: initrdOf(question),
    isAllowed: allowsDegraded(question),
    isDegradedNow: isDegradedNow(question),
    waits: secondsOfWaiting(question.commandLine?.all('twinroot.degraded') ?? []),
  });
  return [
    finding(
      'root',
      start.state,
      `${survival.why}: ${start.why}`,
      start.state === 'ok' ? null : 'guide: raid',
    ),
  ];
}

/**
 * Whether nothing names the root: initrds of initramfs-tools, dracut and mkinitcpio stop then, unless they have it written into them. systemd in an
 * initrd looks for one by the types of partitions (systemd-gpt-auto-generator(8)).
 */
function isUnnamed(question: MemberCase): boolean {
  const { root, commandLine } = question;
  if (root.pool !== null || (commandLine?.last('root') ?? null) !== null) return false;
  const initrd = initrdOf(question);
  return initrd === null || initrd.unread !== null || !initrd.has.includes('systemd');
}

/** What is to be started degraded. */
function kindOf({ root, facts }: MemberCase): 'btrfs' | 'md' | 'lvm' | 'zfs' {
  if (root.pool !== null) return 'zfs';
  const [device] = root.devices;
  if (device?.fstype === 'btrfs') {
    const own = facts.btrfs.find(({ uuid }) => uuid.toLowerCase() === device.uuid?.toLowerCase());
    if ((own?.devices.length ?? 1) > 1) return 'btrfs';
  }
  return isOver(facts.devices, device, 'lvm') && !hasArray(facts, device) ? 'lvm' : 'md';
}

function hasArray({ arrays, devices }: MemberCase['facts'], device: BlockDevice | undefined): boolean {
  if (device === undefined) return false;
  if (arrays.some(({ path }) => path === device.path)) return true;
  return device.parents.some((parent) =>
    hasArray(
      { arrays, devices } as MemberCase['facts'],
      devices.find(({ path }) => path === parent),
    ),
  );
}

function isOver(devices: readonly BlockDevice[], device: BlockDevice | undefined, type: string): boolean {
  if (device === undefined) return false;
  if (device.type === type) return true;
  return device.parents.some((parent) =>
    isOver(
      devices,
      devices.find(({ path }) => path === parent),
      type,
    ),
  );
}

/** The options of a root mount that let a btrfs come up without a device. */
function allowsDegraded({ commandLine }: MemberCase): boolean {
  return (commandLine?.all('rootflags') ?? []).some((flags) => mountOptions(flags).includes('degraded'));
}

/** An array whose superblocks know already that a part is missing starts without being asked. */
function isDegradedNow({ facts, survivalOf }: MemberCase): boolean {
  return facts.arrays.every(({ raidDisks, parts }) => {
    const inSync = parts.filter(({ state }) => state.split(',').includes('in_sync'));
    return inSync.length < raidDisks && inSync.every(({ path }) => survivalOf(path).kind !== 'lost');
  });
}

/** Whether the initrd brings what the root needs. */
export function checkInitrd(question: MemberCase): readonly Finding[] {
  const { chosen, root, facts } = question;
  const initrd = initrdOf(question);
  const needs = needsOf(root, facts);
  if (initrd === null) {
    if (chosen === null) return [finding('initrd', 'unknown', 'which initrd is booted is not known')];
    // The kernel alone knows partitions, and no file systems, by their ids (Linux block/early-lookup.c).
    const lacks =
      needs.length > 0 ? needs.join(', ') : namesFilesystem(root.source ?? '') ? 'one to find it' : null;
    const [empty] = chosen.entry.names.filter(({ as }) => as === 'initrd');
    const fix =
      empty === undefined
        ? 'guide: comes-up'
        : fixOfPayload(question, empty.path, fileOfMember(chosen.member, empty.path));
    if (lacks !== null)
      return [finding('initrd', 'fail', `the entry has no initrd, and the root needs ${lacks}`, fix)];
    // Somebody named one, and what it brought nobody knows.
    return empty === undefined
      ? [finding('initrd', 'ok', 'there is none, and none is needed')]
      : [finding('initrd', 'unknown', `${empty.path} is empty: whether it is needed is not known`, fix)];
  }
  if (initrd.unread !== null) return [finding('initrd', 'unknown', `the initrd ${initrd.unread}`)];
  const lacks = needs.filter((need) => !initrd.has.includes(need));
  const modules = lackingModules(question, initrd);
  if (lacks.length === 0 && modules !== null)
    return [finding('initrd', modules.state, modules.why, 'guide: comes-up')];
  return lacks.length === 0
    ? [
        finding(
          'initrd',
          'ok',
          needs.length === 0 ? 'nothing in particular is needed' : `it brings ${needs.join(', ')}`,
        ),
      ]
    : [finding('initrd', 'fail', `the initrd does not bring ${lacks.join(', ')}`, 'guide: comes-up')];
}

/** Whether the root has the modules of the kernel that is booted. */
export function checkModules(question: MemberCase): readonly Finding[] {
  const { facts, chosen, menu } = question;
  if (chosen === null) return menu.length === 0 ? [] : [finding('modules', 'unknown', 'no entry is booted')];
  if (facts.modules === null) return [finding('modules', 'ok', 'the modules of the root are not known')];
  const kernel = chosen.entry.names.find(({ as }) => isStarted(as) && as !== 'efi');
  const release = kernel === undefined ? null : versionOf(chosen.entry, chosen.tree);
  if (release === null || facts.modules.includes(release)) {
    const why = release === null ? 'the kernel does not say its release' : `${release} has its modules`;
    return [finding('modules', 'ok', why)];
  }
  // The name of an entry is not always its kernel's release.
  const isSure = chosen.entry.names.some(
    ({ key }) => key !== null && chosen.tree.images.get(key)?.kernelVersion === release,
  );
  return [
    finding(
      'modules',
      isSure ? 'fail' : 'warn',
      `the root has no modules of ${release}: /usr/lib/modules has ${facts.modules.join(', ') || 'none'}`,
      fixOfPayload(question, kernel?.path ?? '', fileOfMember(chosen.member, kernel?.path ?? '')),
    ),
  ];
}
