import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

const DESCRIPTION =
  'An event-sourced subscription ledger for Adapty webhooks. Every webhook is durable before it is ' +
  'acknowledged; every answer to a query is computed from what was recorded. Errors are ' +
  '`application/problem+json` with a stable `code`.';

export function describeApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Subledger')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addTag('Webhooks', 'Where Adapty delivers.')
    .addTag('Customers', 'Status, access and purchases of a customer, and how they came about.')
    .addTag('Profiles', 'The same for one profile, whichever customer it belongs to.')
    .addTag('Chains', 'The timeline of one chain of transactions.')
    .addTag('Events', 'What was recorded, and what could not be read.')
    .addTag('Findings', 'Evidence of lost webhooks, and of data that disagrees.')
    .addTag('Reports', 'Revenue by day, month, product, store, country or currency.')
    .addTag('Corrections', 'Corrections and annotations that people record, as events.')
    .addTag('Backfill', 'Rows of the exports of Adapty, for events whose webhooks never came.')
    .addTag('Operations', 'Health and metrics.')
    .addTag('Projections', 'How the read models are doing, and how to rebuild and repair them.')
    .addTag(
      'Proofs',
      'Signed checkpoints over the log, and proofs that require no trust in this server.',
    )
    .addSecurity('bearer', {
      type: 'http',
      scheme: 'bearer',
      description: 'A key from API_KEYS, or a generated one.',
    })
    .addSecurity('webhookSecret', {
      type: 'apiKey',
      in: 'header',
      name: 'Authorization',
      description:
        "The whole header is the secret of the address's environment, without a scheme in front.",
    })
    .build();
  return SwaggerModule.createDocument(app, config, { operationIdFactory: operationId });
}

/** The function names in generated clients: `eventsList`, not `EventsController_list`. */
const operationId = (controller: string, method: string): string => {
  const subject = controller.replace(/Controller$/, '');
  return `${subject.charAt(0).toLowerCase()}${subject.slice(1)}${method.charAt(0).toUpperCase()}${method.slice(1)}`;
};

/**
 * The pages below, which no controller declares: they reveal what the source code does, and nothing about
 * customers.
 */
export const isPageOfApiDescription = (path: string): boolean =>
  /^\/(docs(\/.*)?|openapi\.json)$/.test(path);

/** `/openapi.json`, and a page at `/docs` made of the package's own files. */
export function serveApiDescription(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => describeApi(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Subledger API',
    // By default the page sends the document to a validator on the internet.
    swaggerOptions: { validatorUrl: null, persistAuthorization: false },
  });
}
