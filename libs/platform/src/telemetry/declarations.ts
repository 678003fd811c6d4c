/** A metric as dashboards and alarms know it. */
export interface MetricDeclaration {
  readonly unit: 'Milliseconds' | 'Count';
  /** Names of its dimensions. Their values must be few: routes and outcomes, never ids. */
  readonly dimensions: readonly string[];
  readonly meaning: string;
}

/** A span as traces show it. */
export interface SpanDeclaration {
  readonly attributes: readonly string[];
  readonly meaning: string;
}

/** Every metric that is recorded anywhere. Names follow OpenTelemetry's semantic conventions where these have one. */
export const metricDeclarations = {
  'http.server.request.duration': {
    unit: 'Milliseconds',
    dimensions: ['http.request.method', 'http.route', 'http.response.status_code'],
    meaning: 'From the first byte of a request to the last of its answer; an event stream counts until it closes',
  },
  'messaging.process.duration': {
    unit: 'Milliseconds',
    dimensions: ['messaging.destination.name', 'outcome'],
    meaning: 'A handler at work on one message; `outcome` is ack, retry or reject',
  },
  'messaging.receive.failures': {
    unit: 'Count',
    dimensions: ['messaging.destination.name'],
    meaning: 'A queue that could not be read',
  },
  'job.claims': {
    unit: 'Count',
    dimensions: ['job.kind', 'outcome'],
    meaning: 'A message whose job was asked for; `outcome` is claimed, held, done, exhausted or cancelled',
  },
  'job.attempt.duration': {
    unit: 'Milliseconds',
    dimensions: ['job.kind', 'job.status'],
    meaning:
      'One attempt, from its claim on; `job.status` is that of the job afterwards, `unsettled` where the write that settles it failed, ' +
      '`lost` where that write was refused: another worker took the lease, the job was cancelled or deleted, or it had been ' +
      'completed by a write whose answer was lost',
  },
  'job.duration': {
    unit: 'Milliseconds',
    dimensions: ['job.kind', 'job.status'],
    meaning: 'From the request for a job to its end by a worker or the sweeper; its count tells the ends by status',
  },
  'job.waits': {
    unit: 'Count',
    dimensions: ['job.kind', 'job.status'],
    meaning: 'A job that began to wait for a signal, or for an operator, under a status',
  },
  'job.sweeps': {
    unit: 'Count',
    dimensions: ['job.kind', 'action'],
    meaning: 'What the sweeper did for a due job; `action` is dispatch, publish, exhaust, expire-step or cancel',
  },
} as const satisfies Record<string, MetricDeclaration>;

/** Every span that is started anywhere. */
export const spanDeclarations = {
  'http.server.request': {
    attributes: ['http.request.method', 'http.route', 'http.response.status_code'],
    meaning: 'One request to the gateway; what it causes is in the same trace',
  },
  'messaging.process': {
    attributes: ['messaging.destination.name', 'messaging.message.id', 'outcome'],
    meaning: 'One delivery of a message; its parent is the request that sent it',
  },
  'job.attempt': {
    attributes: ['job.kind', 'job.id', 'job.attempt', 'job.status'],
    meaning:
      'One attempt at a job; its parent is the delivery, it links to the request for the job, and `job.status` is as in `job.attempt.duration`',
  },
} as const satisfies Record<string, SpanDeclaration>;

export type MetricName = keyof typeof metricDeclarations;
export type SpanName = keyof typeof spanDeclarations;
/** The dimensions of a metric: all of them, each with a value. */
export type DimensionsOf<Name extends MetricName> = Readonly<
  Record<(typeof metricDeclarations)[Name]['dimensions'][number], string>
>;
/** The attributes of a span: those that are known so far. */
export type AttributesOf<Name extends SpanName> = Readonly<
  Partial<Record<(typeof spanDeclarations)[Name]['attributes'][number], string>>
>;
