import type { Judgement } from '@twinroot/lib-check';
import { shellWord } from '@twinroot/lib-tool';

/**
 * What mends a machine that is below a directory, as it is run from outside of it: our commands get `--sysroot`, the file of a filter,
 * and what is deleted, are those below, and what is not ours runs in a chroot(1).
 *
 * @param fix a pipeline, or `guide: NAME`, as checks name it; null: there is none
 * @param sysroot the machine's root directory, an absolute path; `/`: nothing is changed
 */
export function fixBelow(fix: string | null, sysroot: string): string | null {
  if (fix === null || sysroot === '/' || fix.startsWith('guide: ')) return fix;
  const directory = shellWord(sysroot);
  return fix
    .split(' | ')
    .map((command) => {
      // A path in quotes is one word with what stands before it.
      if (command.startsWith('fstab-rewrite '))
        return command.replace(/ --in-place (?=['/])/, () => ` --in-place ${directory}`);
      if (command.startsWith('rm -- ')) return command.replace(/ (?=\/|'\/)/g, () => ` ${directory}`);
      const [, name = '', rest = ''] = /^(esp-\S+)(.*)$/s.exec(command) ?? [];
      return name === '' ? `chroot ${directory} ${command}` : `${name} --sysroot ${directory}${rest}`;
    })
    .join(' | ');
}

/** A judgement whose fixes are those of a machine below a directory. */
export function judgementBelow(judgement: Judgement, sysroot: string): Judgement {
  const mend = <Of extends { readonly fix: string | null }>(one: Of) => ({
    ...one,
    fix: fixBelow(one.fix, sysroot),
  });
  return { ...judgement, verdict: mend(judgement.verdict), findings: judgement.findings.map(mend) };
}
