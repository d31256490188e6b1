/**
 * The value of a key of os-release(5); null when it is not there, or is empty. The last one counts. Of what a shell would read, quotes and
 * backslashes are understood.
 */
export function osReleaseValue(text: string | null, key: string): string | null {
  const lines = (text ?? '').split(/\r?\n/).filter((line) => line.startsWith(`${key}=`));
  const raw =
    lines
      .at(-1)
      ?.slice(key.length + 1)
      .trim() ?? '';
  const [, quote, quoted = ''] = /^(["'])(.*)\1$/.exec(raw) ?? [];
  const value = quote === "'" ? quoted : (quote === undefined ? raw : quoted).replace(/\\(.)/g, '$1');
  return value === '' ? null : value;
}
