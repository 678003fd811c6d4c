import Type, { type Static, type TObject, type TSchema } from 'typebox';

/** An event on the notification topic. Subscribers filter on its attributes: `type`, `userId`, `projectId`, `status`. */
export interface EventDefinition<Name extends string, Version extends number, Payload extends TSchema> {
  readonly type: Name;
  readonly version: Version;
  readonly schema: ReturnType<typeof eventSchema<Name, Version, Payload>>;
}

/** Any event definition: what a notifier needs to know of it. */
export interface AnyEventDefinition {
  readonly type: string;
  readonly version: number;
  readonly schema: TObject;
}

/** The event as it is published, for a definition or a union of definitions. */
export type EventOf<Definition extends AnyEventDefinition> = Static<Definition['schema']>;

const eventSchema = <Name extends string, Version extends number, Payload extends TSchema>(
  type: Name,
  version: Version,
  payload: Payload,
) =>
  Type.Object(
    {
      /** Stable for one occurrence: delivery is at least once, subscribers tell repeats by it. */
      id: Type.String({ minLength: 1, maxLength: 128 }),
      type: Type.Literal(type),
      version: Type.Literal(version),
      occurredAt: Type.String({ format: 'date-time' }),
      correlationId: Type.String({ minLength: 1, maxLength: 128 }),
      userId: Type.String({ minLength: 1, maxLength: 256 }),
      projectId: Type.String({ minLength: 1, maxLength: 64 }),
      status: Type.String({ minLength: 1, maxLength: 32 }),
      payload,
    },
    { additionalProperties: false },
  );

/** Defines one version of an event. */
export const defineEvent = <const Name extends string, const Version extends number, Payload extends TSchema>(
  type: Name,
  version: Version,
  payload: Payload,
): EventDefinition<Name, Version, Payload> => ({ type, version, schema: eventSchema(type, version, payload) });
