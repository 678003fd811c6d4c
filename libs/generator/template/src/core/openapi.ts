import { itemPath, listPath } from './openapi-paths.ts';
import { keyParameters, listUrl } from './item-path.ts';
import {
  createSchema,
  rowSchema,
  schemaName,
  selectionName,
  selectionSchema,
  updateSchema,
} from './openapi-schemas.ts';
import { problemSchema, schemas, sharedComponents } from './openapi-components.ts';
import type { Entity, Registry } from './registry.ts';

/** The parts of an OpenAPI document that are extended here; the plugin provides the rest. */
interface Document {
  paths?: object | undefined;
  components?: { schemas?: object; parameters?: object; responses?: object } | undefined;
  tags?: readonly object[] | undefined;
}

const itemTemplate = (entity: Entity): string =>
  [listUrl(entity), ...keyParameters(entity).map((name) => `{${name}}`)].join('/');

/** Adds the paths and schemas of all resources to a document. */
export const describeResources = <Given extends Document>(
  document: Given,
  { entities }: Registry,
  needsToken: boolean,
): Given => ({
  ...document,
  tags: [
    ...(document.tags ?? []),
    ...entities.map(({ resource: { name, description } }) => ({
      name,
      ...(description === undefined ? {} : { description }),
    })),
  ],
  paths: {
    ...document.paths,
    ...Object.fromEntries(entities.map((entity) => [listUrl(entity), listPath({ entity, needsToken })])),
    ...Object.fromEntries(
      entities
        .filter(({ key }) => key.length > 0)
        .map((entity) => [itemTemplate(entity), itemPath({ entity, needsToken })]),
    ),
  },
  components: {
    ...document.components,
    ...sharedComponents,
    schemas: {
      ...document.components?.schemas,
      // No type name contains a dot, so this name is free.
      'api.Problem': problemSchema,
      ...Object.fromEntries(
        entities.flatMap((entity) => [
          [schemaName(entity), rowSchema(entity, schemas)],
          [selectionName(entity), selectionSchema(entity, schemas)],
          [`${schemaName(entity)}Create`, createSchema(entity)],
          [`${schemaName(entity)}Update`, updateSchema(entity)],
        ]),
      ),
    },
  },
});
