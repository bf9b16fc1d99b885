import type { Kysely } from 'kysely';
import type { Tables } from './tables.js';

/** A connection, or a transaction on one: every function about the tables takes it. */
export type Database = Kysely<Tables>;
