// What is made from the interfaces when documents are generated: no command loads it.
export { bashCompletion, bashMultiCallCompletion } from './complete-bash.ts';
export { fishCompletion, fishMultiCallCompletion } from './complete-fish.ts';
export { zshCompletion, zshMultiCallCompletion } from './complete-zsh.ts';
export { everyOption, optionsOf, tablesOf } from './every-option.ts';
export { manPage } from './man.ts';
export { setManPage } from './man-set.ts';
export { recordTypesOf } from './record-types.ts';
