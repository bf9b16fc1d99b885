import { Command } from 'commander';
import { ingest } from './verbs/ingest.js';
import { query } from './verbs/query.js';
import { rebuild } from './verbs/rebuild.js';

export const program = (): Command =>
  [ingest(), query(), rebuild()].reduce(
    (command, verb) => command.addCommand(verb),
    new Command('bench')
      .description(
        'Measures the built ledger beside plain programs that do less. Talks to 127.0.0.1 only.',
      )
      .showHelpAfterError('(add --help for what there is)'),
  );
