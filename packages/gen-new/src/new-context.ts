import type { Context } from '@twinroot/lib-command';
import type { spec } from './spec.ts';

/** What this command is given. */
export type NewContext = Context<typeof spec>;
