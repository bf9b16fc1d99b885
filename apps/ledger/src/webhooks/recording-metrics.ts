import { Injectable } from '@nestjs/common';
import { RecordDeliveryHandler } from '@subledger/ingestion';
import { Gauge, Registry } from 'prom-client';

/** How many deliveries are between their arrival and their answer. */
@Injectable()
export class RecordingMetrics {
  constructor(registry: Registry, recording: RecordDeliveryHandler) {
    const waiting: Gauge = new Gauge({
      name: 'subledger_recording_deliveries',
      help: 'Deliveries that are being recorded, or are waiting for another delivery of the same profile',
      registers: [registry],
      collect: () => {
        waiting.set(recording.underWay);
      },
    });
  }
}
