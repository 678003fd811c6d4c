import { problemCodesOf, type HttpContract } from '@snapinfra/contracts';
import { membersOf, pathParameters, type Ids } from './contract-fixtures.ts';

export interface ForeignAnswer {
  readonly status: number;
  readonly text: string;
}

const isId = (name: string): boolean => name.endsWith('Id');
const isListOfIds = (name: string): boolean => name.endsWith('Ids');

const requiredOf = (contract: HttpContract): readonly string[] => {
  const { body } = contract.schema;
  const required: unknown = body && 'required' in body ? body.required : [];
  return Array.isArray(required) ? required.map(String) : [];
};

/** Whether a contract names things by their ids: in its path, or in what its body must have. */
export const namesOthers = (contract: HttpContract): boolean =>
  pathParameters(contract).length > 0 || requiredOf(contract).some((name) => isId(name) || isListOfIds(name));

/** Where a body may name one thing among others: paths of members, one level deep. */
export const foreignBodyIds = ({ schema: { body } }: HttpContract): readonly (readonly string[])[] =>
  Object.entries(membersOf(body)).flatMap(([name, member]) => {
    if (isId(name)) return [[name]];
    return Object.keys(membersOf(member)).flatMap((inner) => (isId(inner) ? [[name, inner]] : []));
  });

/** An answer without what differs from call to call, and without the ids that were asked for. */
export const normalised = (text: string, ...asked: readonly Ids[]): string => {
  const ids = asked.flatMap((of) => Object.values(of)).filter((id) => id.length > 3 && !id.includes('.'));
  // The id of a project begins those of what is below it.
  return ids
    .toSorted((a, b) => b.length - a.length)
    .reduce((cut, id) => cut.replaceAll(id, '<id>'), text)
    .replaceAll(/"instance":"[^"]*"/g, '')
    .replaceAll(/"timestamp":"[^"]*"/g, '');
};

/** Names the fault of an answer to a foreign caller: it must be a 404, the same as for an id that nothing has. */
export const foreignAnswerProblem = (
  contract: HttpContract,
  foreign: ForeignAnswer,
  missing: ForeignAnswer,
): string | undefined => {
  const differs = foreign.status !== missing.status || foreign.text !== missing.text;
  if (differs) return `the answers differ: ${foreign.status} ${foreign.text}, and ${missing.status} ${missing.text}`;
  const [, code = ''] = /"code":"(\w+)"/.exec(foreign.text) ?? [];
  if (foreign.status === 404 && !problemCodesOf(contract).some((own) => own === code))
    return `the refusal ${code} is none of the contract's: has it a route?`;
  // A list of ids is answered with those that are the caller's own.
  const takesList = pathParameters(contract).length === 0 && requiredOf(contract).some(isListOfIds);
  return foreign.status === 404 || takesList ? undefined : `the answer is ${foreign.status}, not 404`;
};
