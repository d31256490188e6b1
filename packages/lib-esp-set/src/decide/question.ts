import { type Refusal, refused } from '@twinroot/lib-failure';
import type { Leave } from './mirror.ts';
import { type Operand, parseOperand } from './operand.ts';
import { compileGlob, defaultPatterns } from './pattern.ts';

/** What the caller asks for. */
export interface Question {
  readonly kind: 'question';
  readonly isWanted: (mountpoint: string) => boolean;
  readonly operands: readonly Operand[];
  /** The member that is mirrored in place of what was booted; null for that. */
  readonly source: Operand | null;
  readonly leave: Leave;
  /** Whether the mirrors are asked for, too: for what was booted alone no registry is read. */
  readonly asksMirrors: boolean;
}

/** What the command line has. */
export interface Asked extends Leave {
  readonly pattern: readonly string[];
  readonly source: string | undefined;
}

/** The question that options and operands put. */
export function questionOf(
  { pattern: patterns, source, removable, force }: Asked,
  operands: readonly string[],
): Question | Refusal {
  const globs: ((path: string) => boolean)[] = [];
  for (const pattern of patterns.length > 0 ? patterns : defaultPatterns) {
    const glob = compileGlob(pattern);
    if (glob.kind === 'refused') return refused(`--pattern ${pattern}: ${glob.reason}`);
    globs.push(glob.matches);
  }
  const members: Operand[] = [];
  for (const given of operands) {
    const operand = parseOperand(given);
    if (operand.kind === 'refused') return operand;
    members.push(operand);
  }
  const from = source === undefined ? null : parseOperand(source);
  if (from?.kind === 'refused') return from;
  const isWanted = (path: string) => globs.some((matches) => matches(path));
  const leave = { removable, force };
  return { kind: 'question', isWanted, operands: members, source: from, leave, asksMirrors: true };
}
