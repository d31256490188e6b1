// What is made from the interfaces when documents are generated: no command loads it.
export { bashCompletion, bashMultiCallCompletion } from './decide/docs/complete-bash.ts';
export { fishCompletion, fishMultiCallCompletion } from './decide/docs/complete-fish.ts';
export { zshCompletion, zshMultiCallCompletion } from './decide/docs/complete-zsh.ts';
export { manPage } from './decide/docs/man.ts';
export { setManPage } from './decide/docs/man-set.ts';
export { everyOption, optionsOf, tablesOf } from './decide/every-option.ts';
export { recordTypesOf } from './decide/record-types.ts';
