/** How an id is spelt: as it is, without its dashes, in four words with colons, or escaped as in the name of a unit. */
export type SpellingForm = 'plain' | 'undashed' | 'colons' | 'escaped';

/** One way to spell an id. */
export interface Spelling {
  readonly form: SpellingForm;
  readonly text: string;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** The id of a physical volume of LVM (lvm2, lib/uuid/uuid.c: groups of 6, 4, 4, 4, 4, 4 and 6). */
const physicalVolume = /^[0-9a-z]{6}(?:-[0-9a-z]{4}){5}-[0-9a-z]{6}$/i;

/** Whether a text has the form of a complete UUID, 8-4-4-4-12. */
export function isLongUuid(text: string): boolean {
  return uuid.test(text);
}

/** Whether a text has the form of the id of an LVM physical volume, which is no UUID, but blkid's `UUID` of one. */
export function isPhysicalVolumeId(text: string): boolean {
  return physicalVolume.test(text);
}

/** All ways to spell an id, the plain one first. */
export function spellingsOf(value: string): readonly Spelling[] {
  const forms = ['plain', 'undashed', 'colons', 'escaped'] as const;
  return forms.flatMap((form) => {
    const text = inForm(value, form);
    return text === null || (form !== 'plain' && text === value) ? [] : [{ form, text }];
  });
}

/**
 * An id in one of the forms; null where it cannot be spelt so.
 *
 * - without dashes: `cryptomount -u` and `cryptouuid/` of GRUB, `mduuid/`, PVID= of LVM's devices file
 * - with colons: mdadm.conf(5), `rd.md.uuid=` (mdadm, util.c: four words of eight digits)
 * - escaped: systemd, src/basic/unit-name.c (do_escape), which writes a dash as `\x2d`
 */
export function inForm(value: string, form: SpellingForm): string | null {
  if (form === 'plain') return value;
  if (form === 'escaped') return value.replaceAll('-', '\\x2d');
  const digits = value.replaceAll('-', '');
  if (form === 'undashed') return uuid.test(value) || physicalVolume.test(value) ? digits : null;
  return uuid.test(value) ? (digits.match(/.{8}/g) ?? []).join(':') : null;
}

/** The dashed form of a UUID in any form; null for anything else. */
export function dashed(text: string): string | null {
  const digits = text.replaceAll(/[:-]/g, '');
  if (!/^[0-9a-f]{32}$/i.test(digits)) return null;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
