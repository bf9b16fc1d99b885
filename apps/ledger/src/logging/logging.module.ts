import type { DynamicModule } from '@nestjs/common';
import type { LogLevel } from '@subledger/configuration';
import { LoggerModule } from 'nestjs-pino';

/** Whoever logs one of these by mistake logs nothing of it. */
const REDACTED = ['authorization', 'cookie', 'email', 'ip', 'body'].flatMap((key) => [
  key,
  `*.${key}`,
  `*.*.${key}`,
]);

/**
 * JSON lines on standard output. There is no middleware: `logRequests` writes one line a request, with the
 * route's pattern instead of the address, because addresses name customers.
 */
export const loggingModule = (level: LogLevel): DynamicModule =>
  LoggerModule.forRoot({
    pinoHttp: { level, autoLogging: false, redact: { paths: REDACTED, censor: '[redacted]' } },
    forRoutes: [],
  });
