import type { Generated } from 'kysely';

/**
 * The read models' tables. Everything in them is computed from the log and may be thrown away. The plain names are
 * views: behind each is the table of the live build. Positions are sort keys, instants canonical texts, so that
 * text order is their order; `environment` is the first column of every key, so that sandbox never mixes with
 * production.
 */
export interface Tables {
  builds: BuildRow;
  skipped_events: SkippedEventRow;
  leases: LeaseRow;
  loads: LoadRow;
  facts: FactPageRow;
  subject_profiles: SubjectProfileRow;
  customer_profiles: CustomerProfileRow;
  events: EventRow;
  quarantine: QuarantineRow;
  revenue: RevenueRow;
  findings: FindingRow;
}

/** One set of a projection's tables, and how far it has come. */
export interface BuildRow {
  build: Generated<number>;
  projection: string;
  version: number;
  translation: string;
  state: string;
  promotes: number;
  /** Changed in the transaction that applies events; empty before the first event. */
  position: string;
  /** Changed with the position: the last event up to it, as JSON; null before the first one. */
  last_event: string | null;
  applied: number;
  failure: string | null;
  started_at: string;
  updated_at: string;
  promoted_at: string | null;
}

/** An event that an operator let a build skip. */
export interface SkippedEventRow {
  build: number;
  event_id: string;
  position: string;
  reason: string;
  skipped_at: string;
}

/** Which process feeds a projection; only in a database that several processes share. */
export interface LeaseRow {
  projection: string;
  holder: string;
  expires_at: string;
}

/** A bulk load that is not finished; only in a file on this machine. */
export interface LoadRow {
  build: number;
  token: string;
  parts: number;
}

/**
 * What recorded events say, stored with their subject: fifty facts per page, in the order in which they were
 * applied.
 */
export interface FactPageRow {
  environment: string;
  subject: string;
  page: number;
  /** The facts as a JSON list. */
  facts: string;
}

/** Which profiles a subject's facts name, and since when that is recorded. */
export interface SubjectProfileRow {
  environment: string;
  profile: string;
  subject: string;
  /** The texts of keys that are hashes; otherwise null. */
  long_profile: string | null;
  long_subject: string | null;
  recorded_at: string;
}

/** Which profiles have a customer's id, and since when that is recorded. */
export interface CustomerProfileRow {
  environment: string;
  customer: string;
  profile: string;
  /** The texts of keys that are hashes; otherwise null. */
  long_customer: string | null;
  long_profile: string | null;
  recorded_at: string;
}

/** A recorded delivery: its place in the log, and what it is. */
export interface EventRow {
  environment: string;
  event_id: string;
  position: string;
  stream: string;
  revision: string;
  kind: string;
  name: string;
  recorded_at: string;
  body_sha256: string;
  /** The subject that the fact is stored with; null if it names neither chain nor profile. */
  subject: string | null;
  /** What it says, as JSON. */
  fact: string;
  /** What else it says, as a JSON list of facts with their subjects; null for almost every event. */
  further: string | null;
}

/** A delivery that was kept although no event could be read from it. */
export interface QuarantineRow {
  environment: string;
  position: string;
  event_id: string;
  stream: string;
  reason: string;
  detail: string;
  recorded_at: string;
  body_sha256: string;
  body_bytes: number;
  /** The event that it was recorded as when it was retried; null if it is not recorded yet. */
  recorded_as: string | null;
}

/** One event's part in revenue reports. */
export interface RevenueRow {
  environment: string;
  subject: string;
  event_id: string;
  /** Business time. */
  occurred_at: string;
  counted: string;
  product: string | null;
  store: string | null;
  country: string | null;
  currency: string | null;
  /** Signed amounts as JSON; null where no money moved. */
  money: string | null;
}

/** Evidence of a loss, for as long as it exists. */
export interface FindingRow {
  environment: string;
  /** The subject, or the profile, that the evidence is about. */
  owner: string;
  place: number;
  kind: string;
  appears_at: string;
  /** The last instant of the calendar if only news can end it. */
  disappears_at: string;
  /** The finding as JSON. */
  finding: string;
}
