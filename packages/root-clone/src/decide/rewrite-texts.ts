import { basename, dirname, join } from 'node:path/posix';
import { parseFstab } from '@twinroot/lib-fstab';
import { createIdMap, type IdMap, inverseOf } from '@twinroot/lib-idmap';
import { byteString } from '@twinroot/lib-lines';
import {
  createFstabRewriter,
  type LeftId,
  parseEntryRules,
  parseFstabRules,
  RuleError,
  renamedUnit,
  rewriteText,
} from '@twinroot/lib-rewrite';
import { withPeerVolumes } from './peer-volumes.ts';
import { formatOfText, isMadeIfNeeded, type SourceText } from './source-texts.ts';
import { entryWithId, type NewMachineId, withNewId } from './template.ts';

/** What is done to the texts, beside their ids. */
export interface TextRules {
  readonly ids: IdMap;
  /** Where each disk's fstab mounts the other one. */
  readonly addPeer: string | null;
  readonly titlePrefix: string;
  /** What the source's own titles begin with. */
  readonly ownTitlePrefix: string;
  /** With a template: the machine id of the clone, in the place of the template's. */
  readonly machineId: NewMachineId | null;
}

/** Hears of an id that stays in a text, and where. */
export type StayListener = (text: SourceText, left: LeftId) => void;

/** Why options say no rules by which texts could be rewritten; null when they do. */
export function faultOfRules(
  addPeer: string | undefined,
  ...titlePrefixes: readonly (string | undefined)[]
): string | null {
  try {
    parseFstabRules({ 'add-peer': addPeer });
    for (const prefix of titlePrefixes) parseEntryRules({ 'title-prefix': prefix });
    return null;
  } catch (error) {
    if (error instanceof RuleError) return error.message;
    throw error;
  }
}

/**
 * The texts of the clone, in the order of the source's; each is for the same path, but for units of systemd whose names have ids.
 */
export function rewriteTexts(
  texts: readonly SourceText[],
  rules: TextRules,
  stays: StayListener,
): readonly SourceText[] {
  const { machineId, ids } = rules;
  return texts.map((source): SourceText => {
    const text = rewritten(source, rules, stays);
    if (isMadeIfNeeded(source.kind)) {
      const own = machineId && source.kind === 'loader' ? withNewId(text, machineId) : text;
      const name = formatOfText(source) === 'unit' ? renamedUnit(basename(source.path), ids) : null;
      const path = name === null ? source.path : join(dirname(source.path), name);
      return { ...source, path, text: own, from: source.path };
    }
    if (machineId === null || source.kind === 'fstab' || source.kind === 'crypttab')
      return { ...source, text };
    const own = source.kind === 'entry' ? entryWithId(text, machineId) : withNewId(text, machineId);
    return { ...source, path: withNewId(source.path, machineId), text: own, from: source.path };
  });
}

function rewritten(
  source: SourceText,
  { ids, addPeer, titlePrefix, ownTitlePrefix }: TextRules,
  stays: StayListener,
): string {
  const { kind, text } = source;
  if (kind === 'entry-token' || kind === 'machine-id') return text;
  const { bare, mark } =
    kind === 'entry' ? otherMark(text, titlePrefix, ownTitlePrefix) : { bare: text, mark: '' };
  const rewritten = rewriteText(formatOfText(source), bare, {
    ids,
    fstab: parseFstabRules({ 'add-peer': addPeer ?? undefined }),
    entry: parseEntryRules(kind === 'cmdline' ? { cmdline: true } : { 'title-prefix': mark }),
  });
  for (const left of rewritten.left) stays(source, left);
  return kind === 'crypttab'
    ? withPeerVolumes(text, rewritten.text, ids, createIdMap(inverseOf(ids.pairs)))
    : rewritten.text;
}

/** An entry without the mark of its disk, and the mark of the disk that its copy is for: where the source is a clone, the first one. */
function otherMark(
  text: string,
  titlePrefix: string,
  ownTitlePrefix: string,
): { readonly bare: string; readonly mark: string } {
  const bare = withoutMark(text, titlePrefix);
  if (bare !== text) return { bare, mark: ownTitlePrefix };
  return { bare: withoutMark(text, ownTitlePrefix), mark: titlePrefix };
}

/**
 * The boot entries of the source itself that do not have the prefix of its titles yet, with it. One that has the mark of clones is
 * another disk's, which is the source now.
 */
export function ownEntries(
  texts: readonly SourceText[],
  { titlePrefix, ownTitlePrefix }: Pick<TextRules, 'titlePrefix' | 'ownTitlePrefix'>,
): readonly SourceText[] {
  if (ownTitlePrefix === '') return [];
  const rules = {
    ids: createIdMap([]),
    fstab: parseFstabRules({}),
    entry: parseEntryRules({ 'title-prefix': ownTitlePrefix }),
  };
  return texts.flatMap((source) => {
    if (source.kind !== 'entry' || withoutMark(source.text, titlePrefix) !== source.text) return [];
    const { text } = rewriteText('entry', source.text, rules);
    return text === source.text ? [] : [{ ...source, text }];
  });
}

function withoutMark(text: string, titlePrefix: string): string {
  const start = byteString(titlePrefix).replace(/^[ \t]+/, '');
  if (start === '') return text;
  return text.replace(/^([ \t]*title[ \t]+)(.*)$/m, (line, key: string, title: string) =>
    title.startsWith(start) ? key + title.slice(start.length) : line,
  );
}

type FstabListener = Parameters<typeof createFstabRewriter>[2];

function rewriteFstab(text: string, ids: IdMap, addPeer: string | null, listener: FstabListener): string {
  const rewriter = createFstabRewriter(parseFstabRules({ 'add-peer': addPeer ?? undefined }), ids, listener);
  return rewriter.push(text) + rewriter.end();
}

/** What the clone's fstab mounts as its root (`UUID=x`); null when it has none, or the map has no id for it. */
export function rootOfClone(fstab: string, ids: IdMap): string | null {
  const source = parseFstab(fstab).find(({ mountpoint }) => mountpoint === '/')?.source;
  const renamed = source === undefined ? null : ids.device(source);
  if (source === undefined || renamed === null) return null;
  return source.slice(0, renamed.start) + renamed.text + source.slice(renamed.end);
}

/**
 * The source's own fstab with rows that mount the clone below a directory: what the clone's fstab becomes by the map turned
 * round. Null when more than rows at its end would differ, which is not ours to change.
 */
export function fstabWithPeers(text: string, ids: IdMap, addPeer: string): string | null {
  const silent = { change: () => undefined, stays: () => undefined, tooLong: () => undefined };
  const clone = rewriteFstab(text, ids, addPeer, silent);
  const turned = rewriteFstab(clone, createIdMap(inverseOf(ids.pairs)), addPeer, silent);
  const head = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return turned.startsWith(head) || turned === text ? turned : null;
}
