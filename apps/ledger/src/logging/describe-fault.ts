import { loggableMessage } from '@subledger/read-models';

/** What a log line says about an error. */
interface Fault {
  readonly type: string;
  readonly code?: string;
  readonly message: string;
  /** Where it was thrown, without its message. */
  readonly stack: string;
  readonly cause?: Fault;
}

const DEEPEST_CAUSE = 5;

/**
 * An error in the form in which it is logged. Databases and parsers attach statements, parameters and rows to
 * their errors: none of that is copied, nor is the message if it quotes what could not be read.
 */
export function describeFault(error: unknown, depth: number = DEEPEST_CAUSE): Fault {
  if (!(error instanceof Error))
    return { type: typeof error, message: loggableMessage(error), stack: '' };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    message: loggableMessage(error),
    stack: (error.stack?.match(/^ {4}at .*$/gm) ?? []).join('\n'),
    ...(error.cause === undefined || depth === 0
      ? {}
      : { cause: describeFault(error.cause, depth - 1) }),
  };
}
