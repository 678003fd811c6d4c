import { createHash } from 'node:crypto';
import type { ChangeStep } from '@snapinfra/contracts';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { besideRecordKey } from '../ids.ts';

/**
 * The loss that `options.allowDestructive` accepted: what the migration would have lost when the generation was requested. The worker
 * plans later, when another generation of the schema may have changed the database, and accepts no other loss in the caller's name.
 */
export const AcceptedLosses = Type.Object({
  /** The generation that was to be continued from; absent for a first one. */
  base: Type.Optional(Type.String()),
  /** {@link digestOfLoss} of each step; absent where planning took too long for a request: then all that are lost from `base`. */
  steps: Type.Optional(Type.Array(Type.String())),
});
export type AcceptedLosses = Static<typeof AcceptedLosses>;

/** Key of the document with a generation's {@link AcceptedLosses}: beside its record, as they may be long. */
export const codeGenerationLossesKey = (id: string) => besideRecordKey(id, 'LOSSES');

/** The item under {@link codeGenerationLossesKey}, where losses were accepted; `document` is aws-clients' stored document. */
export const AcceptedLossesItem = Type.Object({ document: Type.Unknown() });

/** Reads {@link AcceptedLosses} from their JSON text. @throws where the text is of another shape */
export const readAcceptedLosses = (json: Uint8Array): AcceptedLosses =>
  Value.Parse(AcceptedLosses, JSON.parse(new TextDecoder().decode(json)));

/** As much of a step of a plan as its loss takes. */
export interface LossyStep extends Pick<ChangeStep, 'kind' | 'table' | 'summary' | 'sql'> {
  readonly field?: string | undefined;
  readonly marks: readonly { readonly kind: string; readonly reason: string }[];
}

const lossesOf = ({ marks }: Pick<LossyStep, 'marks'>) => marks.filter(({ kind }) => kind === 'destructive');

/** The steps that lose data. */
export const destructiveSteps = <Step extends Pick<LossyStep, 'marks'>>(steps: readonly Step[]): readonly Step[] =>
  steps.filter((step) => lossesOf(step).length > 0);

/** Names a step by what it does and loses: steps that were shown in the same words, with the same SQL, have the same digest. */
export const digestOfLoss = (step: LossyStep): string => {
  const { kind, table, field = null, summary, sql } = step;
  const shown = JSON.stringify([kind, table, field, summary, sql, lossesOf(step).map(({ reason }) => reason)]);
  return createHash('sha256').update(shown).digest().subarray(0, 16).toString('base64url');
};

/** The steps of a plan from `base` that lose data other than what was accepted. */
export const unacceptedLosses = <Step extends LossyStep>(
  accepted: AcceptedLosses,
  base: string | undefined,
  steps: readonly Step[],
): readonly Step[] => {
  const lossy = destructiveSteps(steps);
  if (accepted.steps === undefined) return base === accepted.base ? [] : lossy;
  const known = new Set(accepted.steps);
  return lossy.filter((step) => !known.has(digestOfLoss(step)));
};
