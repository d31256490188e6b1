import { testInNamespace } from '../support/mount-namespace.ts';

testInNamespace('hooks/hooks', 'hooks, run by real package managers');
