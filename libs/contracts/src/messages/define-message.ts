import Type, { type Static, type TObject, type TSchema } from 'typebox';

/**
 * One version of a queue message: a published version is never edited, a change is a new version in a file of its own.
 * The envelope is the same for all: `type` and `version` say how to read `payload`.
 */
export interface MessageDefinition<Name extends string, Version extends number, Payload extends TSchema> {
  readonly type: Name;
  readonly version: Version;
  readonly schema: ReturnType<typeof messageSchema<Name, Version, Payload>>;
}

/** Any message definition: what a producer or consumer needs to know of it. */
export interface AnyMessageDefinition {
  readonly type: string;
  readonly version: number;
  readonly schema: TObject;
}

/** The message as it travels, for a definition or a union of definitions. */
export type MessageOf<Definition extends AnyMessageDefinition> = Static<Definition['schema']>;

const messageSchema = <Name extends string, Version extends number, Payload extends TSchema>(
  type: Name,
  version: Version,
  payload: Payload,
) =>
  Type.Object(
    {
      /** Unique per message; the same when an unconfirmed message is sent again. */
      id: Type.String({ minLength: 1, maxLength: 128 }),
      type: Type.Literal(type),
      version: Type.Literal(version),
      /** The request that caused it: the same in logs of the gateway, the worker and the notification. */
      correlationId: Type.String({ minLength: 1, maxLength: 128 }),
      sentAt: Type.String({ format: 'date-time' }),
      payload,
    },
    { additionalProperties: false },
  );

/** Defines one version of a message. */
export const defineMessage = <const Name extends string, const Version extends number, Payload extends TSchema>(
  type: Name,
  version: Version,
  payload: Payload,
): MessageDefinition<Name, Version, Payload> => ({ type, version, schema: messageSchema(type, version, payload) });
