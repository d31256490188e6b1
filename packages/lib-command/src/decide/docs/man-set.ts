import type { CommandSpec } from '../../spec.ts';
import { dryRunOption, everyOption } from '../every-option.ts';
import { fillIn, optionItem } from './man.ts';
import { mdocList, mdocText, sentence } from './mdoc.ts';

/**
 * A man page about all commands together: `@COMMANDS@` stands for their list, `@OPTIONS@` for the options that every one
 * of them has.
 *
 * @throws {Error} when a placeholder is unknown.
 */
export function setManPage(name: string, template: string, specs: readonly CommandSpec[]): string {
  return fillIn(name, template, [], {
    '@COMMANDS@': () =>
      mdocList(
        'esp-mirror(8)',
        specs.map((spec) => [`Xr ${spec.name} 8`, mdocText(sentence(spec.summary))]),
      ),
    '@OPTIONS@': () => mdocList('Ds', [dryRunOption, ...everyOption].map(optionItem)),
  });
}
