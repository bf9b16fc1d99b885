import {
  chooseCountry,
  chooseProduct,
  chooseStore,
  type Country,
  type Product,
  type Store,
} from './catalogue.js';
import { choose, type Random } from './draw.js';

/** How the sender identifies a customer. */
export type Naming = 'number' | 'email' | 'anonymous';

/** What stays the same over all events of a customer. */
export interface Customer {
  readonly seed: number;
  /** From 0; the same seed and number give the same customer, down to the texts. */
  readonly number: number;
  readonly store: Store;
  readonly country: Country;
  readonly product: Product;
  readonly naming: Naming;
  /** Whether there is a second installation, on which later events are reported. */
  readonly hasSecondProfile: boolean;
  readonly isAttributed: boolean;
}

const SHARE_WITH_SECOND_PROFILE = 0.07;
const SHARE_ATTRIBUTED = 0.4;

export function drawCustomer(seed: number, number: number, random: Random): Customer {
  const [store, country, product] = [
    chooseStore(random),
    chooseCountry(random),
    chooseProduct(random),
  ];
  const naming = choose<Naming>(random, [
    [75, 'number'],
    [17, 'email'],
    [8, 'anonymous'],
  ]);
  return {
    seed,
    number,
    store,
    country,
    product,
    naming,
    hasSecondProfile: naming !== 'anonymous' && random() < SHARE_WITH_SECOND_PROFILE,
    isAttributed: random() < SHARE_ATTRIBUTED,
  };
}
