import { childTraceparent, type MetricName, type SpanName, type Telemetry } from '@snapinfra/platform';

export interface RecordedMetric {
  readonly name: MetricName;
  readonly value: number;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface RecordedSpan {
  readonly name: SpanName;
  readonly parent: string | undefined;
  readonly traceparent: string;
  readonly links: readonly string[];
  /** The attributes of its start and its end; undefined until it has ended. */
  attributes: Readonly<Record<string, string | undefined>> | undefined;
}

/** Telemetry that records everything in memory. */
export const recordTelemetry = () => {
  const metrics: RecordedMetric[] = [];
  const spans: RecordedSpan[] = [];
  const telemetry: Telemetry = {
    record: (name, value, dimensions) => void metrics.push({ name, value, dimensions }),
    startSpan: (name, { parent, links = [], attributes } = {}) => {
      const span: RecordedSpan = { name, parent, links, traceparent: childTraceparent(parent), attributes: undefined };
      spans.push(span);
      return {
        traceparent: span.traceparent,
        run: (work) => work(),
        end: (more) => {
          if (span.attributes !== undefined) throw new Error(`${name} has already ended`);
          span.attributes = { ...attributes, ...more };
        },
      };
    },
  };
  return { telemetry, metrics, spans };
};
