import { testInNamespace } from '../support/mount-namespace.ts';

testInNamespace('packages/flavours', 'one flavour takes the place of the other');
