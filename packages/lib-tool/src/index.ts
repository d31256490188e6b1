export { feedCommand } from './feed-command.ts';
export { type Holder, startHolder } from './holder.ts';
export { endOnAbort, type Interrupted, startError, toolEnvironment } from './process-group.ts';
export { endError, runTool, type ToolOptions } from './run-tool.ts';
export { type LineTool, startLines } from './start-lines.ts';
export { ToolError } from './tool-error.ts';
