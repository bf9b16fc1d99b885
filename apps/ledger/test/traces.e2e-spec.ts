import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBuiltLedger } from './built-ledger.js';
import { until } from './operator.js';
import { OtlpReceiver } from './otlp-receiver.js';
import { AUTHORIZED, newBuyer, purchase } from './purchase.js';
import { ask, deliver, runLedger } from './running-ledger.js';

const CALLER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const TRACEPARENT = `00-${CALLER.traceId}-${CALLER.spanId}-01`;

let receiver: OtlpReceiver | undefined;
afterEach(async () => {
  await receiver?.close();
  receiver = undefined;
});

/** A ledger that traces, with what is done to it; all spans have arrived when it is stopped. */
async function traced(
  env: Record<string, string>,
  work: (url: string) => Promise<void>,
): Promise<OtlpReceiver> {
  receiver = await OtlpReceiver.open();
  const ledger = await runLedger({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env });
  try {
    await work(ledger.url);
  } finally {
    await ledger.remove();
  }
  return receiver;
}

describe('traces', () => {
  it('follow a delivery from its arrival to the log, and on to the read models and the answer', async () => {
    const buyer = newBuyer();
    const got = await traced({ OTEL_EXPORTER_OTLP_HEADERS: 'x-token=a%20token' }, async (url) => {
      const answer = await deliver({ url }, purchase(buyer));
      const query = `minPosition=${String(answer.body.position)}`;
      await ask({ url }, `/v1/customers/${buyer.customer}?${query}`, {
        ...AUTHORIZED,
        traceparent: TRACEPARENT,
      });
      await ask({ url }, '/health/live');
    });
    const { spans, headers } = got;
    const [receive] = got.named('receive');
    expect(receive?.attributes).toMatchObject({
      'service.name': 'subledger',
      'http.request.method': 'POST',
      'http.route': '/webhooks/adapty/production',
      'http.response.status_code': 200,
    });
    const [record] = got.named('record');
    expect(record).toMatchObject({
      traceId: receive?.traceId,
      parentSpanId: receive?.spanId,
      attributes: { 'subledger.events': 1, 'subledger.outcome': 'appended' },
    });
    expect(
      got
        .named('project')
        .map(({ attributes }) => attributes['subledger.projection'])
        .sort(),
    ).toEqual(['lifecycle', 'quarantine', 'timeline']);
    expect(got.named('query')).toMatchObject([
      { traceId: CALLER.traceId, parentSpanId: CALLER.spanId },
    ]);
    expect(headers.every((one) => one['x-token'] === 'a token')).toBe(true);
    expect(JSON.stringify(spans)).not.toContain(buyer.customer);
    expect(JSON.stringify(spans)).not.toContain(buyer.profileId);
    expect(spans.some(({ attributes }) => attributes['http.route'] === '/health/live')).toBe(false);
  });

  it('tell by its code why a step failed', async () => {
    const { spans } = await traced({ ADAPTY_PRODUCTION_SECRETS: 'another' }, async (url) => {
      await deliver({ url }, purchase(newBuyer()));
    });
    expect(
      spans.map(({ name, attributes }) => [name, attributes['http.response.status_code']]),
    ).toEqual([['receive', 503]]);
  });

  it('are of no more requests than their share, whatever a caller asks for', async () => {
    const { spans } = await traced({ TRACE_SAMPLE_PERCENT: '0' }, async (url) => {
      await deliver({ url }, purchase(newBuyer()), { headers: { traceparent: TRACEPARENT } });
    });
    expect(spans).toEqual([]);
  });

  it('delay nothing when nobody accepts them, and say so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'subledger-traces-'));
    const more = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', LOG_LEVEL: 'warn' };
    const ledger = await startBuiltLedger(folder, more);
    expect((await deliver(ledger, purchase(newBuyer()))).status).toBe(200);
    await until(() => Promise.resolve(ledger.output().includes('traces were not taken')));
    const before = performance.now();
    expect(await ledger.stop()).toBe(0);
    expect(performance.now() - before).toBeLessThan(10_000);
    rmSync(folder, { recursive: true });
    expect(ledger.output().match(/"msg":"traces were not taken"/g)).toHaveLength(1);
  }, 60_000);

  it('are found by the lines that were logged meanwhile', async () => {
    receiver = await OtlpReceiver.open();
    const folder = mkdtempSync(join(tmpdir(), 'subledger-traces-'));
    const more = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, LOG_LEVEL: 'trace' };
    const ledger = await startBuiltLedger(folder, more);
    await deliver(ledger, purchase(newBuyer()));
    expect(await ledger.stop()).toBe(0);
    rmSync(folder, { recursive: true });
    const lines = ledger
      .output()
      .split('\n')
      .filter((line) => line.includes('"msg":"request"'));
    const [receive] = receiver.named('receive');
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { trace_id: receive?.traceId, span_id: receive?.spanId },
    ]);
  });
});
