export { type Holder, startHolder } from './holder.ts';
export { runTool, type ToolOptions } from './run-tool.ts';
export { ToolError } from './tool-error.ts';
