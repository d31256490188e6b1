import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from './binaries.ts';

/** The commands of a numbered step of README.md, as one script: its indented lines. Throws where there is no such step. */
export function readmeCommands(step: number): string {
  const text = readFileSync(join(workspace, 'README.md'), 'utf8');
  const [, section] =
    new RegExp(`^\\*\\*${step}\\. (.*?)^(?:\\*\\*${step + 1}\\. |## )`, 'ms').exec(text) ?? [];
  if (section === undefined) throw new Error(`README.md has no step ${step}`);
  const lines = section.split('\n').filter((line) => line.startsWith('    '));
  return lines.map((line) => `${line.slice(4)}\n`).join('');
}
