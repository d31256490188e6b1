import { runTool, ToolError } from '@twinroot/lib-tool';
import { textPath } from '../decide/bytes-path.ts';
import { parseAttributes } from '../decide/parse-attributes.ts';

/**
 * Gives a directory the extended attributes of another one, and no others; without getfattr(1), or where a name is no UTF-8, it keeps its own.
 *
 * @throws {ToolError} with what setfattr(1) said
 */
export async function copyAttributes(from: Buffer, to: Buffer): Promise<void> {
  const [text, target] = [textPath(from), textPath(to)];
  if (text === null || target === null) return;
  const [wanted, there] = [await attributesOf(text), await attributesOf(target)];
  for (const [name, value] of wanted)
    if (there.get(name) !== value)
      await runTool('setfattr', ['--no-dereference', `--name=${name}`, `--value=${value}`, '--', target]);
  for (const name of there.keys())
    if (!wanted.has(name)) await runTool('setfattr', ['--no-dereference', `--remove=${name}`, '--', target]);
}

/** By their names, in hexadecimal. */
async function attributesOf(path: string): Promise<ReadonlyMap<string, string>> {
  try {
    const args = [
      '--no-dereference',
      '--absolute-names',
      '--match=-',
      '--encoding=hex',
      '--dump',
      '--',
      path,
    ];
    const text = Buffer.from(await runTool('getfattr', args)).toString('latin1');
    const directory = path.slice(0, path.lastIndexOf('/'));
    const [own = ''] = [...parseAttributes(text, Buffer.from(directory).toString('latin1')).values()];
    const lines = own.split('\n').filter((line) => line !== '');
    return new Map(
      lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
  } catch (error) {
    if (error instanceof ToolError && error.code === 'ENOENT') return new Map();
    throw error;
  }
}
