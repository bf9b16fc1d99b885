import { ownVersion } from '@subledger/configuration';
import { Command } from 'commander';
import { access } from './verbs/access.js';
import { annotate } from './verbs/annotate.js';
import { backfill } from './verbs/backfill.js';
import { checkpoint } from './verbs/checkpoint.js';
import { customer } from './verbs/customer.js';
import { demo } from './verbs/demo.js';
import { diff } from './verbs/diff.js';
import { events } from './verbs/events.js';
import { exportLog } from './verbs/export.js';
import { findings } from './verbs/findings.js';
import { holders } from './verbs/holders.js';
import { importLog } from './verbs/import.js';
import { projections } from './verbs/projections.js';
import { promote } from './verbs/promote.js';
import { quarantine } from './verbs/quarantine.js';
import { rebuild } from './verbs/rebuild.js';
import { report } from './verbs/report.js';
import { resume } from './verbs/resume.js';
import { skip } from './verbs/skip.js';
import { supersede } from './verbs/supersede.js';
import { timeline } from './verbs/timeline.js';
import { verifierKey } from './verbs/verifier-key.js';
import { verifyLog } from './verbs/verify-log.js';
import { verifyProof } from './verbs/verify-proof.js';
import { verify } from './verbs/verify.js';

/** The whole command. `docs/reference/cli.md` is generated from it. */
export const program = (): Command =>
  [
    projections(),
    rebuild(),
    promote(),
    verify(),
    resume(),
    skip(),
    quarantine(),
    customer(),
    access(),
    holders(),
    timeline(),
    diff(),
    events(),
    findings(),
    report(),
    annotate(),
    supersede(),
    backfill(),
    verifyLog(),
    verifyProof(),
    verifierKey(),
    checkpoint(),
    exportLog(),
    importLog(),
    demo(),
  ].reduce(
    (command, verb) => command.addCommand(verb),
    new Command('subledger')
      .description('An event-sourced subscription ledger for Adapty webhooks.')
      .version(ownVersion())
      .showHelpAfterError('(add --help for what there is)'),
  );
