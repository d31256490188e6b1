import type { FileNode } from '@twinroot/lib-tree';
import { readRange } from '@twinroot/lib-tree';
import { imageHeadLength, inspectImage, layoutOf } from '@twinroot/lib-uki';
import type { FileFacts } from '../decide/facts/machine-facts.ts';
import { redacted } from '../decide/redact.ts';

/** SBAT data is a few lines. */
const mostSbat = 4096;

/** What the head of a program says, its signature and its SBAT data; null when it cannot be read. */
export function readImageFacts(root: string, { path, size }: FileNode): FileFacts['image'] {
  const head = readRange(root, path, 0, imageHeadLength);
  if (head === null) return null;
  const read = (at: number, length: number) => readRange(root, path, at, length);
  const { commandLine, ...image } = inspectImage(head, size, read);
  const layout = layoutOf(head);
  const section = layout?.sections.find(({ name }) => name === '.sbat');
  const sbat = section === undefined ? null : read(section.at, Math.min(section.length, mostSbat));
  return {
    ...image,
    machine: layout?.machine ?? null,
    loads: [...image.loads],
    commandLine: commandLine === null ? null : redacted(commandLine),
    isSigned: layout?.isSigned ?? false,
    sbat: sbat === null ? null : Buffer.from(sbat).toString('latin1').replace(/\0+$/, ''),
  };
}
