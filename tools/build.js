/**
 * `node tools/build.js <project> ...`, from the repository's root: builds, in parallel, the projects of
 * nest-cli.json whose sources have changed since they were last built. This makes a second `npm start` begin at
 * once.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NEST = 'node_modules/@nestjs/cli/bin/nest.js';
/** Everything that goes into a build; tests do not. */
const SOURCES = ['{apps,libs}/*/{src/**/*.*,tsconfig*.json}', '*.json'];

/** Beside the build, so that deleting one deletes both. */
const stampOf = (project) => join('dist', project, '.sources');

const sources = hashOfSources();
const stale = process.argv.slice(2).filter((project) => !isBuiltFrom(sources, project));
const exitCodes = await Promise.all(stale.map(build));
process.exitCode = Math.max(0, ...exitCodes);

function hashOfSources() {
  const files = SOURCES.flatMap((pattern) => globSync(pattern));
  const hash = createHash('sha256');
  for (const file of files.filter((name) => !name.endsWith('.spec.ts')).sort()) {
    const content = readFileSync(file);
    hash.update(`${file}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

function isBuiltFrom(hash, project) {
  return existsSync(stampOf(project)) && readFileSync(stampOf(project), 'utf8') === hash;
}

/** Resolves to the exit code of the compiler, which has printed what is wrong. */
async function build(project) {
  rmSync(stampOf(project), { force: true });
  const compiler = spawn(process.execPath, [NEST, 'build', project], {
    stdio: 'inherit',
  });
  const exitCode = await new Promise((resolve) => {
    compiler.on('error', () => resolve(1)).on('close', (code) => resolve(code ?? 1));
  });
  if (exitCode === 0) writeFileSync(stampOf(project), sources);
  return exitCode;
}
