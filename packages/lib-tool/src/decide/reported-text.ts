import { installText } from './tool-package.ts';

/** More characters (UTF-16 code units) than a tool needs to say what went wrong. */
const longestReport = 1000;

/**
 * What a tool wrote to standard error, as the end of a sentence: its lines joined, and cut when there are too many. Instead of the
 * usage that BusyBox's tools print when they do not know an option, what has to be installed.
 */
export function reportedText(tool: string, stderr: string): string {
  if (/^BusyBox v|: applet not found$/m.test(stderr))
    return `${tool} is that of BusyBox, which cannot do what is needed: ${installText(tool)}`;
  const lines = stderr.slice(0, 4 * longestReport).split('\n');
  const text = lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('; ');
  return text.length > longestReport ? `${text.slice(0, longestReport)}…`.toWellFormed() : text;
}
