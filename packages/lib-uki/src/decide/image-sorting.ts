/** What a boot loader sorts a UKI by. */
export interface ImageSorting {
  /** As `sort-key` of a text; null when it does not say. */
  readonly key: string | null;
  /** As `version` of a text; null when it does not say. */
  readonly version: string | null;
}

/**
 * What a boot loader sorts a UKI by, out of the os-release(5) in it.
 *
 * Source: systemd src/fundamental/bootspec.c (bootspec_pick_name_version_sort_key).
 *
 * @param osRelease null: it has none
 */
export function imageSortingOf(osRelease: string | null): ImageSorting {
  const value = (key: string) => {
    const found = [...(osRelease ?? '').matchAll(new RegExp(`^${key}=["']?([^"'\\r\\n]*)`, 'gm'))].at(-1);
    return found?.[1] ? found[1] : null;
  };
  return {
    key: value('IMAGE_ID') ?? value('ID'),
    version: value('IMAGE_VERSION') ?? value('VERSION') ?? value('VERSION_ID') ?? value('BUILD_ID'),
  };
}
