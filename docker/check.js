/**
 * Checks the image's recipe and the compose files where no engine is at hand: `node docker/check.js`.
 * What an engine alone can tell (that images exist, that containers start) it does not tell.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import yaml from 'js-yaml';

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');

function checkCompose(name, stores) {
  const { services, volumes } = yaml.load(read(name));
  for (const [service, definition] of Object.entries(services)) {
    const at = `${name}: ${service}`;
    for (const [needed, { condition }] of Object.entries(definition.depends_on ?? {})) {
      assert.ok(services[needed], `${at} depends on ${needed}, which is not there`);
      if (condition === 'service_healthy' && services[needed].build === undefined) {
        assert.ok(
          services[needed].healthcheck,
          `${at} waits for ${needed}, which has no health check`,
        );
      }
    }
    for (const volume of definition.volumes ?? []) {
      assert.ok(Object.hasOwn(volumes, volume.split(':')[0]), `${at}: ${volume} is not declared`);
    }
    for (const [variable, value] of Object.entries(definition.environment ?? {})) {
      assert.equal(typeof value, 'string', `${at}: ${variable} is quoted`);
      const isSecret = /PASSWORD|SECRETS|API_KEYS/.test(variable);
      if (isSecret) assert.match(value, /^\$\{/, `${at}: ${variable} comes from the env file`);
    }
    assert.ok(definition.image?.includes(':') || definition.build, `${at}: the image has a tag`);
  }
  checkLedger(name, services.ledger, stores);
  for (const store of [...stores, 'postgres']) {
    assert.ok(services[store].volumes?.length > 0, `${name}: ${store} keeps its data in a volume`);
    assert.equal(services[store].ports, undefined, `${name}: ${store} is not published`);
  }
}

function checkLedger(name, ledger, stores) {
  const url = ledger.environment.EVENT_STORE_URL;
  for (const store of stores)
    assert.ok(url.includes(`${store}:2113`), `${name}: ${store} is in the URL`);
  assert.match(
    ledger.environment.READ_MODEL_URL,
    /^postgres:\/\/subledger:\$\{.+\}@postgres:5432\//,
  );
  assert.deepEqual(Object.keys(ledger.depends_on), [...stores, 'postgres'], name);
  assert.equal(ledger.read_only, true, `${name}: the root file system is read-only`);
  assert.ok(ledger.volumes.includes('ledger:/data'), `${name}: /data is a volume`);
  assert.ok(existsSync(new URL(ledger.build.dockerfile, new URL('../', import.meta.url))));
}

function checkDockerfile() {
  const text = read('Dockerfile');
  const final = text.slice(text.lastIndexOf('\nFROM '));
  for (const line of ['USER node', 'VOLUME /data', 'HEALTHCHECK', 'CMD ["node"']) {
    assert.ok(final.includes(line), `Dockerfile: ${line}`);
  }
  assert.match(text, /npm ci --omit=dev/);
  assert.ok(!final.includes('npm '), 'Dockerfile: the last stage installs nothing');
  const allowed = read('../.dockerignore').split('\n');
  for (const [, files] of text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)) {
    for (const file of files.split(' ')) {
      assert.ok(allowed.includes(`!${file}`), `.dockerignore keeps ${file} out`);
      assert.ok(existsSync(new URL(`../${file}`, import.meta.url)), `${file} exists`);
    }
  }
}

checkCompose('compose.yml', ['eventstore']);
checkCompose('compose.cluster.yml', ['eventstore1', 'eventstore2', 'eventstore3']);
checkDockerfile();
console.log('docker: recipe and compose files hold together');
