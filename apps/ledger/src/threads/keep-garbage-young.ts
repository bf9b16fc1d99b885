import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the garbage of requests in the young generation, for all threads. V8 learns at which places in the code
 * objects live long, and from then on allocates objects of such a place in the old generation. In one place Node
 * creates the listener lists of connections, which stay, and those of answers, which do not. In two processes out
 * of three V8 took that place for a long-lived one within the first second under load: each answer's list was then
 * old from the start and kept the request and the answer alive until the whole heap was collected. Until then all
 * of them were copied in every collection of the young generation, which took 10 to 25 ms instead of one.
 */
export function keepGarbageYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
