import { isProjectPermission } from '../access/permissions.ts';
import { problemCodes, problems, type ProblemCode } from './problem.ts';
import type { HttpContract } from './contract.ts';

const hasMember = (schema: object | undefined, name: string): boolean =>
  schema !== undefined && 'properties' in schema && Object.hasOwn(Object(schema.properties) as object, name);

const ofAnything: readonly ProblemCode[] = ['bad_request', 'header_too_large', 'internal_error', 'shutting_down'];

/** Of what needs a caller: it is counted, shed under load, and read from storage. */
const ofCallers: readonly ProblemCode[] = [
  'authentication_required',
  'token_invalid',
  'dev_user_refused',
  'validation_failed',
  'rate_limited',
  'overloaded',
  'dependency_unavailable',
];

/** Of methods whose requests may have a body: it is read also where none is needed. */
const ofBodies: readonly ProblemCode[] = [
  'malformed_json',
  'payload_too_large',
  'unsupported_media_type',
  'request_timeout',
];

/** Every code with which an endpoint may refuse: what follows from its shape, and its own. In the order of the table. */
export const problemCodesOf = ({ method, permission, schema, problems: own }: HttpContract): readonly ProblemCode[] => {
  const possible = new Set<ProblemCode>([
    ...own,
    ...ofAnything,
    ...(permission === 'anybody' ? [] : ofCallers),
    ...(isProjectPermission(permission) ? (['permission_denied'] as const) : []),
    ...(permission === 'user' && method !== 'GET' ? (['user_is_being_deleted'] as const) : []),
    ...(method === 'GET' ? [] : ofBodies),
    ...(schema.params === undefined ? [] : (['uri_too_long'] as const)),
    ...(hasMember(schema.querystring, 'cursor') ? (['cursor_invalid'] as const) : []),
    ...(hasMember(schema.headers, 'if-match') ? (['precondition_failed', 'precondition_weak_tag'] as const) : []),
    ...(hasMember(schema.headers, 'idempotency-key') ? (['idempotency_key_reused'] as const) : []),
  ]);
  return problemCodes.filter((code) => possible.has(code));
};

/** The same by status. */
export const problemStatusesOf = (contract: HttpContract): ReadonlyMap<number, readonly ProblemCode[]> => {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of problemCodesOf(contract)) {
    const { status } = problems[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return byStatus;
};
