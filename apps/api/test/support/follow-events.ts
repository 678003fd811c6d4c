import { pathOf, streamCodeGeneration, type CodeGeneration } from '@snapinfra/contracts';

export interface StreamedEvent {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
  readonly comment?: string;
}

const parseEvent = (block: string): StreamedEvent =>
  Object.fromEntries(
    block.split('\n').map((line) => {
      const [, name = '', value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? [];
      return [name === '' ? 'comment' : name, value];
    }),
  );

/** Follows a generation on a port as a client does; `ended` resolves when the server ends the stream. */
export const followerOf =
  (port: number) =>
  async (generationId: string, headers: Readonly<Record<string, string>> = {}) => {
    const events: StreamedEvent[] = [];
    const leaving = new AbortController();
    const response = await fetch(`http://127.0.0.1:${port}${pathOf(streamCodeGeneration, { generationId })}`, {
      headers: { 'x-dev-user-id': 'ada', ...headers },
      signal: leaving.signal,
    });
    const read = async () => {
      let text = '';
      for await (const chunk of response.body ?? []) {
        text += new TextDecoder().decode(chunk);
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        events.push(...blocks.map(parseEvent));
      }
    };
    const states = () =>
      events
        .filter(({ event }) => event === 'code-generation')
        .map(({ data = '' }) => JSON.parse(data) as CodeGeneration);
    const beats = () => events.filter(({ comment }) => comment !== undefined).length;
    return { response, events, states, beats, ended: read(), leave: () => leaving.abort() };
  };
