import { defineContract } from '../http/contract.ts';
import { Health } from './health.ts';

export const getHealth = defineContract({
  method: 'GET',
  url: '/api/health',
  problems: [],
  isTagged: false,
  schema: {
    operationId: 'getHealth',
    tags: ['health'],
    summary: 'Whether the gateway lives',
    description: 'Answers 200 as long as the process serves; `services` is what the newest checks found.',
    security: [],
    response: { 200: Health },
  },
});

export const getReadiness = defineContract({
  method: 'GET',
  url: '/api/health/ready',
  problems: [],
  isTagged: false,
  schema: {
    operationId: 'getReadiness',
    tags: ['health'],
    summary: 'Whether everything that the gateway needs answers, with the latency of each',
    security: [],
    response: { 200: Health, 503: Health },
  },
});
