#!/usr/bin/env node
import { runCommand } from '@twinroot/lib-command';
import { run } from './run.ts';
import { spec } from './spec.ts';

runCommand(spec, run);
