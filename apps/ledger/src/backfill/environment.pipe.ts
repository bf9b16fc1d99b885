import type { PipeTransform } from '@nestjs/common';
import { type Environment, ENVIRONMENTS } from '@subledger/domain';
import { refusal } from '../http/refusal.js';

/** The environment in an address. */
export const environmentPipe: PipeTransform<string, Environment> = {
  transform: (text) => {
    const environment = ENVIRONMENTS.find((one) => one === text);
    if (environment !== undefined) return environment;
    throw refusal(`The address must name the environment: ${ENVIRONMENTS.join(' or ')}`);
  },
};
