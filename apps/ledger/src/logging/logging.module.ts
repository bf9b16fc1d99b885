import type { DynamicModule } from '@nestjs/common';
import type { LogLevel } from '@subledger/configuration';
import { LoggerModule } from 'nestjs-pino';
import type { Tracing } from '../tracing/tracing.js';
import { describeFault } from './describe-fault.js';
import { redact } from './redact.js';

/**
 * JSON lines on standard output. There is no middleware: `logRequests` writes one line per request, with the
 * route's pattern instead of the address, because addresses name customers.
 */
export const loggingModule = (level: LogLevel, tracing: Tracing | null): DynamicModule =>
  LoggerModule.forRoot({
    pinoHttp: {
      level,
      autoLogging: false,
      // A wrapped serializer would get a copy of the error with everything attached to it.
      wrapSerializers: false,
      formatters: { log: redact },
      ...(tracing === null ? {} : { mixin: () => tracing.ids() }),
      serializers: { err: (error: unknown) => describeFault(error) },
    },
    forRoutes: [],
  });
