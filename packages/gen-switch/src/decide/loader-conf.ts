import { parseKeyLine } from '@twinroot/lib-bls';

/** A setting of loader.conf(5), and where it stands. */
interface Setting {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** The value of a key of loader.conf(5); null without it. The last one counts (systemd src/boot/boot.c, config_defaults_load_from_file). */
export function settingOf(text: string, key: string): string | null {
  return settingIn(text, key)?.value ?? null;
}

/**
 * loader.conf(5) with another `default`; every other byte is kept.
 *
 * @param text one character each byte; null: there is no such file
 * @param pattern the case of its letters does not count
 * @returns null: it is so already
 */
export function withDefault(
  text: string | null,
  pattern: string,
): { readonly text: string; readonly before: string | null } | null {
  const now = text ?? '';
  const found = settingIn(now, 'default');
  if (found?.value.toLowerCase() === pattern.toLowerCase()) return null;
  if (found !== null)
    return { text: now.slice(0, found.start) + pattern + now.slice(found.end), before: found.value };
  const end = now === '' || now.endsWith('\n') ? '' : '\n';
  return { text: `${now}${end}default ${pattern}\n`, before: null };
}

function settingIn(text: string, key: string): Setting | null {
  let at = 0;
  let last: Setting | null = null;
  for (const line of text.split('\n')) {
    const found = parseKeyLine(line);
    if (found?.key === key)
      last = {
        value: line.slice(found.start, found.end),
        start: at + found.start,
        end: at + found.end,
      };
    at += line.length + 1;
  }
  return last;
}
