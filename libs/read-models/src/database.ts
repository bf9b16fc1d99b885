import type { Kysely } from 'kysely';
import type { Tables } from './tables.js';

/** A connection, or a transaction on one: what every question about the tables takes. */
export type Database = Kysely<Tables>;
