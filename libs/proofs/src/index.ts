export { exportBundle, type Exported, type ExportOptions } from './bundle/export-bundle.js';
export { importBundle, type Imported, type ImportStep } from './bundle/import-bundle.js';
export { growToHead } from './grow/grow-to-head.js';
export type { GrowingTree } from './grow/growing-tree.js';
export { RemoteGrower } from './grow/remote-grower.js';
export { serveGrower } from './grow/serve-grower.js';
export { TreeGrower, type TreeGrowerOptions } from './grow/tree-grower.js';
export { LedgerProofs } from './ledger-proofs.js';
export { readCheckpoint } from './note/checkpoint.js';
export {
  makeSignerKey,
  readSignerKey,
  readVerifierKey,
  type SignerKey,
  type VerifierKey,
} from './note/keys.js';
export type {
  ConsistencyProofDocument,
  EventDocument,
  InclusionProofDocument,
  TreeHeadDocument,
} from './proof.js';
export { TreeFile } from './tree-file/tree-file.js';
export type { Discrepancy } from './verify/discrepancies.js';
export { type LogReport, verifyLog, type VerifyLogOptions } from './verify/verify-log.js';
export { type Verdict, verifyProofDocument } from './verify/verify-proof-document.js';
