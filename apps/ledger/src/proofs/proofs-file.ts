/** The tree of hashes, its checkpoints and what they cover, in the data folder. */
export const PROOFS_FILE = 'proofs.sqlite';
