import type { Notifier, ObjectStore } from '@snapinfra/aws-clients';
import { type CodeGenerationFinishedV1 } from '@snapinfra/contracts';
import { codeGenerationFinished, codeGenerationPrefix, type CodeGenerationRecord } from '@snapinfra/platform';
import type { CodeGenerationRepository } from './code-generation.repository.ts';
import type { Work } from './generation-work.ts';

export interface AftermathDeps {
  readonly generations: Pick<CodeGenerationRepository, 'confirmPublished'>;
  readonly objects: Pick<ObjectStore, 'deletePrefix'>;
  readonly notifier: Notifier<CodeGenerationFinishedV1>;
}

export type Aftermath = ReturnType<typeof createAftermath>;

/** What follows the end of a generation. It never rejects: the end stands, whatever becomes of it. */
export const createAftermath = ({ generations, objects, notifier }: AftermathDeps) => ({
  /** Publishes the event that a record owes; the sweeper does when this fails. */
  async publish(record: CodeGenerationRecord, { traceparent, log }: Pick<Work, 'traceparent' | 'log'>): Promise<void> {
    const { unpublishedEventId } = record;
    // Published already, by the sweeper: of a worker that slept between its last write and this.
    if (unpublishedEventId === undefined) return;
    try {
      await notifier.publish(codeGenerationFinished(record, unpublishedEventId), { traceparent });
      await generations.confirmPublished(record);
    } catch (error) {
      log.warn({ err: error }, 'the event was not confirmed; the sweeper publishes it');
    }
  },

  /** Deletes what was stored under leases up to this one, which count no longer. The sweeper does where this fails. */
  async discard(record: CodeGenerationRecord, lastToken: number, log: Work['log']): Promise<void> {
    try {
      for (let token = 1; token <= lastToken; token += 1) {
        await objects.deletePrefix(`${codeGenerationPrefix(record.userId, record.id)}${token}/`);
      }
    } catch (error) {
      log.warn({ err: error }, 'objects of leases that are over remain; the sweeper removes them');
    }
  },
});
