import { answerParent, givenTask } from '../measure/child.js';
import { BodyPool } from './body-pool.js';
import { Flow, type FlowSettings } from './flow.js';
import { FreshnessProbe } from './freshness.js';
import type { LoadResult, LoadTask } from './load-task.js';
import { accessPath, customersIn, question, webhookHead } from './requests.js';

/** A pool takes time to generate: a short load gets a small one, a long load as many customers as it needs. */
const POOL_FOR_A_SECOND = 2_000;
const LARGEST_POOL = 20_000;

/** The module of the process that generates the load: its cost must not count as the server's. */
async function load(task: LoadTask): Promise<LoadResult> {
  const { url, seconds, warmUpSeconds, apiKey = '' } = task;
  const probe = task.isFreshnessAsked === true ? new FreshnessProbe() : null;
  const flow = (
    pace: Pick<FlowSettings, 'connections' | 'perSecond' | 'nextRequest' | 'onAccepted'>,
  ) => new Flow({ url, seconds, warmUpSeconds, ...pace });
  const webhooks = task.webhooks && flow({ ...task.webhooks, ...webhooksOf(task, probe) });
  const questions =
    task.questions &&
    flow({ ...task.questions, nextRequest: questionsOf(task, task.questions.events) });
  const [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()];
  const endsAt = startedAt + (warmUpSeconds + seconds) * 1000;
  const [asWebhooks, asQuestions, freshness] = await Promise.all([
    webhooks?.run() ?? null,
    questions?.run() ?? null,
    probe?.run(url, apiKey, endsAt) ?? null,
  ]);
  const { user, system } = process.cpuUsage(cpuBefore);
  const clientCores = (user + system) / 1000 / (performance.now() - startedAt);
  return { webhooks: asWebhooks, questions: asQuestions, freshness, clientCores };
}

function webhooksOf({ seed, seconds, webhooks }: LoadTask, probe: FreshnessProbe | null) {
  const pool = new BodyPool({
    seed,
    size: Math.min(LARGEST_POOL, seconds * POOL_FOR_A_SECOND),
    firstLap: webhooks?.firstLap ?? 0,
    head: webhookHead(webhooks?.secret ?? ''),
  });
  return { nextRequest: () => pool.next(), ...(probe ? { onAccepted: probe.onAccepted } : {}) };
}

function questionsOf({ seed, apiKey = '' }: LoadTask, events: number): () => Buffer {
  const requests = customersIn(seed, events).map((id) => question(accessPath(id), apiKey));
  let next = 0;
  return () => {
    const request = requests[next % requests.length];
    if (request === undefined) throw new RangeError('There is nobody to ask about.');
    next += 1;
    return request;
  };
}

answerParent(await load(givenTask() as LoadTask));
