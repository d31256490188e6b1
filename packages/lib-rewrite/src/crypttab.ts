import type { IdMap } from '@twinroot/lib-idmap';
import { createLineRewriter } from '@twinroot/lib-lines';

/** An entry of crypttab(5): the name of the volume, and the device that it is in. */
const entryPattern = /^([ \t]*[^# \t][^ \t]*[ \t]+)([^ \t]+)/;

/** The device of a line of crypttab(5), without quotes; null for comments and lines that are not an entry. */
export function crypttabDevice(line: string): string | null {
  return entryPattern.exec(line)?.[2]?.replace(/^([A-Z]+=)?"(.*)"$/, '$1$2') ?? null;
}

/**
 * A crypttab(5) with other ids of devices; every other byte is kept, the names of the volumes among them.
 *
 * @param text bytes, one character each
 */
export function rewriteCrypttab(text: string, ids: IdMap): string {
  const rewriter = createLineRewriter(
    (line, _, end) => {
      const device = crypttabDevice(line);
      const renamed = device === null ? null : ids.device(device);
      if (device === null || renamed === null) return null;
      const fresh = device.slice(0, renamed.start) + renamed.text + device.slice(renamed.end);
      return line.replace(entryPattern, (_, head: string) => head + fresh) + end;
    },
    () => undefined,
  );
  return rewriter.push(text) + rewriter.end();
}
