import { earlierModelIsOf } from '@snapinfra/platform';
import { refuse, type ProblemError } from '../../http/problem-error.ts';
import type { PlanAnswer, PlanRefusalCode } from './plan-changes.ts';

export interface RefusedStart {
  readonly generationId: string;
  /** The member of the request that names another one. */
  readonly otherBy: 'options.base' | '`from`';
}

const places: Readonly<Partial<Record<PlanRefusalCode, string>>> = {
  renames_not_valid: '/options/renames',
  next_migration_taken: '/options/nextMigration',
};

/**
 * A plan's refusal as an answer.
 *
 * @param start the generation that the change starts from; undefined for a version
 */
export const planRefusal = (
  { code, message }: Extract<PlanAnswer, { kind: 'refused' }>,
  start: RefusedStart | undefined,
): ProblemError => {
  const path = places[code];
  const isOfStart = code === 'renames_not_valid' && start !== undefined;
  const detail = isOfStart ? `${message} ${earlierModelIsOf(start.generationId, start.otherBy)}` : message;
  return refuse(code, detail, path === undefined ? {} : { errors: [{ path, message, code }] });
};
