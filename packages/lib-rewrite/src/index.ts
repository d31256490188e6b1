export {
  createEntryRewriter,
  type EntryChange,
  type EntryListener,
  type Found,
  missedOf,
} from './boot-entry.ts';
export { type EntryRules, type EntryRuleTexts, parseEntryRules } from './boot-entry-rules.ts';
export { crypttabDevice, rewriteCrypttab } from './crypttab.ts';
export { createFstabRewriter, type FstabListener, type FstabRewriter } from './fstab.ts';
export type { FstabChange } from './fstab-entry.ts';
export { type FstabRules, type FstabRuleTexts, parseFstabRules } from './fstab-rules.ts';
export { RuleError } from './rule-error.ts';
