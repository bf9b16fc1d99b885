import type { Fact } from './fact.js';
import { compareTexts } from './order.js';
import { effectiveAt } from './register.js';

/** A fact with what determines its place among the news of its register. */
export interface PlacedNews {
  readonly fact: Fact;
  /** The start of the period that it is about. */
  readonly anchor: string;
  /** False for a period's first news: its purchase, and the access update that was reported with it. */
  readonly isLater: boolean;
  /** Order at one moment; the lowest comes first. */
  readonly rank: number;
}

/**
 * The order inside a register: the period, then the moment of effect, then the kind of news, and last its id. A
 * period's first news ignores its own moment, so that an early announcement and a late one order alike.
 */
export const compareNews = (a: PlacedNews, b: PlacedNews): number =>
  compareTexts(a.anchor, b.anchor) ||
  Number(a.isLater) - Number(b.isLater) ||
  (a.isLater ? compareTexts(effectiveAt(a.fact), effectiveAt(b.fact)) : 0) ||
  a.rank - b.rank ||
  compareTexts(a.fact.eventId, b.fact.eventId);
