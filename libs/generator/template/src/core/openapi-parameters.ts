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

/** A relation of the row, and those of the rows that it leads to. A backslash goes in front of a dot or a comma in a name. */
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

/** Which fields of a row to answer with, and what to embed. */
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
              `Related rows to embed (${relations.join(', ')}), a dot for those of theirs: at most ${limits.includes}, ${limits.includeDepth} deep, and ${limits.nestedLists} lists in each other.`,
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
      description: `\`filter[field][operator]=value\`; without an operator: eq. At most ${limits.filters} conditions, and ${limits.filterValues} values of \`in\` and \`nin\`, separated by commas.`,
      schema: filterSchema(entity),
    },
    ...(sorts.length === 0 ? [] : [listParameter('sort', 'The order; a minus for descending.', sorts)]),
    ...rowParameters(entity),
    parameterRef('limit'),
    parameterRef('cursor'),
  ];
};
