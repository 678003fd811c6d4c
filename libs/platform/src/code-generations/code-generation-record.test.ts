import { expect, it } from 'vitest';
import { Value } from 'typebox/value';
import { codeGenerationFinishedV1 } from '@snapinfra/contracts';
import { codeGenerationFinished } from './code-generation-events.ts';
import { CodeGenerationRecord, GenerationFilesItem, knownCodeGenerationStatus } from './code-generation-record.ts';

const record = {
  id: 'g1',
  userId: 'ada',
  tenantId: 'grace',
  projectId: 'p1',
  projectName: 'Notes',
  schemaId: 's1',
  schemaVersion: 1,
  options: {},
  status: 'failed',
  progress: { phase: 'storing', percent: 90, message: '' },
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  version: 1,
  correlationId: 'c1',
  attempts: 1,
  leaseToken: 1,
  signals: {},
  stepResults: {},
  owedEvents: {},
  error: { code: 'model_has_errors', message: '' },
};

it('reads what the next version wrote: members that this one does not know', () => {
  const next = {
    ...record,
    kind: 'new',
    options: { kind: 'new' },
    status: 'verifying',
    progress: { ...record.progress, phase: 'verifying', kind: 'new' },
    error: { ...record.error, kind: 'new' },
  };
  expect(Value.Errors(CodeGenerationRecord, next)).toEqual([]);
  const files = { generationId: 'g1', document: {}, kind: 'new' };
  expect(Value.Check(GenerationFilesItem, files)).toBe(true);
});

it('takes a status of the next version for work', () => {
  expect(['verifying', 'constructor', 'failed'].map(knownCodeGenerationStatus)).toEqual([
    'processing',
    'processing',
    'failed',
  ]);
});

it('owes an event of its own version, whichever version wrote the record', () => {
  const next = Value.Parse(CodeGenerationRecord, { ...record, error: { ...record.error, kind: 'new' } });
  expect(Value.Errors(codeGenerationFinishedV1.schema, codeGenerationFinished(next, 'event'))).toEqual([]);
});

it('refuses what lacks a member, or has one of another type', () => {
  expect(Value.Check(CodeGenerationRecord, { ...record, leaseToken: undefined })).toBe(false);
  expect(Value.Check(CodeGenerationRecord, { ...record, progress: { ...record.progress, percent: 101 } })).toBe(false);
});
