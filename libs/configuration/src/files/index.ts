export { fileIdentity } from './file-identity.js';
export { FileLock } from './file-lock.js';
