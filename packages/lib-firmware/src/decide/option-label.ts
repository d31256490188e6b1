import type { DiskNames } from '@twinroot/lib-blockdev';

/** UTF-16 code units: menus of firmware cut longer labels off, and equal beginnings would be equal labels. */
const longest = 64;

/**
 * The label of a new option: that of the booted one, with model and serial number of the disk. It differs from all others, because
 * some firmware drops options of equal labels.
 *
 * @param booted label of the option that was booted, maybe one of ours; null: there is none
 * @param partuuid tells apart what has no other name
 */
export function optionLabel(
  booted: string | null,
  { model, serial }: DiskNames,
  partuuid: string,
  others: readonly string[],
): string {
  const base = printable(booted ?? '').replace(/ \([^()]*\)$/, '');
  const short = partuuid.slice(0, 8);
  const named = [model, serial].flatMap((name) => printable(name ?? '') || []).join(' ');
  const candidates = [named, serial, `${named} ${short}`, short].map((name) => printable(name ?? ''));
  const labels = candidates
    .filter((name) => name !== '')
    .map((name) => `${(base || 'Linux').slice(0, longest / 2)} (${name.slice(0, longest)})`);
  return (
    labels.find((label) => label.length <= longest && !others.includes(label)) ??
    `${(base || 'Linux').slice(0, longest / 4)} (${partuuid})`
  );
}

function printable(text: string): string {
  return text.replace(/[\p{C}\s]+/gu, ' ').trim();
}
