import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { deliver, PRODUCTION_SECRET, recordedEvents, runLedger } from './running-ledger.js';

const BODY = '{"event_type":"subscription_started","profile_id":"p"}';
const REQUEST_LINE = 'POST /webhooks/adapty/production HTTP/1.1\r\nHost: ledger\r\n';
const HEADERS = `Authorization: ${PRODUCTION_SECRET}\r\nContent-Length: ${BODY.length}\r\n\r\n`;

async function open(url: string, text: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.setEncoding('utf8').write(text);
  return socket;
}

/** All that the server says until it hangs up. */
async function hear(socket: Socket): Promise<string> {
  let said = '';
  for await (const text of socket as AsyncIterable<string>) said += text;
  return said;
}

describe('a server that stops', () => {
  it('finishes what is in flight, refuses what is new, and only then closes the log', async () => {
    const ledger = await runLedger();
    const inFlight = await open(ledger.url, `${REQUEST_LINE}${HEADERS}${BODY.slice(0, 10)}`);
    const late = await open(ledger.url, REQUEST_LINE);
    // An answer on another connection shows that the server has seen the bytes that came before it.
    await deliver(ledger, { event_type: 'x' });

    let isClosed = false;
    const closed = ledger.close().then(() => {
      isClosed = true;
    });
    late.write(`${HEADERS}${BODY}`);
    const refusal = await hear(late);
    expect(refusal).toMatch(/^HTTP\/1\.1 503 /);
    expect(refusal.toLowerCase()).toContain('connection: close');
    expect(refusal).toContain('"code":"shutting-down"');
    expect(refusal.toLowerCase()).toContain('retry-after:');
    expect(isClosed).toBe(false);

    inFlight.write(BODY.slice(10));
    const answer = await hear(inFlight);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer.toLowerCase()).toContain('connection: close');
    await closed;
    const eventId = /"eventId":"([^"]+)"/.exec(answer)?.[1];
    expect((await recordedEvents(ledger)).map(({ id }) => id)).toContain(eventId);
    await expect(fetch(ledger.url)).rejects.toThrow();
    await ledger.remove();
  });

  it('may be told to stop twice', async () => {
    const ledger = await runLedger();
    await Promise.all([ledger.close(), ledger.close()]);
    await ledger.remove();
    await expect(fetch(ledger.url)).rejects.toThrow();
  });
});

describe('bytes that are no request', () => {
  it('are answered with a problem outside of 200 to 404', async () => {
    const ledger = await runLedger();
    const answer = await hear(await open(ledger.url, 'GARBAGE\r\n\r\n'));
    expect(answer).toMatch(/^HTTP\/1\.1 422 /);
    expect(answer).toContain('"code":"invalid-request"');
    await ledger.remove();
  });
});
