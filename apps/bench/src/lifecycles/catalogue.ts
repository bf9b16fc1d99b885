import type { Random } from './draw.js';
import { choose } from './draw.js';

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;

export type Store = 'app_store' | 'play_store' | 'stripe';

export interface Product {
  readonly id: string;
  readonly basePlan: string;
  readonly days: number;
  readonly usd: number;
}

export interface Country {
  readonly code: string;
  readonly currency: string;
  /** Units of the local currency per US dollar. */
  readonly rate: number;
  readonly tax: number;
}

type Weighted<T> = readonly (readonly [weight: number, T])[];

const STORES: Weighted<Store> = [
  [55, 'app_store'],
  [35, 'play_store'],
  [10, 'stripe'],
];

const PRODUCTS: Weighted<Product> = [
  [
    70,
    { id: 'com.example.reader.pro.monthly', basePlan: 'monthly-autorenewing', days: 30, usd: 9.99 },
  ],
  [
    18,
    { id: 'com.example.reader.pro.weekly', basePlan: 'weekly-autorenewing', days: 7, usd: 3.49 },
  ],
  [
    12,
    { id: 'com.example.reader.pro.annual', basePlan: 'annual-autorenewing', days: 365, usd: 59.99 },
  ],
];

export const ONE_TIME_PRODUCT = { id: 'com.example.reader.bundle.100', usd: 4.99 } as const;

const COUNTRIES: Weighted<Country> = [
  [40, { code: 'US', currency: 'USD', rate: 1, tax: 0 }],
  [16, { code: 'DE', currency: 'EUR', rate: 0.9213, tax: 0.19 }],
  [12, { code: 'GB', currency: 'GBP', rate: 0.7874, tax: 0.2 }],
  [10, { code: 'BR', currency: 'BRL', rate: 5.4321, tax: 0.17 }],
  [12, { code: 'JP', currency: 'JPY', rate: 149.37, tax: 0.1 }],
  [10, { code: 'IN', currency: 'INR', rate: 83.461, tax: 0.18 }],
];

export const chooseStore = (random: Random): Store => choose(random, STORES);
export const chooseProduct = (random: Random): Product => choose(random, PRODUCTS);
export const chooseCountry = (random: Random): Country => choose(random, COUNTRIES);

/** A price is set in the local currency; Adapty converts it to dollars, mostly with more digits than cents. */
export function priceOf(
  { usd }: { readonly usd: number },
  { rate }: Country,
): { readonly local: number; readonly usd: number } {
  const local = Math.round(usd * rate * 100) / 100;
  return { local, usd: local / rate };
}
