import { deviceOfPath, devicesOfPartuuid, parsePartuuid } from '@twinroot/lib-blockdev';
import { foldPath } from '@twinroot/lib-fat';
import { checkBoots } from './checks/boots.ts';
import { checkEncryption } from './checks/encryption.ts';
import { checkDefault, checkEntries, loaderConfPath } from './checks/entries.ts';
import { checkNext, checkOrder, checkWayIn } from './checks/firmware.ts';
import { checkGrub } from './checks/grub.ts';
import { checkLoader } from './checks/loader.ts';
import { checkMounts, checkSwap } from './checks/mounts.ts';
import { checkPresent } from './checks/present.ts';
import { checkInitrd, checkModules, checkRoot } from './checks/root.ts';
import { checkSecureBoot } from './checks/secure-boot.ts';
import { checkFat, checkLineage, checkManifest, checkRoom, checkSeed, rottenPaths } from './checks/volume.ts';
import { commandLineOf } from './command-line.ts';
import { deviceSurvival } from './device-survival.ts';
import { chosenEntry, earlierIdOf, menuOf } from './entries.ts';
import type { MachineFacts, MemberFacts } from './facts/machine-facts.ts';
import type { Finding } from './finding.ts';
import { firmwareArchitecture, kernelArchitectures } from './machine-types.ts';
import type { MemberCase } from './member-case.ts';
import { fileOfMember, type MemberTree, treeOfMember } from './member-tree.ts';
import { rootOf } from './root-of.ts';
import { startsSystemdBoot } from './systemd-boot.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** What was found of a member, and what follows. */
export interface Judgement {
  readonly member: MemberFacts;
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
}

/** Of an ESP, in the order of the chain. */
const checks = [
  checkPresent,
  checkWayIn,
  checkOrder,
  checkNext,
  checkLoader,
  checkSecureBoot,
  checkGrub,
  checkEntries,
  checkDefault,
  checkModules,
  checkRoot,
  checkInitrd,
  checkMounts,
  checkEncryption,
  checkSwap,
  checkFat,
  checkRoom,
  checkManifest,
  checkSeed,
  checkLineage,
  checkBoots,
] as const;

/** Of an XBOOTLDR partition, whose entries are judged with the ESP beside it. */
const volumeChecks = [checkPresent, checkFat, checkRoom, checkManifest, checkLineage] as const;

/**
 * Judges each member of a set: would the machine come up from it?
 *
 * @param lost device nodes of the disks that are lost; null: of each member's question, the disks of all others. A member that is
 * itself on a disk that is lost is not asked about.
 */
export function judge(facts: MachineFacts, lost: readonly string[] | null): readonly Judgement[] {
  const trees = new Map(facts.members.map((member) => [member.partuuid, withRot(member)]));
  return facts.members
    .filter((member) => lost === null || !isOn(facts, member, new Set(lost)))
    .map((member) => {
      const question = caseOf(facts, member, trees, lost);
      const found = question.device === null ? checkPresent(question) : findingsOf(question);
      return { member, findings: found, verdict: verdictOf(found) };
    });
}

function findingsOf(question: MemberCase): readonly Finding[] {
  const present = checkPresent(question);
  // Of what cannot be read nothing else can be told.
  if (question.member.unread !== null) return present;
  const all = question.member.kind === 'esp' ? checks : volumeChecks;
  return all.flatMap((check) => (check === checkPresent ? present : check(question)));
}

/** Device nodes of all disks in a machine at whose bottom nothing else lies. */
export function disksOf({ devices }: Pick<MachineFacts, 'devices'>): readonly string[] {
  return devices
    .filter(({ parents, type }) => parents.length === 0 && type !== 'rom')
    .map(({ path }) => path);
}

function caseOf(
  facts: MachineFacts,
  member: MemberFacts,
  trees: ReadonlyMap<string, MemberTree>,
  lost: readonly string[] | null,
): MemberCase {
  const device = deviceOf(facts, member);
  const others = facts.members.filter(({ partuuid }) => partuuid !== member.partuuid);
  const own = new Set(device?.disks ?? []);
  const theirs = others
    .flatMap((other) => deviceOf(facts, other)?.disks ?? [])
    .filter((disk) => !own.has(disk));
  const lostDisks = new Set(lost ?? theirs);
  const booted = others.find(({ role, kind }) => role === 'booted' && kind === member.kind) ?? null;
  const treesOf = (esp: MemberFacts) =>
    besideOf(facts, esp).flatMap(({ partuuid }) => trees.get(partuuid) ?? []);
  const ownTrees = treesOf(member);
  const { listed: menu, passedOver } = menuOf(ownTrees, {
    architecture: firmwareArchitecture(facts),
    kernels: kernelArchitectures(facts),
    isSystemdBoot: startsSystemdBoot(facts, member),
  });
  const wishes = {
    variable: facts.firmware.loaderDefault,
    loaderConf: fileOfMember(member, loaderConfPath)?.text ?? null,
  };
  const chosen = chosenEntry(menu, wishes);
  const earlier = chosenEntry(menu, wishes, earlierIdOf);
  const running = facts.texts.get('/proc/cmdline');
  const text = menu.length + passedOver.length > 0 ? (chosen?.entry.commandLine ?? null) : (running ?? null);
  const commandLine = text === null ? null : commandLineOf(text);
  return {
    facts,
    member,
    booted,
    device,
    trees: ownTrees,
    bootedTrees: booted === null ? [] : treesOf(booted),
    lostDisks,
    survivalOf: deviceSurvival(facts, lostDisks),
    menu,
    passedOver,
    chosen,
    chosenEarlier: earlier?.entry.key === chosen?.entry.key ? null : earlier,
    commandLine,
    root: rootOf(facts, commandLine),
  };
}

/** An ESP and the XBOOTLDR partition on its disk, from which boot loaders take entries as well. */
function besideOf(facts: MachineFacts, esp: MemberFacts): readonly MemberFacts[] {
  const disks = new Set(deviceOf(facts, esp)?.disks ?? []);
  const beside = facts.members.filter((one) => one.kind === 'xbootldr' && isOn(facts, one, disks));
  return esp.kind === 'esp' ? [esp, ...beside] : [esp];
}

function deviceOf({ devices }: MachineFacts, { path, partuuid }: MemberFacts) {
  const id = parsePartuuid(partuuid);
  const named = path === null ? null : deviceOfPath(devices, path);
  return named ?? (id === null ? null : (devicesOfPartuuid(devices, id)[0] ?? null));
}

function isOn(facts: MachineFacts, member: MemberFacts, disks: ReadonlySet<string>): boolean {
  return (deviceOf(facts, member)?.disks ?? []).some((disk) => disks.has(disk));
}

/** The tree of a member, with what is rotten in it as faults: entries that name it are not complete. */
function withRot(member: MemberFacts): MemberTree {
  const tree = treeOfMember(member);
  const faults = new Map([
    ...tree.faults,
    ...rottenPaths(member).map((path) => [foldPath(path), 'is rotten'] as const),
  ]);
  return { member, tree: { ...tree, faults } };
}
