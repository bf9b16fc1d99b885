/** What must hold when the ledger is asked at a step's instant. An absent key is not asserted. */
export interface FlowExpectation {
  /** By original transaction: fields of the answer's subscription. */
  readonly subscriptions?: Readonly<
    Record<string, Readonly<Record<string, string | boolean | null>>>
  >;
  /** By customer: whether the level `premium` is active. */
  readonly access?: Readonly<Record<string, boolean>>;
  /** By transaction. */
  readonly purchases?: Readonly<Record<string, 'owned' | 'refunded'>>;
  /** All charges minus all refunds over the flow's customers. */
  readonly revenueUsd?: number;
}

export type WebhookBody = Readonly<Record<string, unknown>>;

export interface FlowStep {
  readonly step: string;
  /** ISO instant to ask at. */
  readonly at: string;
  /** Bodies that arrive in this step, in any order among themselves. */
  readonly deliver: readonly WebhookBody[];
  readonly expect: FlowExpectation;
}

/** One documented flow (Adapty's page "Event flows"): deliveries, and what must hold after each step. */
export interface Flow {
  readonly name: string;
  readonly title: string;
  readonly store: string;
  readonly steps: readonly FlowStep[];
}
