export { dataFiles } from './data-files.js';
export { fileIdentity } from './file-identity.js';
export { FileLock } from './file-lock.js';
export { makePrivateDatabase } from './private-database.js';
export { makePrivateFolder } from './private-folder.js';
