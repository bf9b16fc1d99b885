import type { Server } from 'node:http';

/**
 * Serves a request whatever its `Expect` header asks for. Node would refuse all but `100-continue` with a bare 417;
 * RFC 9110 lets a server pass over the rest, and a webhook that is recorded is worth more than one that is refused.
 */
export function passOverExpectations(server: Server): void {
  server.on('checkExpectation', (request, response) => {
    server.emit('request', request, response);
  });
}
