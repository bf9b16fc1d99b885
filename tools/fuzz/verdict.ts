import { ERROR_CODES } from '@subledger/domain';
import type { Exchange } from './exchange.js';

/** 5xx answers that are documented and do not mean a fault of the server. */
const DOCUMENTED: Readonly<Record<number, readonly string[]>> = {
  503: [
    'webhook-secret-mismatch',
    'webhook-path-unknown',
    'not-ready',
    'overloaded',
    // The tree of hashes follows the log, and may not have reached an event yet.
    'proofs-not-ready',
    // Statuses that would end a webhook's delivery with nothing stored become 503.
    'invalid-request',
    'method-not-allowed',
  ],
  504: ['read-model-behind'],
};

const STACK_TRACE = /^\s+at .+:\d+:\d+\)?$|node_modules|\.[jt]s:\d+/m;
const HEAD_OF_ANSWER = /^HTTP\/1\.1 (\d{3}) .*\r\n/;

/** The largest accepted body: the default of `MAX_BODY_BYTES`. */
const MOST_BODY_BYTES = 256 * 1024;

/** Why a request must not be answered like this; null if it may. */
export function complaintAbout(request: Buffer, { heard, ended }: Exchange): string | null {
  if (heard === '') return complaintAboutSilence(request, ended);
  const answer = answerIn(heard);
  if (answer === null) return 'it is no HTTP answer';
  const { status, headers, body } = answer;
  if (STACK_TRACE.test(body) && !headers.includes('text/html')) return 'it shows a stack trace';
  if (status < 400) return null;
  if (body === '') return null;
  if (!headers.includes('content-type: application/problem+json')) return `${status} is no problem`;
  const code = codeIn(body);
  if (code === null) return `${status} has no code that is documented`;
  const isDocumented = status < 500 || DOCUMENTED[status]?.includes(code) === true;
  return isDocumented ? null : `${status} ${code} is not for a caller to cause`;
}

function complaintAboutSilence(request: Buffer, ended: Exchange['ended']): string | null {
  // The rest of a body that is too large is not read, and the refusal may be lost with it.
  const isAllowed = ended === 'patience' || request.byteLength > MOST_BODY_BYTES;
  return isAllowed ? null : 'it hung up without a word';
}

interface Answer {
  readonly status: number;
  /** In lower case. */
  readonly headers: string;
  readonly body: string;
}

function answerIn(heard: string): Answer | null {
  const start = HEAD_OF_ANSWER.exec(heard);
  if (start === null) return null;
  const status = Number(start[1]);
  const bodyAt = heard.indexOf('\r\n\r\n') + 4;
  // `Expect: 100-continue` is answered twice.
  if (status === 100) return answerIn(heard.slice(bodyAt)) ?? { status, headers: '', body: '' };
  return {
    status,
    headers: heard.slice(0, bodyAt).toLowerCase(),
    body: heard.slice(bodyAt),
  };
}

function codeIn(body: string): string | null {
  try {
    const { code } = JSON.parse(body) as { readonly code?: unknown };
    return ERROR_CODES.find((one) => one === code) ?? null;
  } catch {
    return null;
  }
}
