import type { Context } from '@twinroot/lib-command';
import type { spec } from './spec.ts';

/** A call of root-clone. */
export type CloneContext = Context<typeof spec>;
