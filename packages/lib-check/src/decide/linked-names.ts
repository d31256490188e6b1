/**
 * Names in texts that only udev can lead to a device: `/dev/disk/by-id/…`, `/dev/disk/by-path/…`, `/dev/md/…` and, as fstab(5) may have it, `ID=…`.
 * Those by UUID, by label and by PARTUUID say it themselves.
 *
 * @returns paths of links; of one with colons, behind which something else may begin, each part up to one of them as well
 */
export function linkedNames(texts: Iterable<string>): readonly string[] {
  const names = new Set<string>();
  for (const text of texts) {
    for (const [, name = ''] of text.matchAll(byLink))
      for (const { index } of name.matchAll(/:|$/g)) names.add(name.slice(0, index));
    for (const [, id = ''] of text.matchAll(byId)) names.add(`/dev/disk/by-id/${id}`);
  }
  return [...names].filter((name) => !name.split('/').includes('..'));
}

const byLink =
  /(?<![^\s=:,"'])(\/dev\/disk\/by-(?!uuid|partuuid|label|partlabel)[a-z-]+\/[^\s,"']+|\/dev\/md\/[^\s,:"']+)/g;
const byId = /(?:^|[\s=])ID=([^\s:,"'/]+)/gm;
