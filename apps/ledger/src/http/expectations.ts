import type { Server } from 'node:http';

/**
 * Serves a request whatever its `Expect` header says. Node would refuse everything except `100-continue` with a
 * bare 417; RFC 9110 lets a server ignore the rest, and recording a webhook is better than refusing it.
 */
export function passOverExpectations(server: Server): void {
  server.on('checkExpectation', (request, response) => {
    server.emit('request', request, response);
  });
}
