import { testInNamespace } from './mount-namespace.ts';

testInNamespace('hooks', 'hooks, run by real package managers');
