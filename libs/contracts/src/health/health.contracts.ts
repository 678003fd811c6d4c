import { defineContract } from '../http/contract.ts';
import { Health } from './health.ts';

export const getHealth = defineContract({
  method: 'GET',
  url: '/api/health',
  permission: 'anybody',
  problems: [],
  isTagged: false,
  schema: {
    operationId: 'getHealth',
    tags: ['health'],
    summary: 'Whether the gateway lives',
    description: 'Answers 200 as long as the process serves; `services` is what the newest checks found.',
    response: { 200: Health },
  },
});

export const getReadiness = defineContract({
  method: 'GET',
  url: '/api/health/ready',
  permission: 'anybody',
  problems: [],
  isTagged: false,
  // The tables, and the bucket.
  budget: { calls: 2 },
  schema: {
    operationId: 'getReadiness',
    tags: ['health'],
    summary: 'Whether everything that the gateway needs answers, with the latency of each',
    response: { 200: Health, 503: Health },
  },
});
