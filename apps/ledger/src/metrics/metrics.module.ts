import { Global, Module } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { DeliveryMetrics } from './delivery-metrics.js';
import { MetricsController } from './metrics.controller.js';

/** One registry a server: inject `Registry` to add a metric. */
function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

@Global()
@Module({
  controllers: [MetricsController],
  providers: [{ provide: Registry, useFactory: createRegistry }, DeliveryMetrics],
  exports: [Registry, DeliveryMetrics],
})
export class MetricsModule {}
