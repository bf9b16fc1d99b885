/** One fault, and the test that inflicts it on a ledger. */
export interface FaultRow {
  readonly fault: string;
  readonly promise: string;
  readonly seen: string;
  /** The test's file below `apps/ledger/test`, and the title it has there. */
  readonly test: readonly [file: string, title: string];
  readonly notTried: string;
}

/**
 * In every row: nothing acknowledged is lost, nothing is recorded twice. The tests check this, and what the row
 * says.
 */
export const FAULT_TABLE: readonly FaultRow[] = [
  {
    fault: 'More webhooks at once than the server can handle',
    promise: '503 `overloaded` with `Retry-After` for the rest; no restart needed',
    seen: 'With four times the bound and a log that takes a second over every append, half of the refusals came within 50 ms; queries were still answered; all webhooks were recorded in the end',
    test: [
      'fire/overload.e2e-spec.ts',
      'refuses the rest at once with Retry-After, records what it accepts, and recovers without a restart',
    ],
    notTried:
      'Every refusal within 50 ms: senders and ledger share a machine in the test. More work than the processors can do',
  },
  {
    fault: "The log's own queue is full",
    promise: 'The same',
    seen: 'With room for 4 appends and 96 senders, every refusal was 503 with `Retry-After: 5`',
    test: [
      'fire/overload.e2e-spec.ts',
      'refuses the rest with Retry-After, and has recorded everything in the end',
    ],
    notTried: '',
  },
  {
    fault: 'Clients that send a byte at a time, half a body, or nothing',
    promise:
      '408 and the connection is closed after 10 s for headers, 15 s for a whole request; nothing recorded',
    seen: '408 each time, with the limits scaled down',
    test: ['fire/slow-clients.e2e-spec.ts', 'are answered 408 and disconnected: %s'],
    notTried: 'The limits at full length',
  },
  {
    fault: 'Clients that stop reading',
    promise: 'The connection is closed after 120 s of silence',
    seen: 'Closed, with the limit scaled down; the next webhook was recorded at once',
    test: ['fire/slow-clients.e2e-spec.ts', 'that stop reading are disconnected'],
    notTried: '',
  },
  {
    fault: 'A thousand idle connections',
    promise: 'They affect nobody else',
    seen: 'A webhook beside them was recorded within a second',
    test: ['fire/slow-clients.e2e-spec.ts', 'do not delay the recording of a webhook'],
    notTried: '',
  },
  {
    fault: 'More connections than `MAX_CONNECTIONS`',
    promise: 'Further ones are closed without an answer, and accepted again once others have ended',
    seen: 'As promised',
    test: [
      'fire/slow-clients.e2e-spec.ts',
      'are disconnected, and accepted again once there is room',
    ],
    notTried: 'An answer instead of a closed connection',
  },
  {
    fault: 'Hostile requests on every route',
    promise: 'A documented answer, no stack trace, nothing of level error in the log',
    seen: 'A thousand requests of one seed and the corpus; 60,000 more of six seeds by hand: no failure',
    test: [
      'fire/hostile-requests.e2e-spec.ts',
      'are each answered as documented, without a stack trace, and leave the ledger healthy',
    ],
    notTried: 'HTTP/2 and TLS: the proxy in front speaks them',
  },
  {
    fault: 'The disk is full',
    promise: '503; recording and projections resume once there is space, without a restart',
    seen: 'As promised, with files that may not grow, and on a full tmpfs if the test may mount one',
    test: [
      'fire/disk-full.e2e-spec.ts',
      'is answered 503, keeps what was acknowledged, and is written to again once there is space: $name',
    ],
    notTried: 'A disk that fills up while a log is first made',
  },
  {
    fault: 'The data folder becomes read-only',
    promise:
      'A running ledger keeps running; the next start is refused with one line that says why',
    seen: 'As promised, with a user that may not override permissions',
    test: [
      'fire/read-only.e2e-spec.ts',
      'does not stop a running ledger, refuses the next start with one line, and is used again once it is writable',
    ],
    notTried: '',
  },
  {
    fault: 'The file system turns read-only under the open files',
    promise: '503 and not ready; recording resumes once it is writable, without a restart',
    seen: 'As promised, with commits that SQLite refuses, and, if the test may trace, with EROFS for every write and fsync',
    test: [
      'fire/read-only.e2e-spec.ts',
      'is answered 503, reported by the health check, and recovered from without a restart: $name',
    ],
    notTried: 'A real file system that remounts itself after an error',
  },
  {
    fault: 'SIGKILL while 64 connections post',
    promise: 'Every acknowledged event is there, once',
    seen: 'Twenty kills at random instants',
    test: ['kill.e2e-spec.ts', 'has every acknowledged event, once, after each of ${KILLS} kills'],
    notTried: '',
  },
  {
    fault: 'SIGKILL while read models are rebuilt and promoted',
    promise: 'Every answer comes entirely from one build or the other',
    seen: 'Twenty kills at random instants, ten of them while a longer log was loaded at once',
    test: [
      'rebuild-kill.e2e-spec.ts',
      'answers entirely from the old or the new one after every kill, and resumes where it was',
    ],
    notTried: '',
  },
  {
    fault: 'Power cut; torn last pages of write-ahead log and database',
    promise: 'Every acknowledged event is there, once',
    seen: 'Sectors of the last transaction were dropped, zeroed, filled with noise, or its tail was cut off; the ends of pages on their way into the database were overwritten. Nothing acknowledged was missing; it was as soon as one byte that had been synced was missing too',
    test: [
      'fire/power-cut.e2e-spec.ts',
      'has every acknowledged event, once, whatever part of the unsynced writes is missing or torn',
    ],
    notTried:
      'A real power cut; a disk that claims to have written and has not; the directory entries of a log that was created just before',
  },
  {
    fault: 'Pages of the log are torn, although the disk had said that they were written',
    promise: 'Reported as damaged, not overwritten; the backup restores everything',
    seen: 'Refused at the start, or 503 and not ready',
    test: [
      'fire/torn-page.e2e-spec.ts',
      'is reported as damaged instead of overwritten, and is restored in full from its backup',
    ],
    notTried:
      'A page that nothing reads goes unnoticed. SQLite does not notice bits that flip inside a body',
  },
  {
    fault: 'The files of the log are moved away, removed or replaced while the ledger runs',
    promise:
      '503 and not ready, because SQLite would now write to files without a name; recording resumes once they are back',
    seen: 'Moved away while 16 connections posted, then killed: every acknowledged event was in the moved files',
    test: [
      'fire/log-lost.e2e-spec.ts',
      'has every acknowledged event in the moved files, and accepts webhooks again once they are back',
    ],
    notTried:
      'Removing a file for good loses what it held. A file that is overwritten in place keeps its identity',
  },
  {
    fault: 'The clock jumps by decades, both ways',
    promise:
      'The order and the answers about an instant stay the same; times of receipt are as wrong as the clock',
    seen: 'As promised, from fifty years back to fifty ahead',
    test: [
      'fire/clock-jumps.e2e-spec.ts',
      'loses nothing, keeps the order of the log, and moves no answer about an instant',
    ],
    notTried: "The machine's own clock: only the one that the process sees was moved",
  },
  {
    fault: 'The file of the read models is removed, overwritten or cut off',
    promise:
      'Noticed within seconds, reported by the health check, rebuilt from the log without a restart',
    seen: 'As promised; queries were answered 503 until everything was applied again',
    test: [
      'fire/read-models-lost.e2e-spec.ts',
      'are noticed, reported by the health check, and rebuilt from the log without a restart: %s',
    ],
    notTried:
      'Changes that leave the file well-formed: `npx subledger verify` finds those. Cutting off the `-shm` file ends the process (SIGBUS)',
  },
  {
    fault: 'The file of the read models is damaged at the start',
    promise: 'Rebuilt from the log',
    seen: 'As promised',
    test: ['fire/read-models-lost.e2e-spec.ts', 'are rebuilt from the log'],
    notTried: '',
  },
  {
    fault: 'The event loop is blocked, or the process frozen, for seconds',
    promise: 'Resumes by itself',
    seen: 'Two seconds each',
    test: ['fire/blocked-loop.e2e-spec.ts', 'loses nothing and resumes by itself where %s'],
    notTried: 'Longer than a sender waits',
  },
  {
    fault: 'The disk is slow',
    promise: 'Webhooks that arrive during a wait share the next one',
    seen: 'With 250 ms for every commit, and, if the test may trace, for every fsync, more webhooks were recorded than there were waits',
    test: [
      'fire/slow-disk.e2e-spec.ts',
      'is shared by the webhooks that arrive during it, and loses nothing: $name',
    ],
    notTried: 'A disk that never finishes a wait',
  },
  {
    fault: 'EventStoreDB is down',
    promise: '503 within ten seconds and not ready; recording resumes without a restart',
    seen: 'Down for twelve seconds, longer than anything waits for it',
    test: [
      'fire/eventstoredb-gone.e2e-spec.ts',
      'is answered 503, reported by the health check, and used again without a restart',
    ],
    notTried: 'A real EventStoreDB (a test server speaks its protocol); an outage of minutes',
  },
  {
    fault: 'PostgreSQL is restarted, or crashes',
    promise: 'Recording continues; queries are answered 503 until it is back',
    seen: 'As promised, with PostgreSQL 18; no webhook was refused',
    test: [
      'fire/postgres-restart.e2e-spec.ts',
      'delays no webhook, and every answer includes all of them afterwards: %s',
    ],
    notTried: 'A failover to another server',
  },
];
