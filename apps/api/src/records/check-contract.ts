import { isProjectPermission, type HttpContract } from '@snapinfra/contracts';
import type { WithId } from './owned-record-contracts.ts';

/*
 * Checks of the contracts of owned records that their types can't make. A contract that fails ends the start, and so every
 * test.
 */

const checkRight = ({ url, permission }: Pick<HttpContract, 'url' | 'permission'>): void => {
  if (!isProjectPermission(permission))
    throw new TypeError(`${url}: a record of a project needs a right in the project, not ${permission}`);
};

/** @throws TypeError for a path that has not the id of a record as its only parameter, and for a route without a right in a project */
export const checkPath = ({
  url,
  permission,
  schema: { params },
}: HttpContract & { readonly schema: WithId }): void => {
  const [name, ...others] = Object.keys(params.properties);
  if (name === undefined || name === 'projectId' || others.length > 0)
    throw new TypeError(`${url}: its path has the id of a record as its only parameter`);
  checkRight({ url, permission });
};

/** An open body would bring members that the schema of the record does not refuse, such as keys of its indexes. */
const checkClosed = ({ url, schema: { body } }: HttpContract): void => {
  if (body === undefined || !('additionalProperties' in body) || body.additionalProperties !== false)
    throw new TypeError(`${url}: its body has to be closed (additionalProperties: false)`);
};

/** @throws TypeError for a path with parameters, for a body that is not closed, and for a route without a right in a project */
export const checkCreate = (contract: HttpContract): void => {
  const { url } = contract;
  checkRight(contract);
  if (/[:*]/.test(url)) throw new TypeError(`${url}: Location is made of this path, which may have no parameters`);
  checkClosed(contract);
};

/** @throws TypeError for a body that is not closed or has required members, and for a contract that names no conflict */
export const checkChange = (contract: HttpContract): void => {
  checkClosed(contract);
  const { url, problems, schema } = contract;
  const required = schema.body && 'required' in schema.body ? schema.body.required : [];
  if (Array.isArray(required) && required.length > 0)
    throw new TypeError(
      `${url}: the members of its body have to be optional, as absent ones stay: ${required.join(', ')}`,
    );
  if (!problems.includes('conflict'))
    throw new TypeError(`${url}: its problems have to name conflict, with which a change may end`);
};
