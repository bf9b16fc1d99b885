import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { problemOf } from './problem.js';
import { problemBody } from './send-problem.js';

interface ParserError extends Error {
  readonly code?: string;
}

/** Node's code for an unreadable or overdue request → its status; all of them are outside 200–404. */
function statusOf(error: ParserError): number {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  if (error.code === 'HPE_HEADER_OVERFLOW') return 431;
  // Not 400, which would end the delivery of a webhook whose address could not even be read.
  return 422;
}

/** Answers what never became a request, on the bare socket, and closes it. */
export function answerClientError(error: ParserError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable || socket.bytesWritten > 0) {
    // Part of another answer may be on its way: a second one would garble it.
    socket.destroy();
    return;
  }
  const status = statusOf(error);
  const reason = STATUS_CODES[status] ?? 'Error';
  const problem = problemOf(Object.assign(new Error(reason), { statusCode: status }));
  const body = JSON.stringify(problemBody(problem));
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\n` +
      `Content-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
