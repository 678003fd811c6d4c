import { join } from 'node:path';
import { fieldTypes } from '@snapinfra/data-model';
import { Validator } from '@seriousme/openapi-schema-validator';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typeModelOf } from '../src/field-types/index.ts';
import { createWorkshop, readSample, type Workshop } from './support/generated-project.ts';
import { choice, usualSamples } from './support/usual-samples.ts';
import type * as references from '../template/src/core/reference.ts';
import type * as registries from '../template/src/core/registry.ts';

/** The project's documents, with tokens and without; they take no database. */
const documentsOf = async (project: string): Promise<readonly Document[]> => {
  const load = (path: string) => import(join(project, path));
  const { createRegistry } = (await load('src/core/registry.ts')) as typeof registries;
  const { addReference } = (await load('src/core/reference.ts')) as typeof references;
  const { resources } = (await load('src/tables/index.ts')) as { resources: Resources };
  const documentFor = async (needsToken: boolean): Promise<Document> => {
    const app = Fastify();
    await addReference(app, { registry: createRegistry(resources), title: 'API', needsToken });
    return (await app.inject('/openapi.json')).json();
  };
  return Promise.all([true, false].map(documentFor));
};

type Resources = Parameters<typeof registries.createRegistry>[0];
type Schema = Readonly<Record<string, unknown>>;
interface Document {
  readonly components: { readonly schemas: Schema };
}

/** What JSON Schema and OpenAPI's registry mean by a format's name, or that the name is ours. */
const knownFormats = new Set([
  ...['date', 'date-time', 'uuid', 'uri-reference'],
  ...['date-time-local', 'time-local', 'int64', 'decimal', 'byte'],
  ...['time-with-offset', 'iso8601-duration', 'email-address', 'http-url'],
  ...fieldTypes.flatMap((type) => {
    const tests = typeModelOf(type);
    return tests.form === 'formatted' && tests.answers !== null ? [tests.answers.format] : [];
  }),
]);

const keywordsOf: Readonly<Record<string, readonly string[]>> = {
  string: ['minLength', 'maxLength', 'pattern', 'contentEncoding'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  integer: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  array: ['items', 'maxItems'],
  object: ['properties', 'required', 'additionalProperties'],
};

const silentKeywords = (schema: Schema): readonly string[] => {
  const types = [schema['type']].flat().map(String);
  const speaking = new Set(types.flatMap((type) => keywordsOf[type] ?? []));
  return Object.values(keywordsOf)
    .flat()
    .filter((keyword) => keyword in schema && !speaking.has(keyword));
};

const faultsOf = (schema: Schema): readonly string[] => [
  ...silentKeywords(schema).map((keyword) => `${keyword} says nothing of its type`),
  ...('format' in schema && !knownFormats.has(String(schema['format'])) ? ['a format that nobody knows'] : []),
  ...('enum' in schema && !('type' in schema) ? ['an enum without a type'] : []),
];

/** Every schema in the components of a document, with its place. Properties may have any name, `type` among them. */
const schemasIn = (value: unknown, place: string): readonly (readonly [string, Schema])[] => {
  if (Array.isArray(value)) return value.flatMap((item, index) => schemasIn(item, `${place}/${index}`));
  if (typeof value !== 'object' || value === null) return [];
  const schema = { ...value } as Schema;
  const inner = ['anyOf', 'items', 'not'].flatMap((name) => schemasIn(schema[name], `${place}/${name}`));
  const properties = Object.entries(Object(schema['properties']) as object);
  return [
    [place, schema],
    ...inner,
    ...properties.flatMap(([name, property]) => schemasIn(property, `${place}/${name}`)),
  ];
};

describe(`the OpenAPI documents of ${choice}`, () => {
  let workshop: Workshop;
  beforeAll(() => {
    workshop = createWorkshop();
  });
  afterAll(() => workshop.clean());

  it.each(usualSamples)(
    '%s: are valid, and every keyword and format in them says something',
    { timeout: 60_000 },
    async (sample) => {
      const project = workshop.generate(sample, readSample(sample));
      for (const document of await documentsOf(project)) {
        const { valid, errors } = await new Validator().validate(structuredClone({ ...document }));
        expect(valid, JSON.stringify(errors)?.slice(0, 3000)).toBe(true);
        const schemas = Object.entries(document.components.schemas).flatMap(([name, root]) => schemasIn(root, name));
        expect(schemas.flatMap(([place, schema]) => faultsOf(schema).map((fault) => `${place}: ${fault}`))).toEqual([]);
      }
    },
  );

  it('would not be valid with a mistake in them', async () => {
    const { valid } = await new Validator().validate({ openapi: '3.1.0', info: { title: 'x' }, paths: {} });
    expect(valid).toBe(false);
  });
});
