import { foldPath } from '@twinroot/lib-fat';
import { nameOf } from '@twinroot/lib-tree';
import { commandLineOf } from '../command-line.ts';
import { idOf, type ListedEntry, settingOf } from '../entries.ts';
import { fixOfEntry, fixOfNames, namesOfOne } from '../entry-fix.ts';
import { type Finding, finding } from '../finding.ts';
import { type MemberCase, nameOfMember } from '../member-case.ts';
import { fileOfMember } from '../member-tree.ts';
import { isNoFile } from '../registry-of.ts';

/** loader.conf as it is on a member. */
export const loaderConfPath = 'loader/loader.conf';

/** Whether the entries that the boot loader lists are complete, and have tries left. */
export function checkEntries(question: MemberCase): readonly Finding[] {
  const { menu, passedOver, chosen } = question;
  const unread = question.trees.find(({ member }) => member.unread !== null);
  if (menu.length === 0 && unread !== undefined)
    return [
      finding(
        'entries',
        'unknown',
        `what is on ${nameOfMember(unread.member)} beside it is not known: ${unread.member.unread}`,
      ),
    ];
  const say = (listed: ListedEntry) => `${nameOf(listed.entry.file.path)} ${listed.defect}`;
  const [firstPassedOver] = passedOver;
  if (menu.length === 0 && firstPassedOver !== undefined)
    return [
      finding(
        'entries',
        'fail',
        `${say(firstPassedOver)}: no entry is listed`,
        fixOfEntry(question, firstPassedOver),
      ),
    ];
  if (menu.length === 0)
    return hasOwnMenu(question)
      ? [finding('entries', 'ok', 'the boot loader has a menu of its own')]
      : [finding('entries', 'fail', 'there is no entry to boot', fixOfEntry(question, null))];
  const complete = menu.filter(({ defect }) => defect === null);
  const bad = menu.filter(({ defect }) => defect !== null);
  const [firstBad] = bad;
  if (chosen !== null && chosen.defect !== null)
    return [finding('entries', 'fail', say(chosen), fixOfEntry(question, chosen))];
  if (firstBad !== undefined)
    return [finding('entries', 'warn', say(firstBad), fixOfEntry(question, firstBad))];
  if (firstPassedOver !== undefined)
    return [
      finding(
        'entries',
        'warn',
        `${say(firstPassedOver)}: it is not in the menu`,
        fixOfEntry(question, firstPassedOver),
      ),
    ];
  const [twice] = namesOfOne(menu);
  if (twice !== undefined) {
    const names = twice.map(({ entry }) => nameOf(entry.file.path)).join(', ');
    return [finding('entries', 'warn', `one entry has several names: ${names}`, fixOfNames(twice))];
  }
  if (complete.every(({ left }) => left === 0))
    return [finding('entries', 'warn', 'no entry has tries left', 'guide: comes-up')];
  // There are others, as of older kernels of generations, which are not booted by themselves.
  if (chosen?.left === 0)
    return [
      finding('entries', 'warn', `${idOf(chosen)} is booted, and has no tries left`, 'guide: comes-up'),
    ];
  return [finding('entries', 'ok', `${complete.length} of ${menu.length} complete`)];
}

/** GRUB and others read their menu from elsewhere. */
function hasOwnMenu({ member }: MemberCase): boolean {
  const isSystemdBoot = [...member.files.keys()].some((path) => foldPath(path).startsWith('EFI/SYSTEMD/'));
  const isOther = [...member.files.keys()].some((path) =>
    /^EFI\/[^/]+\/(?:grub[a-z0-9]*\.efi|grub\.cfg|refind[_a-z0-9]*\.efi|limine[a-z0-9]*\.efi)$/i.test(path),
  );
  return isOther && !isSystemdBoot;
}

/** Whether what loader.conf and the firmware's variable ask for is there. */
export function checkDefault(question: MemberCase): readonly Finding[] {
  const { facts, member, menu, chosen } = question;
  if (menu.length === 0 || chosen === null) return [];
  if (isNoFile(member, loaderConfPath))
    return [
      finding('default', 'warn', `${loaderConfPath} is a directory, and says nothing`, 'guide: comes-up'),
    ];
  const text = fileOfMember(member, loaderConfPath)?.text ?? '';
  const asked = [
    { what: 'LoaderEntryDefault', pattern: facts.firmware.loaderDefault, fix: 'bootctl set-default ""' },
    { what: 'default of loader.conf', pattern: settingOf(text, 'default'), fix: 'guide: comes-up' },
  ];
  const missed = asked.find(
    ({ what, pattern }) => pattern !== null && !/^(?:@|auto-)/.test(pattern) && !isMet(question, what),
  );
  if (missed !== undefined)
    return [
      finding(
        'default',
        'warn',
        `${missed.what} is ${missed.pattern}, which the menu of ${nameOfMember(member)} does not have: ${idOf(chosen)} is booted`,
        missed.fix,
      ),
    ];
  const elsewise = differenceEarlier(question);
  if (elsewise !== null) return [elsewise];
  return [finding('default', 'ok', `${idOf(chosen)} (${chosen.by})`)];
}

/**
 * What is asked for by its name without the boot counter, and is there with one: older versions of systemd-boot do not find it, and start another
 * one, which is to be as good, and to have the same root.
 */
function differenceEarlier({ chosen, chosenEarlier }: MemberCase): Finding | null {
  if (chosen === null || chosenEarlier === null) return null;
  const [name, other] = [nameOf(chosen.entry.file.path), nameOf(chosenEarlier.entry.file.path)];
  const rootOf = ({ entry }: ListedEntry) =>
    commandLineOf(entry.commandLine ?? '')
      .all('root')
      .join(' ');
  const isGood = chosenEarlier.defect === null && rootOf(chosen) === rootOf(chosenEarlier);
  const why = `${chosen.by} is ${name} for recent versions of systemd-boot, and ${other} for older ones`;
  return finding('default', isGood ? 'warn' : 'unknown', why, 'guide: comes-up');
}

/** One that comes earlier decides, and those behind it do not matter. */
function isMet({ chosen }: MemberCase, what: string): boolean {
  const order = ['LoaderEntryDefault', 'preferred of loader.conf', 'default of loader.conf'];
  const by = order.indexOf(chosen?.by ?? '');
  return by !== -1 && by <= order.indexOf(what);
}
