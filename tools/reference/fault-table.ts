/** One fault, and the test that does it to a ledger. */
export interface FaultRow {
  readonly fault: string;
  readonly promise: string;
  readonly seen: string;
  /** The test's file below `apps/ledger/test`, and its title as it stands there. */
  readonly test: readonly [file: string, title: string];
  readonly notTried: string;
}

/** In every row: nothing acknowledged is lost, nothing is there twice. The tests assert both, and what stands here. */
export const FAULT_TABLE: readonly FaultRow[] = [
  {
    fault: 'More webhooks at once than can be worked on',
    promise: '503 `overloaded` with `Retry-After` for the rest; no restart needed',
    seen: 'With four times the bound and a log that takes a second over every append, half of the refusals came within 50 ms; questions were answered meanwhile; all webhooks were recorded in the end',
    test: [
      'fire/overload.e2e-spec.ts',
      'refuses the rest at once with Retry-After, records what it takes, and recovers without a restart',
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
      'refuses the rest with Retry-After, and records all of it in the end',
    ],
    notTried: '',
  },
  {
    fault: 'Clients that send a byte at a time, half a body, or nothing',
    promise:
      '408 and hung up on after 10 s for headers, 15 s for a whole request; nothing recorded',
    seen: '408 each time, with the limits scaled down',
    test: ['fire/slow-clients.e2e-spec.ts', 'are told 408, and hung up on: %s'],
    notTried: 'The limits in their full length',
  },
  {
    fault: 'Clients that stop reading',
    promise: 'Hung up on after 120 s of silence',
    seen: 'Let go of, with the limit scaled down; the next webhook was recorded at once',
    test: ['fire/slow-clients.e2e-spec.ts', 'that stop reading are let go of'],
    notTried: '',
  },
  {
    fault: 'A thousand idle connections',
    promise: 'They cost nobody else anything',
    seen: 'A webhook beside them was recorded within a second',
    test: ['fire/slow-clients.e2e-spec.ts', 'keep no webhook from being recorded at once'],
    notTried: '',
  },
  {
    fault: 'More connections than `MAX_CONNECTIONS`',
    promise: 'One more is hung up on without a word, and taken once there is room',
    seen: 'So it was',
    test: ['fire/slow-clients.e2e-spec.ts', 'are hung up on, and taken again once there is room'],
    notTried: 'An answer in place of hanging up',
  },
  {
    fault: 'Hostile requests on every route',
    promise: 'A documented answer, no stack trace, nothing of level error in the log',
    seen: 'A thousand requests of one seed and the corpus; 60,000 more of six seeds by hand: no failure',
    test: [
      'fire/hostile-requests.e2e-spec.ts',
      'are each answered as documented, without a stack trace, and leave the ledger well',
    ],
    notTried: 'HTTP/2 and TLS: whatever stands in front speaks them',
  },
  {
    fault: 'The disk is full',
    promise: '503; recorded again once there is room, without a restart; projections too',
    seen: 'So it was, with files that may not grow, and on a full tmpfs where the test may mount one',
    test: [
      'fire/disk-full.e2e-spec.ts',
      'is answered 503, keeps what was acknowledged, and is written to again once there is room: $name',
    ],
    notTried: 'A disk that fills up while a log is first made',
  },
  {
    fault: 'The data folder becomes read-only',
    promise: 'What runs goes on; the next start says why not in a line',
    seen: 'So it was, with a user that may not override permissions',
    test: [
      'fire/read-only.e2e-spec.ts',
      'stops no ledger that runs, refuses the next start in a line, and is used again once it is writable',
    ],
    notTried: '',
  },
  {
    fault: 'The file system turns read-only under the open files',
    promise: '503 and not ready; recorded again once it is writable, without a restart',
    seen: 'So it was, with commits that SQLite refuses, and where a test may trace also with EROFS for every write and fsync',
    test: [
      'fire/read-only.e2e-spec.ts',
      'is answered 503 and told by the health, and taken up again without a restart: $name',
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
    promise: 'Answers come wholly from one build or the other',
    seen: 'Twenty kills at random instants, ten of them while a longer log was loaded at once',
    test: [
      'rebuild-kill.e2e-spec.ts',
      'answers wholly from the old or the new one after every kill, and goes on where it was',
    ],
    notTried: '',
  },
  {
    fault: 'Power cut; torn last pages of write-ahead log and database',
    promise: 'Every acknowledged event is there, once',
    seen: 'Of the last transaction, sectors were dropped, zeroed and filled with noise or the tail was cut; of pages on their way into the database, the ends were overwritten. Nothing acknowledged was missing; with one byte less than what was waited for, it was',
    test: [
      'fire/power-cut.e2e-spec.ts',
      'has every acknowledged event, once, whatever part of the unsynced writes is missing or torn',
    ],
    notTried:
      'A real power cut; a disk that says it has written and has not; the directory entries of a log that was made just before',
  },
  {
    fault: 'Pages of the log are torn, although the disk had said that they were written',
    promise: 'Told as damaged, not written over; everything is back with the backup',
    seen: 'Refused at the start, or 503 and not ready',
    test: [
      'fire/torn-page.e2e-spec.ts',
      'is told as damaged instead of written over, and has everything again from its backup',
    ],
    notTried:
      'A page that nothing reads is not seen. Bits that flip inside a body are not seen by SQLite',
  },
  {
    fault: 'The files of the log are moved away, removed or replaced under the running ledger',
    promise:
      '503 and not ready, because nothing that SQLite would write now has a name; recorded again once they are back',
    seen: 'Moved away while 16 connections posted, then killed: every acknowledged event was in what had been moved',
    test: [
      'fire/log-lost.e2e-spec.ts',
      'has every acknowledged event in what was moved away, and takes webhooks again once it is back',
    ],
    notTried:
      'What removes a file for good takes along what it held. A file that is overwritten in place keeps its identity',
  },
  {
    fault: 'The clock jumps by decades, both ways',
    promise: 'Order and answers about an instant stay; times of receipt are as wrong as the clock',
    seen: 'So it was, from fifty years back to fifty ahead',
    test: [
      'fire/clock-jumps.e2e-spec.ts',
      'loses nothing, keeps the order of the log, and moves no answer about an instant',
    ],
    notTried: "The machine's own clock: only the one that the process sees was moved",
  },
  {
    fault: 'The file of the read models is removed, overwritten or cut off',
    promise:
      'Noticed within seconds, told by the health, built anew from the log without a restart',
    seen: 'So it was; questions were answered 503 until everything was taken in again',
    test: [
      'fire/read-models-lost.e2e-spec.ts',
      'are noticed, told by the health, and built anew from the log without a restart: %s',
    ],
    notTried:
      'Changes that leave the file well-formed: `npx subledger verify` finds those. Cutting off the `-shm` file ends the process (SIGBUS)',
  },
  {
    fault: 'The file of the read models is damaged at the start',
    promise: 'Built anew from the log',
    seen: 'So it was',
    test: ['fire/read-models-lost.e2e-spec.ts', 'are built anew from the log'],
    notTried: '',
  },
  {
    fault: 'The event loop is blocked, or the process frozen, for seconds',
    promise: 'Goes on by itself',
    seen: 'Two seconds each',
    test: ['fire/blocked-loop.e2e-spec.ts', 'loses nothing and goes on by itself where %s'],
    notTried: 'Longer than a sender waits',
  },
  {
    fault: 'The disk is slow',
    promise: 'Webhooks that come meanwhile share a wait',
    seen: 'With 250 ms for every commit, and where a test may trace for every fsync, more webhooks were recorded than there were waits',
    test: [
      'fire/slow-disk.e2e-spec.ts',
      'is shared by the webhooks that come meanwhile, and loses nothing: $name',
    ],
    notTried: 'A disk that never comes back from a wait',
  },
  {
    fault: 'EventStoreDB is gone',
    promise: '503 within ten seconds and not ready; used again without a restart',
    seen: 'Gone for twelve seconds, longer than anything waits for it',
    test: [
      'fire/eventstoredb-gone.e2e-spec.ts',
      'is answered 503 and told by the health, and is used again without a restart',
    ],
    notTried: 'A real EventStoreDB: a server of the tests speaks its protocol. Whole minutes',
  },
  {
    fault: 'PostgreSQL is restarted, or crashes',
    promise: 'Recording goes on; questions are answered 503, and again once it is back',
    seen: 'So it was, with PostgreSQL 18; no webhook was refused',
    test: [
      'fire/postgres-restart.e2e-spec.ts',
      'holds up no webhook, and every answer takes all of them in afterwards: %s',
    ],
    notTried: 'A failover to another server',
  },
];
