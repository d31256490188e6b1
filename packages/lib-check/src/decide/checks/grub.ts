import { filesystemSurvival } from '../filesystem-survival.ts';
import { devicesNamed } from '../find-filesystem.ts';
import { type Finding, finding } from '../finding.ts';
import type { MemberCase } from '../member-case.ts';
import { fileOfMember, isSameFacts } from '../member-tree.ts';

const stubPattern = /^EFI\/[^/]+\/grub\.cfg$/i;
const corePattern = /^EFI\/[^/]+\/grub[a-z0-9]+\.efi$/i;

/**
 * Whether GRUB finds its menu: the stub on the ESP names the file system that has it, and the core is the one to which the modules
 * there belong.
 *
 * Source: grub-install(8): `search.fs_uuid UUID root` in EFI/VENDOR/grub.cfg.
 */
export function checkGrub(question: MemberCase): readonly Finding[] {
  const { member, booted } = question;
  const stubs = [...member.files].filter(([path, { text }]) => stubPattern.test(path) && text !== null);
  const found: Finding[] = [];
  for (const [path, { text }] of stubs) {
    const uuid = searchedUuid(text ?? '');
    if (uuid === null) continue;
    const fault = faultOfMenu(question, uuid);
    if (fault !== null)
      return [
        finding(
          'grub',
          fault.state,
          `${path} looks for the file system ${uuid}: ${fault.why}`,
          fault.state === 'fail' ? 'guide: raid' : null,
        ),
      ];
    found.push(finding('grub', 'ok', `${path} finds its menu on ${uuid}`));
  }
  if (booted === null || stubs.length === 0) return found.slice(0, 1);
  for (const [path, file] of member.files) {
    if (!corePattern.test(path)) continue;
    const own = fileOfMember(booted, path);
    if (own === null || isSameFacts(own, file)) continue;
    return [
      finding(
        'grub',
        'fail',
        `${path} is another GRUB than the booted one, and both take their modules from the same /boot/grub`,
        'esp-which | esp-mirror --checksum',
      ),
    ];
  }
  return found.slice(0, 1);
}

/** The UUID for which a stub of GRUB looks; null when it does not look for one. */
export function searchedUuid(text: string): string | null {
  const [, plain, set] =
    /^[ \t]*search(?:\.fs_uuid[ \t]+([0-9A-Za-z-]+)|[ \t][^\n]*?--fs-uuid\b[^\n]*?[ \t]([0-9A-Za-z]+-[0-9A-Za-z-]+))/m.exec(
      text,
    ) ?? [];
  return plain ?? set ?? null;
}

function faultOfMenu(
  { facts, survivalOf }: MemberCase,
  uuid: string,
): { readonly state: 'fail' | 'unknown'; readonly why: string } | null {
  const devices = devicesNamed(facts, `UUID=${uuid}`) ?? [];
  if (devices.length === 0) return { state: 'fail', why: 'no device has it' };
  const survivals = devices.map((device) => filesystemSurvival(facts, device, survivalOf));
  if (survivals.some(({ kind }) => kind === 'whole' || kind === 'degraded')) return null;
  const unknown = survivals.find((one) => one.kind === 'unknown');
  if (unknown?.kind === 'unknown') return { state: 'unknown', why: unknown.why };
  const [first] = survivals;
  return { state: 'fail', why: first?.kind === 'lost' ? first.why : 'it is lost' };
}
