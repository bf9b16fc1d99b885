import { randomSource } from '../../libs/event-store/test/random-source.js';
import { readCorpus } from './corpus.js';
import { Draw } from './draw.js';
import { type Exchange, exchange } from './exchange.js';
import { hostileRequest, type Keys } from './hostile-request.js';
import { routesOf } from './routes.js';
import { complaintAbout } from './verdict.js';

export interface CampaignOptions {
  readonly url: string;
  readonly keys: Keys;
  readonly seed: number;
  /** How many requests are generated, in addition to the corpus. */
  readonly cases: number;
}

/** A request that was not answered correctly. */
export interface Complaint {
  /** `corpus: why it is there`, or `seed/number`. */
  readonly name: string;
  readonly complaint: string;
  readonly request: Buffer;
  readonly heard: string;
}

export interface CampaignResult {
  readonly sent: number;
  readonly complaints: readonly Complaint[];
  /** The number of answers by status; 0 means no answer. */
  readonly statuses: Readonly<Record<number, number>>;
}

const AT_ONCE = 16;
/** The first few show what is wrong; more would bury them. */
const MOST_COMPLAINTS = 20;

interface Case {
  readonly name: string;
  readonly request: Buffer;
}

/** Sends the corpus and then the requested number of generated requests. */
export async function campaign(options: CampaignOptions): Promise<CampaignResult> {
  const cases = allCases(options, await routesOf(options.url));
  const complaints: Complaint[] = [];
  const statuses: Record<number, number> = {};
  let sent = 0;
  const attack = async (): Promise<void> => {
    for (const { name, request } of cases) {
      if (complaints.length >= MOST_COMPLAINTS) return;
      const answer = await exchange(options.url, request);
      sent += 1;
      const status = statusIn(answer);
      statuses[status] = (statuses[status] ?? 0) + 1;
      const complaint = complaintAbout(request, answer);
      if (complaint !== null) complaints.push({ name, complaint, request, heard: answer.heard });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, attack));
  return { sent, complaints, statuses };
}

/** Each case has its own random numbers, so that it can be repeated without the ones before it. */
function* allCases(
  { keys, seed, cases }: CampaignOptions,
  routes: Awaited<ReturnType<typeof routesOf>>,
): Generator<Case> {
  for (const { why, request } of readCorpus(keys)) yield { name: `corpus: ${why}`, request };
  for (let number = 0; number < cases; number += 1) {
    const draw = new Draw(randomSource(Math.imul(seed, 1_000_003) + number));
    yield { name: `${seed}/${number}`, request: hostileRequest(draw.of(routes), keys, draw) };
  }
}

const statusIn = ({ heard }: Exchange): number =>
  Number(/^HTTP\/1\.1 (\d{3})/.exec(heard)?.[1] ?? 0);
