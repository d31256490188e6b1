import type { Image } from '@twinroot/lib-uki';

/** What a program says of itself here: `MZ`, then words. `cut`; `linux=PATH` and `initrd=PATH`, what it loads; `os=ID`; `release=TEXT`. */
export function imageOf(content: string): Image {
  const words = content.split(' ');
  const wordOf = (key: string) =>
    words.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1) ?? null;
  const loads = (['linux', 'initrd'] as const).flatMap((key) => {
    const path = wordOf(key);
    return path === null ? [] : [{ path, started: key === 'linux' }];
  });
  return {
    pe: content.startsWith('MZ'),
    isCut: words.includes('cut'),
    isCompressed: words[0] === 'GZ',
    kernelVersion: wordOf('release'),
    loads,
    commandLine: wordOf('options'),
    osId: wordOf('os'),
    sorting: null,
  };
}
