import { describe, expect, it } from '@jest/globals';
import { bodyOf } from '../test/bodies.js';
import { readVerificationRequest } from './verification-request.js';

const answer = (json: string) => readVerificationRequest(bodyOf(json))?.answer;

describe('readVerificationRequest', () => {
  it('answers an empty body with an empty one', () => {
    expect(answer('{}')).toEqual({});
  });

  it('echoes a challenge', () => {
    expect(answer('{"adapty_check":"knock knock"}')).toEqual({
      adapty_check_response: 'knock knock',
    });
    expect(answer('{"adapty_check":"","event_type":null}')).toEqual({ adapty_check_response: '' });
  });

  it.each([
    '{"adapty_check":"x","event_type":"trial_started"}',
    '{"event_type":"trial_started"}',
    '{"adapty_check":7}',
    '{"__proto__":{"adapty_check":"x"}}',
    '{"event_properties":{}}',
  ])('takes %s for a delivery', (json) => {
    expect(answer(json)).toBeUndefined();
  });
});
