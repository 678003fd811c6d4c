import Type, { type Static, type TObject, type TProperties, type TSchema } from 'typebox';

const common = {
  /** One for each occurrence, and the same when it is sent again: receivers deduplicate by it. */
  id: Type.String({ minLength: 1, maxLength: 128 }),
  /** The request that caused it: the same in logs of the gateway, the worker and the notification. */
  correlationId: Type.String({ minLength: 1, maxLength: 128 }),
};

/** Any version of a message or event, as senders and readers need it. `type` and `version` say how to read `payload`. */
export interface AnyMessageDefinition {
  readonly type: string;
  readonly version: number;
  readonly schema: TObject<typeof common>;
}

/** The message as it travels, for a definition or a union of definitions. */
export type MessageOf<Definition extends AnyMessageDefinition> = Static<Definition['schema']>;

/**
 * Makes the function that defines one version of a message in this envelope: a published version is never edited, a
 * change is a new version in a file of its own.
 */
export const versionedIn =
  <Envelope extends TProperties>(envelope: Envelope) =>
  <const Name extends string, const Version extends number, Payload extends TSchema>(
    type: Name,
    version: Version,
    payload: Payload,
  ) => ({
    type,
    version,
    schema: Type.Object(
      { ...common, type: Type.Literal(type), version: Type.Literal(version), ...envelope, payload },
      { additionalProperties: false },
    ),
  });
