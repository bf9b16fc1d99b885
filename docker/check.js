/**
 * Checks the Dockerfile, the compose files and the monitoring without a container engine: `node docker/check.js`.
 * It cannot check what needs one: that images exist, that containers start.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import yaml from 'js-yaml';

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');

function checkServices(name, services, volumes) {
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
    for (const volume of definition.volumes ?? []) checkVolume(at, volume.split(':')[0], volumes);
    for (const port of definition.ports ?? [])
      assert.ok(port.startsWith('127.0.0.1:'), `${at}: ${port} is published beyond this machine`);
    for (const [variable, value] of Object.entries(definition.environment ?? {})) {
      assert.equal(typeof value, 'string', `${at}: ${variable} is quoted`);
      const isSecret = /PASSWORD|SECRETS|API_KEYS/.test(variable);
      if (isSecret) assert.match(value, /^\$\{/, `${at}: ${variable} comes from the env file`);
    }
    assert.ok(definition.image?.includes(':') || definition.build, `${at}: the image has a tag`);
  }
}

/** A volume of the file, or a file in this folder: Compose resolves paths from the folder of the first file. */
function checkVolume(at, source, volumes) {
  const isFile = source.startsWith('./');
  const isThere = isFile
    ? existsSync(new URL(source, import.meta.url))
    : Object.hasOwn(volumes, source);
  assert.ok(isThere, `${at}: ${source} is not there`);
}

function checkCompose(name, stores) {
  const { services, volumes } = yaml.load(read(name));
  checkServices(name, services, volumes);
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

/** Prometheus and Grafana, which extend another file's services. */
function checkObservability() {
  const at = 'observability/compose.yml';
  const overlay = yaml.load(read(at));
  const base = yaml.load(read('compose.yml'));
  checkServices(
    at,
    { ...base.services, ...overlay.services },
    { ...base.volumes, ...overlay.volumes },
  );
  for (const name of Object.keys(overlay.services))
    assert.ok(!Object.hasOwn(base.services, name), `${at}: ${name} is there already`);
  const mounted = Object.values(overlay.services).flatMap(({ volumes }) => volumes);
  const { rule_files, scrape_configs } = yaml.load(read('observability/prometheus.yml'));
  for (const file of rule_files)
    assert.ok(
      mounted.some((volume) => volume.includes(`:${file}:`)),
      `${file} is mounted`,
    );
  const [{ job_name, authorization, static_configs }] = scrape_configs;
  assert.equal(job_name, 'subledger', 'the job that the alert rules name');
  assert.deepEqual(static_configs[0].targets, ['ledger:3000']);
  const secret = authorization.credentials_file.replace('/run/secrets/', '');
  assert.ok(overlay.services.prometheus.secrets.includes(secret), `${at}: ${secret} is mounted`);
  assert.ok(overlay.secrets[secret].environment, `${at}: ${secret} comes from the env file`);
  const variables = [overlay.secrets[secret].environment, 'GRAFANA_PASSWORD'];
  for (const variable of variables)
    assert.match(read('.env.example'), new RegExp(`^${variable}=$`, 'm'), variable);
}

const SEVERITIES = ['page', 'ticket'];

/** A test of the ledger checks that the rules use existing metrics. */
function checkAlertRules() {
  const rules = yaml.load(read('observability/alerts.yml')).groups.flatMap((group) => group.rules);
  const names = rules.map(({ alert }) => alert);
  assert.equal(new Set(names).size, names.length, 'alerts.yml: every alert has a name of its own');
  for (const { alert, expr, labels, annotations, for: lasting = '0s' } of rules) {
    assert.match(alert, /^Subledger[A-Z]\w+$/);
    assert.ok(typeof expr === 'string' && expr !== '', `${alert} has an expression`);
    assert.match(lasting, /^\d+[smh]$/, `${alert} lasts a duration`);
    assert.ok(SEVERITIES.includes(labels.severity), `${alert} has a severity`);
    assert.deepEqual(Object.keys(annotations), ['summary', 'action'], `${alert} says what to do`);
  }
}

function checkDashboard() {
  const { uid, panels } = JSON.parse(read('observability/dashboard.json'));
  const [{ uid: source }] = yaml.load(read('observability/grafana-datasource.yml')).datasources;
  assert.equal(uid, 'subledger');
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length, 'panels have ids');
  for (const { type, title, description, targets = [], datasource, gridPos } of panels) {
    assert.ok(title, 'a panel has a title');
    assert.ok(gridPos.x + gridPos.w <= 24, `panel ${title} fits`);
    if (type === 'row') continue;
    assert.ok(description, `panel ${title} says what it shows`);
    assert.ok(targets.length > 0, `panel ${title} asks for something`);
    assert.equal(datasource.uid, source, `panel ${title} asks the source that is provided`);
  }
}

function checkDockerfile() {
  const text = read('Dockerfile');
  const final = text.slice(text.lastIndexOf('\nFROM '));
  for (const line of ['USER node', 'VOLUME /data', 'HEALTHCHECK', 'CMD ["node"']) {
    assert.ok(final.includes(line), `Dockerfile: ${line}`);
  }
  assert.match(text, /npm ci --omit=dev/);
  assert.ok(!final.includes('npm '), 'Dockerfile: the last stage installs nothing');
  const [, builder] = /^node (\S+)/.exec(JSON.parse(read('../package.json')).scripts.build);
  assert.ok(text.includes(`COPY ${builder} `), `Dockerfile: ${builder} builds, and is copied`);
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
checkObservability();
checkAlertRules();
checkDashboard();
checkDockerfile();
console.log('docker: recipe, compose files, alert rules and dashboard hold together');
