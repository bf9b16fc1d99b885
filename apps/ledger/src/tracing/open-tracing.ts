import type { Configuration } from '@subledger/configuration';
import type { Tracing } from './tracing.js';

type Wanted = Pick<Configuration, 'otlpEndpoint' | 'otlpHeaders' | 'roles' | 'traceSamplePercent'>;

/** Null if no endpoint is configured: then no part of OpenTelemetry is even loaded. */
export async function openTracing(wanted: Wanted): Promise<Tracing | null> {
  const { otlpEndpoint } = wanted;
  if (otlpEndpoint === null) return null;
  const { OpenTelemetry } = await import('./open-telemetry.js');
  return new OpenTelemetry({ ...wanted, otlpEndpoint });
}
