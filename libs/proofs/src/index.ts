export { LedgerProofs } from './ledger-proofs.js';
export { TreeGrower } from './grow/tree-grower.js';
export {
  makeSignerKey,
  readSignerKey,
  readVerifierKey,
  type SignerKey,
  type VerifierKey,
} from './note/keys.js';
