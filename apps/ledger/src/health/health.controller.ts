import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../access/access.decorators.js';
import { ProblemError } from '../http/problem.js';
import { ApiProblem } from '../openapi/api-problem.decorator.js';
import { Readiness, type Verdict } from './readiness.js';

@ApiTags('Operations')
@Public()
@Controller('health')
export class HealthController {
  readonly #readiness: Readiness;

  constructor(readiness: Readiness) {
    this.#readiness = readiness;
  }

  @Get('live')
  @ApiOperation({ summary: 'Whether the process is alive' })
  @ApiOkResponse({ description: 'The process is alive.', schema: { example: { status: 'live' } } })
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Whether the server is ready for traffic' })
  @ApiOkResponse({
    description: 'Ready; `warnings`, if any, says by check what is not well and not needed.',
    schema: { example: { status: 'ready' } },
  })
  @ApiProblem(503, 'Not ready; `reasons` says why, by check.')
  async ready(): Promise<{ status: 'ready'; warnings?: Verdict['warnings'] }> {
    const { reasons, warnings } = await this.#readiness.verdict();
    const names = Object.keys(reasons);
    if (names.length > 0)
      throw new ProblemError('not-ready', `Not ready: ${names.join(', ')}.`, {
        extensions: { reasons },
      });
    return { status: 'ready', ...(Object.keys(warnings).length > 0 && { warnings }) };
  }
}
