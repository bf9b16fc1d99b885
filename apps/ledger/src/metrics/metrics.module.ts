import { Global, Module } from '@nestjs/common';
import { ownVersion } from '@subledger/configuration';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { DeliveryClock } from './delivery-clock.js';
import { DeliveryMetrics } from './delivery-metrics.js';
import { MetricsController } from './metrics.controller.js';
import { RequestMetrics } from './request-metrics.js';
import { StoreMetrics } from './store-metrics.js';

/** One registry per server: inject `Registry` to add a metric. */
function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'subledger_build_info',
    help: 'Always 1; its label says which version of Subledger runs',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version: ownVersion() }, 1);
  return registry;
}

@Global()
@Module({
  controllers: [MetricsController],
  providers: [
    { provide: Registry, useFactory: createRegistry },
    DeliveryClock,
    DeliveryMetrics,
    RequestMetrics,
    StoreMetrics,
  ],
  exports: [Registry, DeliveryMetrics, RequestMetrics],
})
export class MetricsModule {}
