export { feedCommand } from './act/feed-command.ts';
export { type Holder, startHolder } from './act/holder.ts';
export { endOnAbort, type Interrupted, startError, toolEnvironment } from './act/process-group.ts';
export { type ForegroundOptions, runInForeground } from './act/run-in-foreground.ts';
export { runSibling, type SiblingEnd, type SiblingOptions } from './act/run-sibling.ts';
export { endError, runTool, type ToolOptions } from './act/run-tool.ts';
export { type LineTool, startLines } from './act/start-lines.ts';
export { shellWord } from './decide/shell-word.ts';
export { ToolError } from './decide/tool-error.ts';
