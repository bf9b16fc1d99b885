import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { familyUsageOf, usageOf } from './process-usage.js';

describe('what a process uses', () => {
  it('grows with its work and its memory', () => {
    const before = usageOf(process.pid);
    const held = Buffer.alloc(64 * 1024 * 1024, 1);
    const until = process.cpuUsage().user + 300_000;
    while (process.cpuUsage().user < until) held.fill(2);
    const after = usageOf(process.pid);
    expect(after.cpuSeconds - before.cpuSeconds).toBeGreaterThan(0.2);
    expect(after.peakBytes).toBeGreaterThanOrEqual(held.length);
    expect(after.residentBytes).toBeGreaterThan(0);
  });

  it('takes in its children, also those that have ended', async () => {
    const burn =
      'const end = process.cpuUsage().user + 200000; while (process.cpuUsage().user < end);';
    const grandchild = JSON.stringify(burn);
    // The parent waits for its child, then says so and lives on.
    const parent = spawn(process.execPath, [
      '-e',
      `require('node:child_process').spawnSync(process.execPath, ['-e', ${grandchild}]); console.log('done'); setInterval(() => {}, 1000);`,
    ]);
    try {
      await once(parent.stdout, 'data');
      const pid = parent.pid ?? 0;
      const [alone, family] = [usageOf(pid), familyUsageOf(pid)];
      if (process.platform === 'linux')
        expect(family.cpuSeconds - alone.cpuSeconds).toBeGreaterThan(0.15);
      expect(family.peakBytes).toBeGreaterThan(0);
    } finally {
      parent.kill('SIGKILL');
    }
  });
});
