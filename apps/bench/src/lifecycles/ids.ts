import type { Customer } from './customer.js';
import { randomOf } from './draw.js';

/** Laps have six digits, so that a body has the same length in every lap and only these digits differ. */
export const MOST_LAPS = 1_000_000;
const LAP_DIGITS = 6;

const PROFILE = 0x100;
const EVENT = 0x800;
/** Separates the random numbers for ids from those for the lifecycle. */
const FOR_IDS = 0x1d5;

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** The ids of one customer. No two customers share any, nor does one customer in two laps. */
export class Ids {
  readonly #customer: Customer;
  readonly #lap: string;

  constructor(customer: Customer, lap: number) {
    this.#customer = customer;
    this.#lap = String(lap).padStart(LAP_DIGITS, '0');
  }

  get customerUserId(): string | null {
    const { naming, number } = this.#customer;
    switch (naming) {
      case 'number':
        return `user-${this.#lap}-${number}`;
      case 'email':
        return `Reader.${number}+${this.#lap}@example.com`;
      case 'anonymous':
        return null;
    }
  }

  get email(): string {
    return `reader.${this.#customer.number}.${this.#lap}@example.com`;
  }

  profile = (which: 0 | 1): string => this.#uuid(PROFILE + which);

  event = (place: number): string => this.#uuid(EVENT + place);

  /** Device and advertising ids, which identify nothing. */
  device = (which: number): string => this.#uuid(which);

  /** Transaction ids in the format of each store; place 0 is the original one. */
  transaction(place: number): string {
    const { store, number } = this.#customer;
    const digits = String(number).padStart(8, '0');
    switch (store) {
      case 'app_store':
        return `2${this.#lap}${digits}${String(place).padStart(2, '0')}`;
      case 'play_store': {
        const order = `GPA.3${this.#lap.slice(0, 3)}-${this.#lap.slice(3)}0-${digits.slice(0, 4)}-${digits.slice(4)}0`;
        return place === 0 ? order : `${order}..${place - 1}`;
      }
      case 'stripe':
        return place === 0
          ? `sub_1${this.#lap}${digits}QWErtyUIop`
          : `in_1${this.#lap}${digits}${place}QWErty`;
    }
  }

  /** The customer's number and the kind of id are part of it, so that no two can collide whatever is drawn. */
  #uuid(what: number): string {
    const { seed, number } = this.#customer;
    const random = randomOf(seed, number, what, FOR_IDS);
    const first = hex(Math.floor(random() * 2 ** 32), 8);
    const rest = hex(Math.floor(random() * 2 ** 28), 7);
    return `${first}-${rest.slice(3)}-4${hex(what, 3)}-a${rest.slice(0, 3)}-${this.#lap}${hex(number, 6)}`;
  }
}
