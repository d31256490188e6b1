import { testInNamespace } from '../support/mount-namespace.ts';

testInNamespace('packages/installed', 'installed packages leave nothing behind');
