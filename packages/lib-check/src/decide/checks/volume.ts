import { manifestPath } from '@twinroot/lib-boot-tree';
import { foldPath } from '@twinroot/lib-fat';
import { isAmong, type ManifestFile, type Registry } from '@twinroot/lib-registry';
import { isSameTime } from '@twinroot/lib-tree';
import type { FileFacts, MemberFacts } from '../facts/machine-facts.ts';
import { type Finding, finding } from '../finding.ts';
import { type MemberCase, nameOfMember } from '../member-case.ts';
import { fixOfRegistry, isNoFile, registryOf } from '../registry-of.ts';

/** Whether the volume was left as it should be. */
export function checkFat({ member }: MemberCase): readonly Finding[] {
  if (member.isDirty === null) return [finding('fat', 'ok', 'it is mounted, and was not checked')];
  if (!member.isDirty) return [finding('fat', 'ok', 'it was unmounted cleanly')];
  return [finding('fat', 'warn', 'it was not unmounted cleanly', `esp-which | esp-mirror --fsck`)];
}

/** Room for a file system's own tables, and for the texts that come with a kernel. */
const margin = 1024 * 1024;

/** Whether the next kernel finds room: as much as the entry that is booted takes. */
export function checkRoom({ member, chosen }: MemberCase): readonly Finding[] {
  if (member.free === null) return [finding('room', 'unknown', 'its free space is not known')];
  const own = chosen === null || chosen.member !== member ? [] : chosen.entry.names;
  const sizes = new Map([...member.files].map(([path, { size }]) => [foldPath(path), size]));
  const next = own.reduce((sum, { key }) => sum + (key === null ? 0 : (sizes.get(key) ?? 0)), margin);
  const mib = (bytes: number) => `${Math.floor(bytes / 1024 / 1024)} MiB`;
  if (member.free < next)
    return [
      finding(
        'room',
        'warn',
        `${mib(member.free)} are free, and the next kernel needs ${mib(next)}`,
        'guide: comes-up',
      ),
    ];
  return [finding('room', 'ok', `${mib(member.free)} are free`)];
}

/** Whether the files are what the manifest says: by size and time, and by their bytes where they were read. */
export function checkManifest({ member, booted }: MemberCase): readonly Finding[] {
  const found = registryOf(member);
  if ('why' in found) return [finding('manifest', 'unknown', found.why, fixOfRegistry(member))];
  const there = filesByPath(member);
  const { rotten, different } = compare(found.registry, there);
  const names = (paths: readonly string[]) =>
    paths.length > 3 ? `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more` : paths.join(', ');
  if (rotten.length > 0)
    return [
      finding(
        'manifest',
        'warn',
        `other bytes than were recorded: ${names(rotten)}`,
        booted === null ? 'esp-which | esp-mirror --heal' : 'esp-which | esp-mirror --checksum',
      ),
    ];
  if (different.length > 0)
    return [
      finding(
        'manifest',
        'warn',
        `changed since it was mirrored: ${names(different)}`,
        'esp-which | esp-mirror',
      ),
    ];
  return [finding('manifest', 'ok', `${found.registry.files.length} files are as recorded`)];
}

function filesByPath({ files }: MemberFacts): ReadonlyMap<string, FileFacts> {
  const found = new Map<string, FileFacts>();
  for (const [path, file] of files) found.set(manifestPath(path), file);
  return found;
}

/** A file that is there under its recorded size and time, with other bytes, is rotten. */
function compare({ files, becoming }: Registry, there: ReadonlyMap<string, FileFacts>) {
  const [rotten, different]: [string[], string[]] = [[], []];
  // Of a run that was cut, the lineage tells.
  if (becoming !== null) return { rotten, different };
  for (const file of files) {
    const now = there.get(file.path) ?? null;
    if (now !== null && isAsRecorded(now, file)) {
      if (now.digest !== null && now.digest !== file.digest) rotten.push(file.path);
    } else different.push(file.path);
  }
  return { rotten, different };
}

function isAsRecorded(now: FileFacts, { size, mtime, digest }: ManifestFile): boolean {
  return (now.size === size && isSameTime(now, { mtime })) || (now.digest !== null && now.digest === digest);
}

/** Paths of files whose bytes are not those that were recorded, where they were read. */
export function rottenPaths(member: MemberFacts): readonly string[] {
  const found = registryOf(member);
  return 'why' in found ? [] : compare(found.registry, filesByPath(member)).rotten;
}

/** Where systemd-boot has its seed. */
export const seedPath = 'loader/random-seed';

/** Whether the random seed is there, its own, and nobody else's to read. */
export function checkSeed({ member, facts }: MemberCase): readonly Finding[] {
  const usesSeeds = [...member.files.keys()].some((path) => foldPath(path).startsWith('EFI/SYSTEMD/'));
  const { seed } = member;
  if (!usesSeeds) return [];
  const fix = 'esp-which | esp-seed';
  if (isNoFile(member, seedPath))
    return [finding('seed', 'warn', `${seedPath} is a directory, and no random seed`, 'guide: comes-up')];
  if (seed === null) return [finding('seed', 'warn', 'it has no random seed', fix)];
  const [same] = seed.sameAs;
  const other = facts.members.find(({ partuuid }) => partuuid === same);
  if (same !== undefined)
    return [
      finding(
        'seed',
        'warn',
        `its random seed is also that of ${other === undefined ? same : nameOfMember(other)}`,
        fix,
      ),
    ];
  if (seed.size < 32) return [finding('seed', 'warn', `its random seed has ${seed.size} bytes only`, fix)];
  if (seed.isReadable)
    return [finding('seed', 'warn', 'its random seed may be read by all: mount it with umask=0077', null)];
  return [finding('seed', 'ok', 'it has a random seed of its own')];
}

/** Which of the two is newer, and whether a run was cut. */
export function checkLineage({ member, booted, facts }: MemberCase): readonly Finding[] {
  const own = registryOf(member);
  const result = (state: Finding['state'], why: string, fix: string | null) => [
    finding('lineage', state, why, fix),
  ];
  if ('why' in own) return result('unknown', own.why, fixOfRegistry(member));
  const { generation, parents, becoming, partOf, alone } = own.registry;
  if (becoming !== null)
    return result(
      'warn',
      `a run to generation ${becoming.generation.number} was cut`,
      'esp-which | esp-mirror',
    );
  if (partOf !== null)
    return result('warn', `it has a part of generation ${partOf.number} only`, 'esp-which | esp-mirror');
  const missed = alone.find(({ missing }) => facts.members.some(({ partuuid }) => partuuid === missing));
  if (booted === null) return result('ok', `generation ${generation.number}`, null);
  const source = registryOf(booted);
  if ('why' in source)
    return result('unknown', `of ${nameOfMember(booted)}: ${source.why}`, fixOfRegistry(booted));
  const bootedAlone = source.registry.alone.some(({ missing }) => missing === member.partuuid);
  if (bootedAlone && missed?.missing === booted.partuuid)
    return result('warn', 'both halves were used without the other', 'guide: raid');
  if (source.registry.set !== own.registry.set)
    return result('warn', 'it is of another set', 'esp-join --take-over');
  const there = source.registry;
  if (there.generation.id === generation.id)
    return result('ok', `generation ${generation.number}, as the booted one`, null);
  if (there.parents.some(({ id }) => id === generation.id))
    return result(
      'warn',
      `it is older: generation ${generation.number} of ${there.generation.number}`,
      'esp-which | esp-mirror',
    );
  if (isAmong(there.generation.id, generation, parents))
    return result('warn', 'it is newer than the booted one: a stale disk was booted', 'guide: raid');
  return result('warn', 'it and the booted one went separate ways', 'esp-which | esp-mirror --force');
}
