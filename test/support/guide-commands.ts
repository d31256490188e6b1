import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from './binaries.ts';

const guides = join(workspace, 'docs/guides');

/** The commands of a guide, in order: the lines of its `console` blocks, each of which begins with the prompt of root. */
export function guideCommands(name: string): readonly string[] {
  const blocks = readFileSync(join(guides, name), 'utf8').matchAll(/^```console\n(.*?)^```$/gms);
  return [...blocks].flatMap(([, block = '']) =>
    block
      .trim()
      .split('\n')
      .map((line) => {
        if (!line.startsWith('# ')) throw new Error(`${name}: no command: ${line}`);
        return line.slice(2);
      }),
  );
}
