import { isStarted } from '@twinroot/lib-boot-tree';
import { nameOf } from '@twinroot/lib-tree';
import type { FileFacts } from '../facts/machine-facts.ts';
import { type Finding, finding } from '../finding.ts';
import type { MemberCase } from '../member-case.ts';
import { fileOfMember, isSameFacts } from '../member-tree.ts';
import { waysIn } from './firmware.ts';

/**
 * Whether what is started has a signature, and is not revoked, where Secure Boot is on. Whether the firmware trusts who signed is
 * known of what it has started: the booted member's.
 */
export function checkSecureBoot(question: MemberCase): readonly Finding[] {
  const { facts, member, booted, chosen } = question;
  const { isSecureBoot, sbatLevel, unknown } = facts.firmware;
  if (unknown !== null || isSecureBoot === null)
    return [finding('secure-boot', 'ok', 'whether Secure Boot is on is not known')];
  if (!isSecureBoot) return [finding('secure-boot', 'ok', 'Secure Boot is off')];
  const started = waysIn(question).map((path) => ({ path, file: fileOfMember(member, path) }));
  const kernels = (chosen?.entry.names ?? [])
    .filter(({ as }) => isStarted(as))
    .map(({ path }) => ({ path, file: chosen === null ? null : fileOfMember(chosen.member, path) }));
  for (const { path, file } of [...started, ...kernels]) {
    const image = file?.image ?? null;
    if (image === null || !image.pe) continue;
    if (!image.isSigned)
      return [
        finding('secure-boot', 'fail', `${path} is not signed, and Secure Boot is on`, 'guide: comes-up'),
      ];
    const revoked = revokedBy(image.sbat, sbatLevel);
    if (revoked !== null)
      return [
        finding(
          'secure-boot',
          'fail',
          `${path} is revoked: its ${revoked.component} is of generation ${revoked.has}, and SbatLevelRT wants ${revoked.wants}`,
          'guide: comes-up',
        ),
      ];
  }
  const foreign =
    booted === null ? undefined : started.find(({ path, file }) => !hasStarted(booted, path, file));
  if (foreign !== undefined)
    return [
      finding(
        'secure-boot',
        'unknown',
        `whether the firmware trusts ${foreign.path} is not known: the booted member has another one`,
        'esp-which | esp-mirror --checksum',
      ),
    ];
  return [finding('secure-boot', 'ok', 'signed, and not revoked')];
}

/** Whether the booted member has the same program, under this path or as one that firmware starts. */
function hasStarted(booted: MemberCase['member'], path: string, file: FileFacts | null): boolean {
  if (isSameFacts(fileOfMember(booted, path), file)) return true;
  const name = nameOf(path).toLowerCase();
  return [...booted.files].some(
    ([other, one]) => nameOf(other).toLowerCase() !== name && one.image !== null && isSameFacts(one, file),
  );
}

/**
 * The component of a program that its SBAT data has in an older generation than the firmware's level wants; null: none.
 *
 * Source: shim's SBAT.md: lines of `COMPONENT,GENERATION,…`; the first line is the version of the format itself.
 */
export function revokedBy(
  sbat: string | null,
  level: string | null,
): { readonly component: string; readonly has: number; readonly wants: number } | null {
  if (sbat === null || level === null) return null;
  const wanted = generationsOf(level);
  for (const [component, has] of generationsOf(sbat)) {
    const wants = wanted.get(component);
    if (wants !== undefined && has < wants) return { component, has, wants };
  }
  return null;
}

function generationsOf(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const line of text.split(/[\r\n\0]+/)) {
    const [component = '', generation = ''] = line.split(',');
    if (component !== '' && /^\d+$/.test(generation)) found.set(component, Number(generation));
  }
  return found;
}
