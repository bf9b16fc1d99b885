import { describe, expect, it } from '@jest/globals';
import { EVENT_TYPES } from '@subledger/domain';
import { readEventType } from './event-type.js';

describe('readEventType', () => {
  it('knows the twenty names in any case', () => {
    for (const type of EVENT_TYPES) {
      expect(readEventType(type, {})).toBe(type);
      expect(readEventType(type.toUpperCase(), {})).toBe(type);
    }
  });

  it('knows the built-in alias', () => {
    expect(readEventType('Subscription_Initial_Purchase', {})).toBe('subscription_started');
  });

  it.each([
    'subscription_cancelled',
    'trial_cancelled',
    'auto_renew_off',
    'auto_renew_on',
    'auto_renew_off_subscription',
    'auto_renew_on_subscription',
    'constructor',
    '__proto__',
    'toString',
    'subscription_started ',
    '',
  ])('leaves %j to the operator', (name) => {
    expect(readEventType(name, {})).toBeUndefined();
  });

  it('asks the custom map first: the exact name, then in any case', () => {
    const names = {
      'Sub Bought': 'subscription_started',
      'sub bought': 'subscription_initial_purchase',
      'Back Again': 'Trial_Converted',
      trial_cancelled: 'trial_expired',
      subscription_active: 'subscription_renewed',
    };
    expect(readEventType('Sub Bought', names)).toBe('subscription_started');
    expect(readEventType('sub bought', names)).toBe('subscription_started');
    expect(readEventType('BACK AGAIN', names)).toBe('trial_converted');
    expect(readEventType('trial_cancelled', names)).toBe('trial_expired');
    expect(readEventType('subscription_active', names)).toBe('subscription_renewed');
  });

  it('knows no type where the map names none', () => {
    expect(readEventType('x', { x: 'constructor' })).toBeUndefined();
    expect(readEventType('trial_active', { trial_active: 'none of ours' })).toBeUndefined();
  });
});
