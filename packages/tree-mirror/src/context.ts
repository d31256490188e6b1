import type { Context } from '@twinroot/lib-command';
import type { spec } from './spec.ts';

/** What tree-mirror was started with. */
export type TreeMirrorContext = Context<typeof spec>;
