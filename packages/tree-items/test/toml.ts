import { inOrder } from '../src/decide/complaint.ts';
import { parseToml } from '../src/decide/parse-toml.ts';
import { settingsOf } from '../src/decide/settings.ts';

/** A configuration as bytes. */
export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** What a configuration says, and its complaints as `LINE KIND`. */
export function read(text: string) {
  const { settings, complaints } = settingsOf(parseToml(bytes(text)));
  return { settings, said: inOrder(complaints).map(({ line, kind }) => `${line} ${kind}`), complaints };
}
