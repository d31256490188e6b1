import { runTool, ToolError } from '@twinroot/lib-tool';
import { parseAttributes } from '../decide/parse-attributes.ts';

/**
 * Reads the extended attributes of all that is below a directory: capabilities and access control lists, too.
 *
 * @param directory absolute
 * @returns by paths below it, one character each byte; null: getfattr(1) is not installed
 * @throws {ToolError} TIMEOUT
 */
export async function readAttributes(directory: string): Promise<ReadonlyMap<string, string> | null> {
  const bytes: Buffer[] = [];
  const which = ['--recursive', '--physical', '--no-dereference', '--absolute-names'];
  try {
    await runTool('getfattr', [...which, '--match=-', '--encoding=hex', '--dump', '--', directory], {
      onBytes: (chunk) => bytes.push(chunk),
      timeoutSeconds: 600,
    });
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    if (error.code === 'ENOENT') return null;
    // Something has gone meanwhile.
    if (error.code !== 'EXIT') throw error;
  }
  return parseAttributes(Buffer.concat(bytes).toString('latin1'), Buffer.from(directory).toString('latin1'));
}
