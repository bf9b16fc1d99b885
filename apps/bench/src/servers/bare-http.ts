import { createServer } from 'node:http';
import { listenAndSaySo } from './announce.js';

/** The minimum of any webhook handler: receive the body, parse it, answer. It stores nothing. */
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const answer = parts.length === 0 ? '{}' : answerTo(Buffer.concat(parts));
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(answer),
    });
    response.end(answer);
  });
});

function answerTo(bytes: Buffer): string {
  const body = JSON.parse(bytes.toString('utf8')) as { readonly event_type?: unknown };
  return JSON.stringify({ outcome: 'accepted', type: body.event_type });
}

listenAndSaySo(server);
