import { childTraceparent } from './trace-context.ts';
import type { AttributesOf, DimensionsOf, MetricName, SpanName } from './declarations.ts';

export interface SpanOptions<Name extends SpanName> {
  /** `traceparent` of the span that caused this one. A new trace begins where it is absent or malformed. */
  readonly parent?: string | undefined;
  /** `traceparent`s of spans that it links to, besides its parent. */
  readonly links?: readonly string[];
  readonly attributes?: AttributesOf<Name>;
}

export interface Span<Name extends SpanName> {
  /** W3C `traceparent` of this span, for the spans that it causes. */
  readonly traceparent: string;
  /** Runs work with this span as the active one, for instrumentation that asks for it. */
  run<Result>(work: () => Result): Result;
  /** Ends the span; called once. */
  end(attributes?: AttributesOf<Name>): void;
}

/**
 * The receiver of measurements of the HTTP, queue and job layers. It is a dependency of theirs: an app's composition root decides what listens.
 * It is not OpenTelemetry's API, whose meters and tracers take any name and any attribute: here only declared ones compile.
 */
export interface Telemetry {
  /** Records one measurement, in the metric's unit. Never throws. */
  record<Name extends MetricName>(name: Name, value: number, dimensions: DimensionsOf<Name>): void;
  startSpan<Name extends SpanName>(name: Name, options?: SpanOptions<Name>): Span<Name>;
}

/** Records nothing, but passes trace context on: the default everywhere. */
export const quietTelemetry: Telemetry = {
  record: () => undefined,
  startSpan: (_name, { parent } = {}) => ({
    traceparent: childTraceparent(parent),
    run: (work) => work(),
    end: () => undefined,
  }),
};
