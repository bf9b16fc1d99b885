import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { ENVIRONMENTS } from '@subledger/domain';
import { type DeliveryTimes, noTimesYet, type TimesByEnvironment } from './delivery-times.js';

/** The stored times; none if there is no file, or a damaged one: they are not essential. */
export function readDeliveryTimes(file: string): TimesByEnvironment {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Partial<TimesByEnvironment> | null;
    const times = ENVIRONMENTS.map((environment) => [environment, kept?.[environment]] as const);
    if (!times.every(([, one]) => areTimes(one))) return noTimesYet();
    return Object.fromEntries(times) as unknown as TimesByEnvironment;
  } catch {
    return noTimesYet();
  }
}

/** All of it or nothing. */
export async function writeDeliveryTimes(file: string, times: TimesByEnvironment): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, JSON.stringify(times), { mode: 0o600 });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

const areTimes = (one: DeliveryTimes | undefined): boolean =>
  one !== undefined && isTime(one.succeededAtMs) && isTime(one.failingSinceMs);

const isTime = (value: unknown): boolean => value === null || Number.isSafeInteger(value);
