import { setFlagsFromString } from 'node:v8';

/**
 * Lets a request's garbage be collected with the young, for all threads. V8 learns at which places of the code objects
 * live long, and makes those of such a place among the old from then on. At one place Node makes the lists of listeners of
 * connections, which stay, and those of answers, which do not. In two processes of three V8 took that place for one that
 * lasts within the first second under load: each answer's list was old from its beginning, kept the request and the answer
 * alive until the whole heap was collected, and for that time all of them were copied in every collection of the young,
 * which then took 10 to 25 ms instead of one.
 */
export function keepGarbageYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
