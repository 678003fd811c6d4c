import { PassThrough, type Readable } from 'node:stream';
import type { CodeGenerationRecord } from '@snapinfra/platform';
import { hasEnded, toCodeGenerationListItem } from './code-generation-view.ts';
import type { GenerationWatch } from './watch-generations.ts';

/** Rejects where the follower may not read the generation any more. */
export type MayStillRead = () => Promise<unknown>;

export interface EventStreams {
  /**
   * The states of a generation as server-sent events, beginning after the one that the client has seen. Its rights are looked at with
   * every heartbeat: the stream of a member who was removed ends.
   */
  open(record: CodeGenerationRecord, lastEventId: string | undefined, mayStillRead: MayStillRead): Readable;
  /** Ends all streams: clients connect again, elsewhere. */
  close(): void;
}

export interface EventStreamsDeps {
  readonly watch: GenerationWatch;
  readonly heartbeatMs: number;
}

/** A client that reads nothing is let go before its backlog costs memory. */
const maximumBacklogBytes = 1024 * 1024;

const eventOf = (record: CodeGenerationRecord): string =>
  `id: ${record.version}\nevent: code-generation\ndata: ${JSON.stringify(toCodeGenerationListItem(record))}\n\n`;

/** A Last-Event-ID that the record never had is ignored: the client gets the newest state. */
const seenVersion = ({ version }: CodeGenerationRecord, lastEventId = ''): number =>
  /^\d{1,15}$/.test(lastEventId) && Number(lastEventId) <= version ? Number(lastEventId) : 0;

const writerTo = (stream: PassThrough) => (text: string) => {
  if (stream.writableEnded || stream.destroyed) return;
  stream.write(text);
  if (stream.writableLength > maximumBacklogBytes) stream.destroy();
};

export const createEventStreams = ({ watch, heartbeatMs }: EventStreamsDeps): EventStreams => {
  const open = new Set<PassThrough>();
  return {
    open: (record, lastEventId, mayStillRead) => {
      const stream = new PassThrough();
      open.add(stream);
      let sentVersion = seenVersion(record, lastEventId);
      const write = writerTo(stream);
      const tell = (state: CodeGenerationRecord | undefined) => {
        if (!state) write(`event: deleted\ndata: ${JSON.stringify({ id: record.id })}\n\n`);
        // The last state is sent again to a client that has seen it, so that no stream ends without saying why.
        else if (state.version > sentVersion || hasEnded(state)) write(eventOf(state));
        sentVersion = Math.max(sentVersion, state?.version ?? 0);
        if (!state || hasEnded(state)) stream.end();
      };
      const beat = async () => {
        try {
          await mayStillRead();
          write(': still here\n\n');
        } catch {
          // Also after an outage: the client connects again, and learns why if it may not.
          stream.end();
        }
      };
      const heartbeat = setInterval(() => void beat(), heartbeatMs);
      const unfollow = hasEnded(record) ? () => undefined : watch.follow(record, tell);
      stream.once('close', () => {
        clearInterval(heartbeat);
        unfollow();
        open.delete(stream);
      });
      write('retry: 2000\n\n');
      tell(record);
      return stream;
    },
    close: () => {
      for (const stream of open) stream.end();
    },
  };
};
