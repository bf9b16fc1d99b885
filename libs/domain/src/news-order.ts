import type { Fact } from './fact.js';
import { compareTexts } from './order.js';
import { effectiveAt } from './register.js';

/** A fact with what places it among the news of its register. */
export interface PlacedNews {
  readonly fact: Fact;
  /** The start of the period that it is about. */
  readonly anchor: string;
  /** False for a period's first news: its purchase, and the access update that was told with it. */
  readonly isLater: boolean;
  /** What comes first of one moment. */
  readonly rank: number;
}

/**
 * The order inside a register: the period, then the moment of effect, then what the news is, and last its id. A
 * period's first news has no moment of its own, so that an early announcement and a late one are the same.
 */
export const compareNews = (a: PlacedNews, b: PlacedNews): number =>
  compareTexts(a.anchor, b.anchor) ||
  Number(a.isLater) - Number(b.isLater) ||
  (a.isLater ? compareTexts(effectiveAt(a.fact), effectiveAt(b.fact)) : 0) ||
  a.rank - b.rank ||
  compareTexts(a.fact.eventId, b.fact.eventId);
