import { describe, expect, it } from '@jest/globals';
import { flows } from './index.js';

describe('the documented flows', () => {
  it('have distinct names and steps in the order of time', () => {
    expect(new Set(flows.map((flow) => flow.name)).size).toBe(flows.length);
    for (const flow of flows) {
      const instants = flow.steps.map((step) => step.at);
      expect(instants).toEqual([...instants].sort());
    }
  });
});
