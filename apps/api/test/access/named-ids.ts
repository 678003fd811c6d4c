import type { HttpContract } from '@snapinfra/contracts';
import { membersOf, pathParameters, type Ids } from '../support/contract-fixtures.ts';

export const isId = (name: string): boolean => name.endsWith('Id');
const isListOfIds = (name: string): boolean => name.endsWith('Ids');

/** Where a body may name one thing: paths of members, one level deep. */
export const idsInBody = ({ schema: { body } }: HttpContract): readonly (readonly string[])[] =>
  Object.entries(membersOf(body)).flatMap(([name, member]) => {
    if (isId(name)) return [[name]];
    return Object.keys(membersOf(member)).flatMap((inner) => (isId(inner) ? [[name, inner]] : []));
  });

/** Whether a contract names things by their ids, in its path or its body. */
export const namesThings = (contract: HttpContract): boolean =>
  pathParameters(contract).length > 0 ||
  idsInBody(contract).length > 0 ||
  Object.keys(membersOf(contract.schema.body)).some(isListOfIds);

/** What is no id: the path of a file, say. */
const isName = (name: string): boolean => name === '*';

const withEnd = (id: string): string => `${id.slice(0, -4)}0000`;

/**
 * Ids of the same shape that nothing has: of a project that nobody has, of things in it, and of things that are not in the
 * project that is there.
 */
export const absentIds = (ids: Ids): readonly Ids[] => {
  const { projectId = '' } = ids;
  const change = (of: (id: string) => string): Ids =>
    Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, isName(name) ? id : of(id)] as const));
  const elsewhere = (id: string) =>
    id !== projectId && id.startsWith(projectId) ? `${withEnd(projectId)}${id.slice(projectId.length)}` : withEnd(id);
  return [change(withEnd), change(elsewhere)];
};

/** The ids among them, the longest first: one may begin with another. */
export const idsAmong = (...all: readonly Ids[]): readonly string[] =>
  all
    .flatMap((ids) => Object.entries(ids).flatMap(([name, id]) => (isName(name) ? [] : [id])))
    .filter((id) => id.length > 3)
    .toSorted((one, other) => other.length - one.length);

/** An answer without what differs from call to call, and without the ids that were asked for. */
export const normalised = (text: string, ids: readonly string[]): string =>
  ids
    .reduce((cut, id) => cut.replaceAll(id, '<id>'), text)
    .replaceAll(/"instance":"[^"]*"/g, '')
    .replaceAll(/"timestamp":"[^"]*"/g, '');
