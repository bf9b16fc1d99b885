#!/usr/bin/env node
import { Command } from 'commander';
import { demo } from './verbs/demo.js';

const program = new Command('subledger')
  .description('An event-sourced subscription ledger for Adapty webhooks.')
  .showHelpAfterError('(add --help for what there is)')
  .addCommand(demo());

await program.parseAsync();
