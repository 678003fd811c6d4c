import { expect, test } from 'vitest';
import { readEvents } from './read-events.ts';

async function eventsOf(...chunks: readonly string[]) {
  async function* body() {
    for (const chunk of chunks) yield new TextEncoder().encode(chunk);
  }
  const events = [];
  for await (const event of readEvents(ReadableStream.from(body()))) events.push(event);
  return events;
}

test('events are parsed however they are split into chunks', async () => {
  const stream = 'event: code-generation\nid: 4\ndata: {"a":\ndata: "é"}\n\n: heartbeat\n\ndata: x\n\n';
  const events = [
    { event: 'code-generation', id: '4', data: '{"a":\n"é"}' },
    { event: 'message', id: undefined, data: 'x' },
  ];
  expect(await eventsOf(stream)).toEqual(events);
  expect(await eventsOf(...stream)).toEqual(events);
});

test('an incomplete event at the end is dropped', async () => {
  expect(await eventsOf('data: half')).toEqual([]);
});
