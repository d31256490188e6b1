import { byPath, type ManifestFile, manifestOf, type Registry } from '@twinroot/lib-registry';
import type { SourceState } from './source-state.ts';

/** The SHA-256 of a file, in hex; null when it is not there. */
export type DigestOf = (path: string) => string | null;

/** Stands for the digest of a file that a dry run does not read: it has the length of one, so that the size of the manifest is known. */
export const unreadDigest = '0'.repeat(64);

/** The manifest of what is there. What is rotten keeps its line: its bytes are nobody's work. */
export function contentOf(
  { found, content, unseen }: Pick<SourceState, 'found' | 'content' | 'unseen'>,
  before: Registry | null,
  digestOf: DigestOf,
): readonly ManifestFile[] {
  const rotten = new Set(content.rotten);
  const recorded = before?.files ?? [];
  const sound = found.filter(({ path }) => !rotten.has(path));
  const lines = manifestOf(sound, recorded, ({ node }) => digestOf(node.path));
  return [...lines, ...recorded.filter(({ path }) => rotten.has(path)), ...unseen].toSorted(byPath);
}
