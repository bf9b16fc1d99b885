#!/usr/bin/env node
import { Command } from 'commander';
import { demo } from './verbs/demo.js';

// A reader that hangs up early, such as `head`, has seen enough: no fault of ours to tell a story about.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(1);
  throw error;
});

const program = new Command('subledger')
  .description('An event-sourced subscription ledger for Adapty webhooks.')
  .showHelpAfterError('(add --help for what there is)')
  .addCommand(demo());

await program.parseAsync();
