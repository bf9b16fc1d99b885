import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { Reflector } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { loadConfiguration } from '@subledger/configuration';
import { Public, RequireScope } from './access.decorators.js';
import { ApiKeyGuard } from './api-key.guard.js';

class Plain {
  @Public()
  open(): void {
    return;
  }

  guarded(): void {
    return;
  }

  @RequireScope('admin')
  dangerous(): void {
    return;
  }
}

@RequireScope('admin')
class Admin {
  everything(): void {
    return;
  }
}

const guard = new ApiKeyGuard(
  new Reflector(),
  loadConfiguration({ API_KEYS: 'reader,boss:admin,both:read,both:admin' }),
);

/** `true`, or the code of the refusal. */
function outcome(type: typeof Plain | typeof Admin, method: string, key?: string): unknown {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const handler = (type.prototype as unknown as Record<string, () => void>)[method];
  try {
    return guard.canActivate(new ExecutionContextHost([{ headers }], type, handler));
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}

describe('a route', () => {
  it.each([
    ['open', undefined, true],
    ['open', 'wrong', true],
    ['guarded', undefined, 'unauthorized'],
    ['guarded', 'wrong', 'unauthorized'],
    ['guarded', 'reader', true],
    ['guarded', 'boss', true],
    ['dangerous', undefined, 'unauthorized'],
    ['dangerous', 'reader', 'forbidden'],
    ['dangerous', 'boss', true],
    ['dangerous', 'both', true],
  ])('that is %s, asked with the key %s: %s', (method, key, expected) => {
    expect(outcome(Plain, method, key)).toBe(expected);
  });

  it('has the scope of its controller', () => {
    expect(outcome(Admin, 'everything', 'reader')).toBe('forbidden');
    expect(outcome(Admin, 'everything', 'boss')).toBe(true);
  });
});
