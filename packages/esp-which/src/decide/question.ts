import { type Refusal, refused } from '@twinroot/lib-failure';
import { type Operand, parseOperand } from './operand.ts';
import { compileGlob, defaultPatterns } from './pattern.ts';

/** What the caller asks for. */
export interface Question {
  readonly kind: 'question';
  readonly isWanted: (mountpoint: string) => boolean;
  readonly operands: readonly Operand[];
}

/** The question that options and operands put. */
export function questionOf(patterns: readonly string[], operands: readonly string[]): Question | Refusal {
  const globs: RegExp[] = [];
  for (const pattern of patterns.length > 0 ? patterns : defaultPatterns) {
    const glob = compileGlob(pattern);
    if (!glob) return refused(`--pattern ${pattern} cannot match an absolute path`);
    globs.push(glob);
  }
  const members: Operand[] = [];
  for (const given of operands) {
    const operand = parseOperand(given);
    if (operand.kind === 'refused') return operand;
    members.push(operand);
  }
  return { kind: 'question', isWanted: (path) => globs.some((glob) => glob.test(path)), operands: members };
}
