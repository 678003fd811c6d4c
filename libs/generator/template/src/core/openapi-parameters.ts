import { isSortable } from './filters.ts';
import { limits } from './limits.ts';
import { parameterRef } from './openapi-components.ts';
import { filterSchema } from './openapi-schemas.ts';
import type { Entity } from './registry.ts';

const listParameter = (name: string, description: string, values: readonly string[]) => ({
  name,
  in: 'query',
  description,
  style: 'form',
  explode: false,
  schema: { type: 'array', items: { type: 'string', enum: values } },
});

/**
 * A relation of the row, optionally followed by relations of the related rows. Dots and commas in names are escaped by
 * a backslash.
 */
const includePath = (relations: readonly string[]) => {
  const names = relations.map((name) => name.replace(/[\\.,]/g, '\\$&'));
  const alternatives = names.map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|');
  return {
    anyOf: [
      { type: 'string', enum: names },
      { type: 'string', pattern: `^(${alternatives})(\\..+)+$` },
    ],
  };
};

/** The parameters `fields` and `include`. */
export const rowParameters = (entity: Entity) => {
  const fields = entity.members.filter((member) => !member.password).map((member) => member.name);
  const relations = [...entity.relations.keys()];
  return [
    ...(fields.length === 0 ? [] : [listParameter('fields', 'Only these fields.', fields)]),
    ...(relations.length === 0
      ? []
      : [
          {
            ...listParameter(
              'include',
              `Related rows to embed (${relations.join(', ')}). Dots lead to their relations. At most ${limits.includes} relations, ${limits.includeDepth} levels deep, with ${limits.nestedLists} nested lists.`,
              [],
            ),
            schema: { type: 'array', maxItems: limits.includes, items: includePath(relations) },
          },
        ]),
  ];
};

export const listParameters = (entity: Entity) => {
  const sorts = entity.members.filter(isSortable).flatMap(({ name }) => [name, `-${name}`]);
  return [
    {
      name: 'filter',
      in: 'query',
      style: 'deepObject',
      explode: true,
      description: `\`filter[field][operator]=value\`; the default operator is eq. At most ${limits.filters} conditions, and ${limits.filterValues} values of \`in\` and \`nin\`, separated by commas.`,
      schema: filterSchema(entity),
    },
    ...(sorts.length === 0
      ? []
      : [listParameter('sort', 'Sort order; prefix a field with a minus for descending order.', sorts)]),
    ...rowParameters(entity),
    parameterRef('limit'),
    parameterRef('cursor'),
  ];
};
