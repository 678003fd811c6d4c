import type { AnyMessageDefinition, MessageOf } from '@snapinfra/contracts';
import { SchemaMismatchError } from '../errors.ts';
import { createSchemaCodec } from '../schema-codec.ts';

/** The result of decoding a body. The reason quotes the type and version at most, never other content. */
export type ReadMessage<Message> =
  { readonly ok: true; readonly message: Message } | { readonly ok: false; readonly reason: string };

export interface MessageCodec<Message> {
  /** {@link SchemaMismatchError} if the message has no definition or does not match it. */
  readonly encode: (message: Message) => { readonly body: string; readonly type: string; readonly version: number };
  readonly decode: (body: string) => ReadMessage<Message>;
}

const headOf = (value: unknown): { readonly type?: unknown; readonly version?: unknown } =>
  typeof value === 'object' && value !== null ? value : {};

const quoted = (value: unknown): string =>
  typeof value === 'string' ? `"${value.slice(0, 100)}"` : String(value).slice(0, 100);

/** Encodes and decodes the messages or events of a list of definitions. */
export const createMessageCodec = <Definition extends AnyMessageDefinition>(
  definitions: readonly Definition[],
): MessageCodec<MessageOf<Definition>> => {
  const known = definitions.map((definition) => ({ ...definition, codec: createSchemaCodec(definition.schema) }));
  const definitionOf = (value: unknown) => {
    const { type, version } = headOf(value);
    return known.find((definition) => definition.type === type && definition.version === version);
  };
  const unknownReason = (value: unknown): string => {
    const { type, version } = headOf(value);
    const versions = known.filter((definition) => definition.type === type).map((definition) => definition.version);
    if (versions.length === 0) return `unknown message type ${quoted(type)}`;
    return `unknown version ${quoted(version)} of ${quoted(type)}; known: ${versions.join(', ')}`;
  };
  return {
    encode: (message) => {
      const definition = definitionOf(message);
      if (!definition) throw new SchemaMismatchError('A message', [{ path: '/type', message: unknownReason(message) }]);
      definition.codec.assert(message, `A ${definition.type} message`);
      return { body: JSON.stringify(message), type: definition.type, version: definition.version };
    },
    decode: (body) => {
      let value: unknown;
      try {
        value = JSON.parse(body);
      } catch {
        return { ok: false, reason: 'not JSON' };
      }
      const definition = definitionOf(value);
      if (!definition) return { ok: false, reason: unknownReason(value) };
      if (definition.codec.check(value)) return { ok: true, message: value as MessageOf<Definition> };
      const [first] = definition.codec.violations(value);
      return {
        ok: false,
        reason: `invalid ${definition.type} v${definition.version}: ${first?.path || '/'} ${first?.message}`,
      };
    },
  };
};
