import { Command } from 'commander';
import { all, withVerbs } from './verbs/all.js';
import { docs } from './verbs/docs.js';
import { ingest } from './verbs/ingest.js';
import { query } from './verbs/query.js';
import { rebuild } from './verbs/rebuild.js';

const verbs = (): readonly Command[] => [ingest(), query(), rebuild(), docs()];

export const program = (): Command =>
  withVerbs(
    new Command('bench')
      .description(
        'Measures the built ledger beside plain programs that do less. Talks to 127.0.0.1 only.',
      )
      .showHelpAfterError('(add --help for what there is)'),
    [...verbs(), all(verbs)],
  );
