import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { Checkpointer } from './checkpointer.js';
import { CommitBroadcast } from './commit-signal.js';
import { openForWriting } from './log-file.js';
import { LogWriter } from './log-writer.js';
import type { PackedAppends } from './packed-appends.js';
import { asLedgerError } from './sqlite-fault.js';
import { failedBy } from './writer-messages.js';
import type { Answer, Question } from './writer-messages.js';

/** What the thread is given, as its `workerData`. */
export interface WriterOptions {
  readonly file: string;
  readonly maxFileBytes: number | undefined;
}

/** A transaction takes no further question once it has so much: what comes later waits for it. */
const TRANSACTION_APPENDS = 1_000;
const TRANSACTION_BYTES = 8 * 1024 * 1024;

/**
 * The thread that alone writes the log. While it waits for the disk the questions pile up at its port, and those that
 * wait by then share the next transaction.
 */
function serve(port: MessagePort, { file, maxFileBytes }: WriterOptions): void {
  const log = openForWriting(file, maxFileBytes);
  const commits = new CommitBroadcast(file);
  const checkpointer = new Checkpointer(file);
  const writer = new LogWriter(log, () => {
    commits.announce();
  });
  const close = async (): Promise<void> => {
    await checkpointer.close();
    log.close();
    commits.close();
    port.postMessage([{ kind: 'done' } satisfies Answer]);
    port.close();
  };
  port.on('message', (first: Question) => {
    const questions = [first, ...waitingAt(port, first)];
    const appends = appendsOf(questions);
    port.postMessage(answer(questions, appends, writer));
    checkpointer.grew(...sizeOf(appends));
    if (questions.at(-1)?.kind === 'close') void close();
  });
  port.postMessage([{ kind: 'done' } satisfies Answer]);
}

const appendsOf = (questions: readonly Question[]): readonly PackedAppends[] =>
  questions.flatMap((question) => (question.kind === 'append' ? [question.packed] : []));

/** How many appends, with how many bytes of data. */
const sizeOf = (packed: readonly PackedAppends[]): [appends: number, bytes: number] => [
  packed.reduce((sum, { appends }) => sum + appends.streams.length, 0),
  packed.reduce((sum, { data }) => sum + data.byteLength, 0),
];

/** What has come after `first`, as far as one transaction takes it. */
function* waitingAt(port: MessagePort, first: Question): Iterable<Question> {
  let question: Question | undefined = first;
  let [appends, bytes] = [0, 0];
  while (question?.kind === 'append') {
    appends += question.packed.appends.streams.length;
    bytes += question.packed.data.byteLength;
    if (appends >= TRANSACTION_APPENDS || bytes >= TRANSACTION_BYTES) return;
    question = (receiveMessageOnPort(port) as { message: Question } | undefined)?.message;
    if (question !== undefined) yield question;
  }
}

/** Only the last question may be another than an append. */
function answer(
  questions: readonly Question[],
  appends: readonly PackedAppends[],
  writer: LogWriter,
): readonly Answer[] {
  const answers = appends.length > 0 ? writer.append(appends) : [];
  return questions.at(-1)?.kind === 'check' ? [...answers, writer.check()] : answers;
}

if (parentPort !== null) {
  try {
    serve(parentPort, workerData as WriterOptions);
  } catch (error) {
    parentPort.postMessage([failedBy(asLedgerError('the log cannot be opened', error))]);
    parentPort.close();
  }
}
