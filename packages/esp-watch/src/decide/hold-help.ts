import { holdNames } from '@twinroot/lib-machine';

/** What `--hold` takes, in words. */
export const holdHelp = `whom to wait for: ${holdNames}, separated by commas; all; none`;
