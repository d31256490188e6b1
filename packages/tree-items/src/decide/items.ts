import type { SyncItem } from '@twinroot/lib-record';
import { mayBeEmpty } from './allowed-empty.ts';
import type { Settings } from './settings.ts';

/** The sync items of a configuration, in its order; paths as they are written, because rsync means something by a slash at their end. */
export function itemsOf(settings: Settings): readonly SyncItem[] {
  const { rsyncOpts, nice, ioniceClass, ioniceLevel, delay, maxDelete, allowEmpty, entries } = settings;
  return entries.map(({ source, dests, exclude }) => ({
    source: source.path,
    dest: dests.map(({ path }) => path),
    exclude: exclude.length > 0 ? exclude : null,
    delay,
    nice,
    ionice_class: ioniceClass,
    ionice_level: ioniceLevel,
    rsync_opts: rsyncOpts,
    // For whoever reads the directory: an item may be kept in a file, and mounts are other ones after a restart.
    source_mount: null,
    max_delete: maxDelete,
    allow_empty: mayBeEmpty(allowEmpty, source.path) ? 'yes' : null,
  }));
}
