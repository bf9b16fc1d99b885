import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { Configuration, FEWEST_CHARACTERS, shortSecrets } from '@subledger/configuration';
import { LedgerError } from '@subledger/domain';
import type { EventStore } from '@subledger/event-store';
import { Logger, PinoLogger } from 'nestjs-pino';
import { AppModule, type AppParts } from './app.module.js';
import { admitBounded } from './http/admission.js';
import { registerAnswerHeaders } from './http/answer-headers.js';
import { createFastifyAdapter } from './http/fastify-adapter.js';
import { passOverExpectations } from './http/expectations.js';
import { ProblemFilter } from './http/problem.filter.js';
import { refuseParameters } from './http/refuse-parameters.js';
import { refuseWhileStopping } from './http/refuse-while-stopping.js';
import { RouteTable } from './http/route-table.js';
import { registerSecurityHeaders } from './http/security-headers.js';
import { Traffic } from './http/traffic.js';
import { logRequests } from './logging/log-requests.js';
import { WarningsOnly } from './logging/warnings-only.js';
import { measureRequests, RequestMetrics } from './metrics/request-metrics.js';
import { serveApiDescription } from './openapi/openapi.js';
import { ledgerProjections, type ListProjections } from './read-side/ledger-projections.js';
import type { Projecting } from './read-side/projections.js';
import { prepareDataDir } from './store/data-dir.js';
import { openConfiguredStore, type OpenEventStore } from './store/open-store.js';
import { openTracing } from './tracing/open-tracing.js';
import { traceRequests } from './tracing/trace-requests.js';
import { tracedParts } from './tracing/traced-parts.js';
import type { Tracing } from './tracing/tracing.js';
import { type Clock, systemClock } from './clock.js';

/** How long answers that are still owed may take once the server is told to stop. */
const STOP_LIMIT_MS = 10_000;

export interface LedgerOptions {
  /** Default: what the configuration names. */
  readonly openEventStore?: OpenEventStore;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Default: the ledger's own, in their newest versions. */
  readonly projections?: ListProjections;
  /** Where the read models are fed: what projects in a thread of its own can be given nothing but configuration. */
  readonly projectsIn?: Projecting['where'];
}

/** A ledger that listens. */
export interface Ledger {
  readonly app: NestFastifyApplication;
  readonly routes: RouteTable;
  /** `http://127.0.0.1:3000`, with the port that it really has. */
  readonly url: string;
  /** Takes no more requests, finishes those in flight, then closes everything. May be called again. */
  close(): Promise<void>;
}

/**
 * Builds the whole server and listens. Several may live in one process, each with its own data folder.
 *
 * @throws LedgerError or the system's error, with nothing left open: the store cannot be opened, the port
 *   is taken.
 */
export async function createLedger(
  configuration: Configuration,
  {
    openEventStore = openConfiguredStore,
    clock = systemClock,
    projections = ledgerProjections,
    projectsIn = 'here',
  }: LedgerOptions = {},
): Promise<Ledger> {
  prepareDataDir(configuration.dataDir);
  const [routes, traffic] = [new RouteTable(), new Traffic()];
  const adapter = createFastifyAdapter(configuration, routes, (error, request, reply) => {
    app.get(ProblemFilter).answer(error, request, reply);
  });
  const tracing = await openTracing(configuration);
  const projecting = { list: projections, where: projectsIn };
  const parts = tracedParts({ configuration, routes, openEventStore, clock, projecting, tracing });
  const app = await createApp(parts, adapter);
  let stopping: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (stopping ??= traffic
      .stop(app.getHttpServer(), STOP_LIMIT_MS)
      .then(() => app.close())
      .then(() => tracing?.close()));
  try {
    await prepare(app, traffic, tracing);
    await adapter.getInstance().listen({ port: configuration.port, host: configuration.host });
    // Not before: of a start that fails, the fault is the one thing to be told.
    warnOfShortSecrets(app, configuration);
  } catch (error) {
    await close();
    throw listenFault(error, configuration);
  }
  return { app, routes, url: urlOf(app), close };
}

/** An application that cannot be put together has nobody to close the store that it opened. */
async function createApp(
  parts: AppParts,
  adapter: FastifyAdapter,
): Promise<NestFastifyApplication> {
  let store: EventStore | undefined;
  const openEventStore: OpenEventStore = async (configuration) =>
    (store = await parts.openEventStore(configuration));
  try {
    return await NestFactory.create<NestFastifyApplication>(
      AppModule.forRoot({ ...parts, openEventStore }),
      adapter,
      { bodyParser: false, abortOnError: false, logger: new WarningsOnly() },
    );
  } catch (error) {
    await store?.close();
    throw error;
  }
}

async function prepare(
  app: NestFastifyApplication,
  traffic: Traffic,
  tracing: Tracing | null,
): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const configuration = app.get(Configuration);
  app.getHttpServer().maxConnections = configuration.maxConnections;
  passOverExpectations(app.getHttpServer());
  traffic.watch(app.getHttpServer());
  if (tracing !== null) traceRequests(fastify, tracing);
  registerAnswerHeaders(fastify);
  registerSecurityHeaders(fastify);
  refuseWhileStopping(fastify, traffic, app.get(ProblemFilter));
  refuseParameters(fastify, app.get(ProblemFilter));
  admitBounded(fastify, configuration, app.get(ProblemFilter));
  measureRequests(fastify, app.get(RequestMetrics));
  const log: PinoLogger = await app.resolve(PinoLogger);
  tracing?.onLoss((error) => {
    log.warn({ err: error }, 'traces were not taken');
  });
  logRequests(fastify, log);
  serveApiDescription(app);
  await app.init();
  app.useLogger(app.get(Logger));
}

/** The limit on wrong ones lets a right one in at any time: only their length keeps guesses out. */
function warnOfShortSecrets(app: NestFastifyApplication, configuration: Configuration): void {
  for (const variable of shortSecrets(configuration))
    app
      .get(Logger)
      .warn(
        `${variable} has an entry of fewer than ${FEWEST_CHARACTERS} characters: choose a longer one`,
      );
}

function urlOf(app: NestFastifyApplication): string {
  const { address, family, port } = app.getHttpServer().address() as AddressInfo;
  const everywhere = address === '0.0.0.0' || address === '::';
  const host = everywhere ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}

/** The faults that an operator can mend, in a line; any other as it is. */
function listenFault(error: unknown, { host, port }: Configuration): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const line = {
    EADDRINUSE: `PORT ${port} on ${host} is in use: stop the other program or choose another port`,
    EACCES: `PORT ${port} needs more rights than this user has: choose one above 1023`,
    EADDRNOTAVAIL: `HOST ${host} is no address of this machine`,
    ENOTFOUND: `HOST ${host} cannot be resolved to an address`,
    EAI_AGAIN: `HOST ${host} cannot be resolved to an address`,
  }[code];
  return line === undefined
    ? error
    : new LedgerError('invalid-configuration', line, { cause: error });
}
