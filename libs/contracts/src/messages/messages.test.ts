import { describe, expect, it } from 'vitest';
import { Value } from 'typebox/value';
import { codeGenerationFinishedV1, codeGenerationRequested, type AnyMessageDefinition } from '../index.ts';

/** As they were published: what is added here stays here. */
const published: Readonly<Record<string, object>> = {
  'code-generation.requested v1': {
    id: 'm1',
    type: 'code-generation.requested',
    version: 1,
    correlationId: 'c1',
    sentAt: '2026-01-01T00:00:00.000Z',
    payload: { generationId: 'g1', userId: 'ada' },
  },
  'code-generation.finished v1': {
    id: 'e1',
    type: 'code-generation.finished',
    version: 1,
    correlationId: 'c1',
    occurredAt: '2026-01-01T00:00:00.000Z',
    userId: 'ada',
    projectId: 'p1',
    status: 'failed',
    payload: { generationId: 'g1', archiveBytes: 1, fileCount: 1, error: { code: 'c', message: 'm' } },
  },
};

const definitions: readonly AnyMessageDefinition[] = [...codeGenerationRequested.read, codeGenerationFinishedV1];

describe.each(definitions.map((definition) => [`${definition.type} v${definition.version}`, definition] as const))(
  '%s',
  (name, { schema }) => {
    const message = published[name] ?? {};

    it('is what was published, no less and no more', () => {
      expect(Value.Errors(schema, message)).toEqual([]);
      expect(Value.Check(schema, { ...message, more: 1 })).toBe(false);
      expect(Value.Check(schema, { ...message, payload: { more: 1 } })).toBe(false);
      expect(Object.keys(schema.properties).toSorted()).toEqual(Object.keys(message).toSorted());
    });

    it.each(Object.keys(message))('needs %s', (member) => {
      expect(Value.Check(schema, { ...message, [member]: undefined })).toBe(false);
    });
  },
);

describe('a kind of message', () => {
  it('is read in its last two versions, and written in the older of them', () => {
    const { read, written } = codeGenerationRequested;
    const versions = read.map(({ version }) => version);
    const newest = Math.max(...versions);
    expect(versions).toEqual(newest === 1 ? [1] : [newest - 1, newest]);
    expect(written).toBe(read[0]);
  });
});
