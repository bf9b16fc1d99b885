import { SetMetadata } from '@nestjs/common';
import type { ApiScope } from '@subledger/configuration';

export const IS_PUBLIC = 'subledger:is-public';
export const SCOPE = 'subledger:scope';

/** No API key is asked for. Without this decorator, one always is. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(IS_PUBLIC, true);

/** The scope that the API key must have; `read` where nothing is said. */
export const RequireScope = (scope: ApiScope): MethodDecorator & ClassDecorator =>
  SetMetadata(SCOPE, scope);
